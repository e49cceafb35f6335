//! One reservation, as the booking site records it.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::money::Cents;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ReservationStatus {
    Pending,
    Confirmed,
    Completed,
    Cancelled,
}

impl ReservationStatus {
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Completed, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for ReservationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ReservationStatus {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == name)
            .ok_or_else(|| format!("unknown status {name:?}: use pending, confirmed, completed or cancelled"))
    }
}

/// A whole row of `reservations`, less its id and its time of change, which the store gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub full_name: String,
    /// As written; [`crate::client::ClientId::of_email`] says whose it is.
    pub email: String,
    pub phone: String,
    pub company: Option<String>,
    pub activity: String,
    pub address: Option<String>,
    pub space_type: String,
    pub start_date: NaiveDate,
    /// Not before `start_date`.
    pub end_date: NaiveDate,
    /// At least 1.
    pub occupants: i32,
    pub subscription_type: String,
    pub amount: Cents,
    pub payment_method: String,
    pub transaction_id: String,
    pub status: ReservationStatus,
    pub notes: Option<String>,
    pub admin_notes: Option<String>,
    pub created_at: DateTime<Utc>,
}

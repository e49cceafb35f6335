//! One reservation, as the booking site records it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{money::Cents, text_enum::text_enum};

text_enum! {
    pub enum ReservationStatus {
        Pending = "pending",
        Confirmed = "confirmed",
        Completed = "completed",
        Cancelled = "cancelled",
    }
    unknown: "unknown status {0:?}: use one of {1}"
}

/// A row of `reservations` without its id and its `updated_at`, which the store sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub full_name: String,
    /// As written; [`crate::client::ClientId::of_email`] normalises it.
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

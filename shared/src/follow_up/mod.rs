//! A follow-up ("relance"): one message to one client, from its draft to what came of it.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    client::{Channel, ClientId},
    draft::FactSheet,
    locale::Locale,
    strategy::{Priority, StrategyId},
};

/// Where a follow-up stands; `docs/ARCHITECTURE.md` draws the moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Status {
    /// Written, waiting for a person (or for the automatic mode).
    Pending,
    /// May leave once its date has come and the gate lets it.
    Approved,
    /// Claimed by a sender that holds the lease.
    Sending,
    /// The provider took it.
    Sent,
    /// The provider refused it for good.
    Failed,
    Cancelled,
    /// A sender died around the call: nobody knows whether it left, so it never leaves again by itself.
    Uncertain,
}

impl Status {
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Approved, Self::Sending, Self::Sent, Self::Failed, Self::Cancelled, Self::Uncertain];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Uncertain => "uncertain",
        }
    }

    /// Open follow-ups keep their client from getting another one.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Sending | Self::Uncertain)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|s| s.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("{name:?} is not a status: use one of {known}")
        })
    }
}

/// Who wrote the text that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum DraftSource {
    Template,
    Model,
    /// A person changed it; the automatic mode leaves it alone.
    Human,
}

/// A follow-up as it stands in the database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FollowUp {
    pub id: Uuid,
    pub client_id: ClientId,
    /// Empty on rows of the booking site's old system that named none.
    pub strategy_id: StrategyId,
    pub status: Status,
    pub channel: Channel,
    pub priority: Priority,
    /// 0 to 100.
    pub confidence: i64,
    pub scheduled_date: DateTime<Utc>,
    pub subject: String,
    /// The text body; the HTML body is made of it when it is sent.
    pub message: String,
    pub locale: Locale,
    pub draft_source: DraftSource,
    /// What the draft was allowed to say; absent on rows of the old system.
    pub facts: Option<FactSheet>,
    pub generated_at: DateTime<Utc>,
    /// What an approval is bound to; absent on rows of the old system nobody has touched since.
    pub content_hash: Option<String>,
    pub approved_by: Option<String>,
    pub approved_at: Option<DateTime<Utc>>,
    pub approved_hash: Option<String>,
    pub attempts: i64,
    pub next_try_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub provider_message_id: Option<String>,
    /// Why it was deferred, refused or cancelled.
    pub failure: Option<String>,
    pub updated_at: DateTime<Utc>,
}

//! A follow-up ("relance"): one message to one client, from its draft to what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    client::{Channel, ClientId},
    digest::sha256,
    draft::FactSheet,
    locale::Locale,
    strategy::{Priority, StrategyId},
    text_enum::text_enum,
};

pub mod compose;
pub mod gate;
mod life;

pub use life::{IllegalStep, Step};

text_enum! {
    /// Where a follow-up stands; `docs/ARCHITECTURE.md` draws the moves.
    pub enum Status {
        /// Written, waiting for a person (or for the automatic mode).
        Pending = "pending",
        /// May leave once its date has come and the gate lets it.
        Approved = "approved",
        /// Claimed by a sender that holds the lease.
        Sending = "sending",
        /// The provider took it.
        Sent = "sent",
        /// The provider refused it for good.
        Failed = "failed",
        Cancelled = "cancelled",
        /// A sender died around the call: nobody knows whether it left, so it never leaves again by itself.
        Uncertain = "uncertain",
    }
    unknown: "{0:?} is not a status: use one of {1}"
}

impl Status {
    /// Open follow-ups keep their client from getting another one.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved | Self::Sending | Self::Uncertain)
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
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct FollowUp {
    pub id: Uuid,
    pub client_id: ClientId,
    pub strategy_id: StrategyId,
    pub status: Status,
    pub channel: Channel,
    pub priority: Priority,
    /// 0 to 100.
    #[sqlx(rename = "ai_confidence")]
    pub confidence: i64,
    pub scheduled_date: DateTime<Utc>,
    /// Empty for an SMS.
    pub subject: String,
    /// The text body; the HTML body is made of it when it is sent.
    pub message: String,
    pub locale: Locale,
    pub draft_source: DraftSource,
    /// What the draft was allowed to say; absent on rows of the old system.
    #[sqlx(json(nullable))]
    pub facts: Option<FactSheet>,
    pub generated_at: DateTime<Utc>,
    /// What an approval is bound to; absent on rows of the old system nobody has touched since.
    pub content_hash: Option<String>,
    pub approved_by: Option<String>,
    pub approved_at: Option<DateTime<Utc>>,
    pub approved_hash: Option<String>,
    /// Claims so far.
    pub attempts: i64,
    /// Who is sending it: only the holder of the token may record what came of it.
    #[serde(skip)]
    pub claim_token: Option<Uuid>,
    /// Until when that is theirs, in real time.
    pub lease_until: Option<DateTime<Utc>>,
    /// The business day whose sending quota it took.
    pub claimed_on: Option<NaiveDate>,
    pub next_try_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub provider_message_id: Option<String>,
    /// Why it was deferred, refused or cancelled: a code, or what a person or a provider said.
    pub failure: Option<String>,
    /// Whether, refused or cancelled, it still makes its strategy rest for the client.
    pub rests: bool,
    pub updated_at: DateTime<Utc>,
}

/// What an approval covers: channel, language, subject and message.
pub fn content_hash(channel: Channel, locale: Locale, subject: &str, message: &str) -> String {
    sha256(&[channel.as_str().as_bytes(), locale.as_str().as_bytes(), subject.as_bytes(), message.as_bytes()])
}

impl FollowUp {
    /// The hash of the text that stands.
    pub fn hash(&self) -> String {
        content_hash(self.channel, self.locale, &self.subject, &self.message)
    }

    /// Moves it on, or says why that is not possible.
    pub fn take(&mut self, step: Step, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.status = self.status.after(step)?;
        self.updated_at = now;
        if self.status != Status::Sending {
            (self.claim_token, self.lease_until) = (None, None);
        }
        if self.status == Status::Pending {
            (self.approved_by, self.approved_at, self.approved_hash) = (None, None, None);
        }
        Ok(())
    }

    /// Lets it go: binds the approval to the text that stands.
    pub fn approve(&mut self, by: &str, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.take(Step::Approve, now)?;
        let hash = self.hash();
        self.approved_by = Some(by.to_owned());
        self.approved_at = Some(now);
        self.approved_hash = Some(hash.clone());
        self.content_hash = Some(hash);
        self.failure = None;
        Ok(())
    }

    /// Whether the approval covers the text that stands.
    pub fn is_covered(&self) -> bool {
        self.approved_hash.as_deref() == Some(self.hash().as_str())
    }
}

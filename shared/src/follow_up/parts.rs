//! The parts of a follow-up, in the order in which they are filled.
//!
//! In JSON and in the database they are flat: one object, one row. What belongs together is one value here, so that
//! half an approval, or a token without a lease, cannot be represented.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::{
    client::Channel,
    digest::sha256,
    draft::{DraftSource, FactSheet},
    follow_up::Failure,
    locale::Locale,
};

/// What the client would read, and how far to trust it.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Draft {
    pub channel: Channel,
    pub locale: Locale,
    /// Empty for an SMS.
    pub subject: String,
    /// The text body; the HTML body is made from it when it is sent.
    pub message: String,
    #[serde(rename = "draft_source")]
    #[sqlx(rename = "draft_source")]
    pub source: DraftSource,
    /// What the draft was allowed to say; absent on rows of the old system.
    #[sqlx(json(nullable))]
    pub facts: Option<FactSheet>,
    /// 0 to 100.
    #[sqlx(rename = "ai_confidence")]
    pub confidence: i64,
    /// What an approval is bound to; absent on unchanged rows of the old system.
    pub content_hash: Option<String>,
}

impl Draft {
    /// The hash of the current text.
    pub fn hash(&self) -> String {
        content_hash(self.channel, self.locale, &self.subject, &self.message)
    }

    /// The last day of the offer it makes.
    pub fn offer_valid_until(&self) -> Option<NaiveDate> {
        self.facts.as_ref()?.offer.as_ref().map(|offer| offer.valid_until)
    }
}

/// What an approval covers: channel, language, subject and message.
pub fn content_hash(channel: Channel, locale: Locale, subject: &str, message: &str) -> String {
    sha256(&[channel.as_str().as_bytes(), locale.as_str().as_bytes(), subject.as_bytes(), message.as_bytes()])
}

/// An approval of this text and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: String,
    pub at: DateTime<Utc>,
    /// [`content_hash`] of the text that was approved.
    pub hash: String,
}

/// A sender's exclusive right to one follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Identifies the claim; random.
    pub token: Uuid,
    /// When the lease expires, in real time.
    pub until: DateTime<Utc>,
}

/// The state of sending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Sending {
    /// Claims so far.
    pub attempts: i64,
    /// Held while it is being sent.
    #[serde(rename = "lease_until", serialize_with = "lease_end")]
    #[sqlx(flatten, try_from = "LeaseColumns")]
    pub lease: Option<Lease>,
    /// The business day whose sending quota it took.
    pub claimed_on: Option<NaiveDate>,
    pub next_try_at: Option<DateTime<Utc>>,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Outcome {
    pub sent_at: Option<DateTime<Utc>>,
    pub provider_message_id: Option<String>,
    /// Why it was deferred, refused or cancelled.
    pub failure: Option<Failure>,
    /// Whether it starts its strategy's cooldown although it was refused or cancelled.
    pub rests: bool,
}

impl Default for Outcome {
    /// Nothing yet.
    fn default() -> Self {
        Self { sent_at: None, provider_message_id: None, failure: None, rests: true }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct ApprovalColumns {
    approved_by: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    approved_hash: Option<String>,
}

impl From<ApprovalColumns> for Option<Approval> {
    fn from(columns: ApprovalColumns) -> Self {
        let ApprovalColumns { approved_by, approved_at, approved_hash } = columns;
        Some(Approval { by: approved_by?, at: approved_at?, hash: approved_hash? })
    }
}

#[derive(sqlx::FromRow)]
struct LeaseColumns {
    claim_token: Option<Uuid>,
    lease_until: Option<DateTime<Utc>>,
}

impl From<LeaseColumns> for Option<Lease> {
    fn from(columns: LeaseColumns) -> Self {
        Some(Lease { token: columns.claim_token?, until: columns.lease_until? })
    }
}

/// The keys of an approval, each null where there is none.
pub(super) fn approval_keys<S: Serializer>(approval: &Option<Approval>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Keys<'a> {
        approved_by: Option<&'a str>,
        approved_at: Option<DateTime<Utc>>,
        approved_hash: Option<&'a str>,
    }
    let approval = approval.as_ref();
    Keys {
        approved_by: approval.map(|approval| approval.by.as_str()),
        approved_at: approval.map(|approval| approval.at),
        approved_hash: approval.map(|approval| approval.hash.as_str()),
    }
    .serialize(serializer)
}

/// Writes the end of the lease only: the token is not shown.
fn lease_end<S: Serializer>(lease: &Option<Lease>, serializer: S) -> Result<S::Ok, S::Error> {
    lease.as_ref().map(|lease| lease.until).serialize(serializer)
}

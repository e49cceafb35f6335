//! A follow-up ("relance"): one message to one client, from its draft to what came of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    client::{ClientId, ClientKey},
    strategy::{Priority, StrategyId},
    text_enum::text_enum,
};

pub mod attribution;
pub mod gate;
mod life;
mod parts;
mod plan;

pub use life::{IllegalStep, Step};
use parts::ApprovalColumns;
pub use parts::{Approval, Draft, Lease, Outcome, Sending, content_hash};
pub use plan::{Material, Plan, next_follow_up_at, scheduled};

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

/// A follow-up as it stands in the database.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct FollowUp {
    pub id: Uuid,
    pub client_key: ClientKey,
    /// What the client was called when it was written: the address it goes to, or the number.
    pub client_id: ClientId,
    pub strategy_id: StrategyId,
    pub status: Status,
    pub priority: Priority,
    pub scheduled_date: DateTime<Utc>,
    pub generated_at: DateTime<Utc>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub draft: Draft,
    /// Present from an approval until the text changes.
    #[serde(flatten, serialize_with = "parts::approval_keys")]
    #[sqlx(flatten, try_from = "ApprovalColumns")]
    pub approval: Option<Approval>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub sending: Sending,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub outcome: Outcome,
    pub updated_at: DateTime<Utc>,
    /// Changes so far: a change is written only over the version it started from.
    #[serde(skip)]
    pub version: i64,
}

impl FollowUp {
    /// Moves it on, or says why that is not possible.
    ///
    /// # Errors
    /// Its status does not allow this step; nothing has changed then.
    pub fn take(&mut self, step: Step, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.status = self.status.after(step)?;
        self.updated_at = now;
        if self.status != Status::Sending {
            self.sending.lease = None;
        }
        if self.status == Status::Pending {
            self.approval = None;
        }
        Ok(())
    }

    /// Lets it go: binds the approval to the text that stands.
    ///
    /// # Errors
    /// It does not wait for an approval.
    pub fn approve(&mut self, by: &str, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.take(Step::Approve, now)?;
        let hash = self.draft.hash();
        self.draft.content_hash = Some(hash.clone());
        self.approval = Some(Approval { by: by.to_owned(), at: now, hash });
        self.outcome.failure = None;
        Ok(())
    }

    /// Gives it to one sender, on the quota of business day `day`.
    ///
    /// # Errors
    /// It is not approved, or somebody else is sending it.
    pub fn claim(&mut self, lease: Lease, day: NaiveDate, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.take(Step::Claim, now)?;
        self.sending.lease = Some(lease);
        self.sending.claimed_on = Some(day);
        self.sending.attempts += 1;
        Ok(())
    }

    /// Who let it go.
    pub fn approved_by(&self) -> Option<&str> {
        self.approval.as_ref().map(|approval| approval.by.as_str())
    }

    /// Whether the approval covers the text that stands.
    pub fn is_covered(&self) -> bool {
        self.approval.as_ref().is_some_and(|approval| approval.hash == self.draft.hash())
    }
}

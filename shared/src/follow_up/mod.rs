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
mod failure;
pub mod gate;
mod life;
mod parts;
mod plan;

pub use failure::{Cause, Failure};
pub use life::{IllegalStep, Step};
use parts::ApprovalColumns;
pub use parts::{Approval, Draft, Lease, Outcome, Sending, content_hash};
pub use plan::{Material, Plan, next_follow_up_at, scheduled};

text_enum! {
    /// The status of a follow-up; `docs/ARCHITECTURE.md` draws the transitions.
    pub enum Status {
        /// Written, waiting for a person (or for the automatic mode).
        Pending = "pending",
        /// May be sent once it is due and the gate allows it.
        Approved = "approved",
        /// Claimed by a sender that holds the lease.
        Sending = "sending",
        /// The provider accepted it.
        Sent = "sent",
        /// The provider refused it for good.
        Failed = "failed",
        Cancelled = "cancelled",
        /// It is unknown whether it was sent, so it is never sent again automatically.
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

/// A follow-up as stored.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct FollowUp {
    pub id: Uuid,
    pub client_key: ClientKey,
    /// The client's name when it was written: an address, or a phone number.
    pub client_id: ClientId,
    pub strategy_id: StrategyId,
    pub status: Status,
    pub priority: Priority,
    pub scheduled_date: DateTime<Utc>,
    pub generated_at: DateTime<Utc>,
    /// Whether it may leave only while its strategy's conditions hold: not once a person has decided in spite of them.
    #[serde(skip)]
    pub bound_to_conditions: bool,
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
    /// Number of changes: an update succeeds only over the version it started from.
    #[serde(skip)]
    pub version: i64,
}

impl FollowUp {
    /// Applies `step`.
    ///
    /// # Errors
    /// Its status does not allow this step; nothing has changed then.
    pub fn apply(&mut self, step: Step, now: DateTime<Utc>) -> Result<(), IllegalStep> {
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

    /// Approves it: binds the approval to the current text.
    ///
    /// # Errors
    /// It is not pending.
    pub fn approve(&mut self, by: &str, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.apply(Step::Approve, now)?;
        let hash = self.draft.hash();
        self.draft.content_hash = Some(hash.clone());
        self.approval = Some(Approval { by: by.to_owned(), at: now, hash });
        self.outcome.failure = None;
        Ok(())
    }

    /// Claims it for one sender, on the quota of business day `day`.
    ///
    /// # Errors
    /// It is not approved, for example because another sender holds it.
    pub fn claim(&mut self, lease: Lease, day: NaiveDate, now: DateTime<Utc>) -> Result<(), IllegalStep> {
        self.apply(Step::Claim, now)?;
        self.sending.lease = Some(lease);
        self.sending.claimed_on = Some(day);
        self.sending.attempts += 1;
        Ok(())
    }

    /// Who approved it.
    pub fn approved_by(&self) -> Option<&str> {
        self.approval.as_ref().map(|approval| approval.by.as_str())
    }

    /// Whether the approval covers the current text.
    pub fn is_covered(&self) -> bool {
        self.approval.as_ref().is_some_and(|approval| approval.hash == self.draft.hash())
    }
}

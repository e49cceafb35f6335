//! What a person may do: review follow-ups, change settings and strategies, ask for a follow-up by hand.
//!
//! The console and the plain commands both come through here; every action is one transaction, with its line in the
//! audit trail.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    client::{Channel, ClientId},
    draft,
    follow_up::{IllegalStep, Status, gate::Refusal},
    operator::{OperatorName, Role},
    settings::SettingError,
    store::{Store, cause, is_read_only},
    strategy::{StrategyError, StrategyId},
    writer::Writer,
};

mod by_hand;
mod detail;
mod intake;
mod operators;
mod preview;
mod review;
mod rights;
mod rules;
mod undo;

pub use by_hand::Verdict;
pub use detail::{ClientDetail, FollowUpDetail, ReservationLine};
pub use intake::{DEMO_CLIENTS, DEMO_SEED, ImportEvent, Imported};
pub use preview::Preview;
pub use review::Change;

/// Somebody at work on a database.
#[derive(Clone, Copy, Debug)]
pub struct Operations<'a> {
    pub store: &'a Store,
    /// Who acts, for the audit trail and the approval.
    pub actor: &'a str,
    pub now: DateTime<Utc>,
    /// Who writes the drafts that a person asks for.
    pub writer: &'a dyn Writer,
}

/// Why an action was not done. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    #[error("the database failed: {}", cause(.0))]
    Database(sqlx::Error),
    #[error("there is no follow-up {0}: `relance follow-ups` lists them")]
    NoFollowUp(Uuid),
    #[error("there is no client {0}: `relance clients` lists them")]
    NoClient(ClientId),
    #[error("there is no strategy {0}: `relance strategies` lists them")]
    NoStrategy(StrategyId),
    #[error("strategy {0} was changed by somebody else meanwhile: look at it again")]
    StrategyChanged(StrategyId),
    #[error("there is a strategy {0} already: choose another id")]
    StrategyExists(StrategyId),
    #[error("{0} is no built-in strategy: there is nothing to reset it to")]
    NotBuiltIn(StrategyId),
    #[error(transparent)]
    Strategy(#[from] StrategyError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Step(#[from] IllegalStep),
    #[error("follow-up {0} was changed by somebody else meanwhile: look at it again")]
    ChangedMeanwhile(Uuid),
    #[error("{by} changed follow-up {id} at {at}, it is {status} now: look at it again", at = at.format("%Y-%m-%dT%H:%MZ"))]
    Overtaken { id: Uuid, status: Status, by: String, at: DateTime<Utc> },
    #[error("the client of follow-up {0} has another open one: cancel that one first")]
    AnotherOpen(Uuid),
    #[error("client {0} already has an open follow-up")]
    AlreadyOpen(ClientId),
    #[error("the text cannot be sent: {0}")]
    Text(draft::Fault),
    #[error("the draft could not be written: {0}")]
    Draft(#[from] draft::DraftError),
    #[error("nothing was written: {0}")]
    Refused(Refusal),
    #[error("{0} is not paused: `relance doctor` tells what is")]
    NotPaused(Channel),
    #[error("the client, a strategy or a setting changed while the draft for {0} was written: ask for it again")]
    PlanChanged(ClientId),
    #[error("no strategy applies to client {0}")]
    NoneApplies(ClientId),
    #[error("the reservations of this database belong to the booking site: nothing is imported into them")]
    NotOurs,
    #[error("{name} is {role}, and this needs the role {needed}: ask an admin")]
    NotAllowed { name: String, role: Role, needed: Role },
    #[error(
        "{0} is no active operator of this database: say who acts with --as NAME; `relance operators list` tells them"
    )]
    NoOperator(String),
    #[error("this console only looks: start it without --read-only to change anything")]
    ReadOnly,
    #[error("the first operator must be an admin: otherwise nobody could add the next")]
    FirstIsAdmin,
    #[error("there is an operator {0} already: choose another name")]
    OperatorExists(OperatorName),
    #[error("there is no operator {0}: `relance operators list` tells who there is")]
    UnknownOperator(OperatorName),
    #[error("{0} is the last active admin: make somebody else admin first")]
    LastAdmin(OperatorName),
    #[error("this key is {0}'s already: a key is one person's")]
    KeyTaken(OperatorName),
    #[error("{0} has no key of that fingerprint: `relance operators list` tells them")]
    NoKey(OperatorName),
    #[error("the file could not be read to its end: {0}")]
    File(#[from] std::io::Error),
    #[error("the database already holds {0} reservations: invented clients only go into an empty one")]
    NotEmpty(i64),
}

// By hand, for the sentence already holds the cause: derived, it would be told a second time.
impl From<sqlx::Error> for OperationError {
    fn from(error: sqlx::Error) -> Self {
        if is_read_only(&error) { Self::ReadOnly } else { Self::Database(error) }
    }
}

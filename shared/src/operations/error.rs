//! Why an action failed: one enum per concern. The messages are in English here; the console translates them.

use std::error::Error;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    client::{Channel, ClientId},
    draft,
    engine::EngineError,
    follow_up::{IllegalStep, Status, gate::Refusal},
    operator::{OperatorName, Role},
    settings::SettingError,
    store::{cause, is_read_only},
    strategy::{StrategyError, StrategyId},
};

/// Why an action failed. Nothing has changed then, except that an import keeps the pages before the failure.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    #[error("the database failed: {}", cause(.0))]
    Database(sqlx::Error),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("there is no client {0}: `relance clients` lists them")]
    NoClient(String),
    #[error("the name is empty: name a client by their e-mail address, or by their telephone number")]
    NoName,
    #[error(transparent)]
    FollowUp(#[from] FollowUpError),
    #[error(transparent)]
    Writing(#[from] WritingError),
    #[error(transparent)]
    Strategy(#[from] StrategyChangeError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("{0} is not paused: `relance doctor` tells what is")]
    NotPaused(Channel),
    #[error(transparent)]
    Operator(#[from] OperatorError),
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Why the actor may not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    #[error("{name} is {role}, and this needs the role {needed}: ask an admin")]
    NotAllowed { name: String, role: Role, needed: Role },
    #[error(
        "{0} is no active operator of this database: say who acts with --as NAME; `relance operators list` tells them"
    )]
    NoOperator(String),
    #[error("this console only looks: start it without --read-only to change anything")]
    ReadOnly,
}

/// Why a follow-up was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpError {
    #[error("there is no follow-up {0}: `relance follow-ups` lists them")]
    Missing(Uuid),
    #[error(transparent)]
    Step(#[from] IllegalStep),
    #[error("follow-up {0} was changed by somebody else meanwhile: look at it again")]
    ChangedMeanwhile(Uuid),
    #[error("{by} changed follow-up {id} at {at}, it is {status} now: look at it again", at = at.format("%Y-%m-%dT%H:%MZ"))]
    Overtaken { id: Uuid, status: Status, by: String, at: DateTime<Utc> },
    #[error("the client of follow-up {0} has another open one: cancel that one first")]
    AnotherOpen(Uuid),
    #[error("follow-up {0} comes from the old system, and nobody has checked its text here: edit it, then approve it")]
    FromOldSystem(Uuid),
    #[error("the text cannot be sent: {0}")]
    Text(draft::Fault),
}

/// Why no follow-up was written by hand.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    #[error("client {0} already has an open follow-up")]
    AlreadyOpen(ClientId),
    #[error("no strategy applies to client {0}")]
    NoneApplies(ClientId),
    #[error("nothing was written: {0}")]
    Refused(Refusal),
    #[error("the draft could not be written: {0}")]
    Draft(#[from] draft::DraftError),
    #[error("the client, a strategy or a setting changed while the draft for {0} was written: ask for it again")]
    PlanChanged(ClientId),
}

/// Why a strategy was not changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StrategyChangeError {
    #[error("there is no strategy {0}: `relance strategies` lists them")]
    Missing(StrategyId),
    #[error("strategy {0} was changed by somebody else meanwhile: look at it again")]
    ChangedMeanwhile(StrategyId),
    #[error("there is a strategy {0} already: choose another id")]
    Exists(StrategyId),
    #[error("{0} is no built-in strategy: there is nothing to reset it to")]
    NotBuiltIn(StrategyId),
    #[error(transparent)]
    Senseless(#[from] StrategyError),
}

/// Why the operators were not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperatorError {
    #[error("the first operator must be an admin: otherwise nobody could add the next")]
    FirstIsAdmin,
    #[error("there is an operator {0} already: choose another name")]
    Exists(OperatorName),
    #[error("there is no operator {0}: `relance operators list` tells who there is")]
    Unknown(OperatorName),
    #[error("{0} is the last active admin: make somebody else admin first")]
    LastAdmin(OperatorName),
    #[error("this key is {0}'s already: a key is one person's")]
    KeyTaken(OperatorName),
    #[error("{0} has no key of that fingerprint: `relance operators list` tells them")]
    NoKey(OperatorName),
}

/// Why reservations were not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the reservations of this database belong to the booking site: nothing is imported into them")]
    NotOurs,
    #[error("the file could not be read to its end: {0}")]
    File(#[from] std::io::Error),
    #[error("the database already holds {0} reservations: invented clients only go into an empty one")]
    NotEmpty(i64),
}

// Not derived: the message already contains the cause, which `#[from]` would report a second time as the source.
impl From<sqlx::Error> for OperationError {
    fn from(error: sqlx::Error) -> Self {
        if is_read_only(&error) { AccessError::ReadOnly.into() } else { Self::Database(error) }
    }
}

macro_rules! convert_via {
    ($($cause:ty => $concern:ty;)+) => {
        $(impl From<$cause> for OperationError {
            fn from(error: $cause) -> Self {
                <$concern>::from(error).into()
            }
        })+
    };
}

// Converts errors of the core through the enum of their concern.
convert_via! {
    IllegalStep => FollowUpError;
    draft::DraftError => WritingError;
    StrategyError => StrategyChangeError;
    std::io::Error => ImportError;
}

/// The database's own error inside one of ours, if it is that.
pub fn database_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a sqlx::Error> {
    let of_operation = error.downcast_ref().and_then(|error| match error {
        OperationError::Database(error) => Some(error),
        _ => None,
    });
    let of_engine = || match error.downcast_ref()? {
        EngineError::Database(error) => Some(error),
        _ => None,
    };
    of_operation.or_else(of_engine).or_else(|| error.downcast_ref())
}

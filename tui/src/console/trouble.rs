//! Errors of queries and actions, and how they are shown.

use relance::{
    engine::EngineError,
    operations::{FollowUpError, OperationError},
    store::{cause, is_full},
};

use crate::console::{shared::Shared, theme::Meaning};

#[derive(Debug)]
pub enum Trouble {
    Operation(OperationError),
    Engine(EngineError),
    /// The task panicked.
    Broken,
}

impl From<OperationError> for Trouble {
    fn from(error: OperationError) -> Self {
        Self::Operation(error)
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl Trouble {
    pub fn told(&self, shared: &Shared) -> String {
        match self {
            Self::Operation(error) => shared.text.operation_error(error, shared.zone()),
            Self::Engine(EngineError::Database(error)) => shared.text.database_error(&cause(error)),
            Self::Engine(EngineError::Step(error)) => {
                shared.text.operation_error(&OperationError::FollowUp(FollowUpError::Step(*error)), shared.zone())
            }
            Self::Broken => shared.text.broken().to_owned(),
        }
    }

    /// The text for a failed action, which, unlike a read, is not retried.
    pub fn why_not_done(&self, shared: &Shared) -> String {
        match self {
            Self::Operation(OperationError::Database(error)) | Self::Engine(EngineError::Database(error)) => {
                if is_full(error) { shared.text.disk_full().to_owned() } else { shared.text.not_done(&cause(error)) }
            }
            other => other.told(shared),
        }
    }

    /// A refusal by a rule is a warning; any other error is an alert.
    pub const fn meaning(&self) -> Meaning {
        match self {
            Self::Operation(OperationError::Database(_)) | Self::Engine(_) | Self::Broken => Meaning::Alert,
            Self::Operation(_) => Meaning::Warning,
        }
    }
}

//! Errors of queries and actions, and how they are shown.

use relance::{
    engine::EngineError,
    operations::{FollowUpError, OperationError},
    store::{cause, is_full},
};

use crate::console::{shared::Shared, theme::Meaning};

#[derive(Debug)]
pub enum ConsoleError {
    Operation(OperationError),
    Engine(EngineError),
    /// The task panicked.
    Broken,
}

impl From<OperationError> for ConsoleError {
    fn from(error: OperationError) -> Self {
        Self::Operation(error)
    }
}

impl From<EngineError> for ConsoleError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl ConsoleError {
    pub fn message(&self, shared: &Shared) -> String {
        match self {
            Self::Operation(error) => shared.text.operation_error(error, shared.zone()),
            Self::Engine(EngineError::Database(error)) => shared.text.database_error(&cause(error)),
            Self::Engine(EngineError::Step(error)) => {
                shared.text.operation_error(&OperationError::FollowUp(FollowUpError::Step(*error)), shared.zone())
            }
            Self::Engine(EngineError::Setting(error)) => shared.text.setting_error(error),
            Self::Engine(EngineError::OutOfTime) => shared.text.out_of_time().to_owned(),
            Self::Broken => shared.text.broken().to_owned(),
        }
    }

    /// The text for a failed action, which, unlike a read, is not retried.
    pub fn failure_message(&self, shared: &Shared) -> String {
        match self {
            Self::Operation(OperationError::Database(error)) | Self::Engine(EngineError::Database(error)) => {
                if is_full(error) {
                    shared.text.disk_full().to_owned()
                } else {
                    shared.text.action_failed(&cause(error))
                }
            }
            other => other.message(shared),
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

//! One line of the audit trail, as written and as read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Action, UnknownAction};
use crate::{client::ClientKey, follow_up::FollowUp, strategy::StrategyId};

/// A line to be written.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub action: Action,
    /// An operator's name, or the name of an automatic actor such as [`crate::engine::SCHEDULE`].
    pub actor: &'a str,
    pub client: Option<ClientKey>,
    pub strategy: Option<&'a StrategyId>,
    pub follow_up: Option<Uuid>,
    /// The provider's reason for not accepting the message; with it, the line is stored as failed.
    pub error: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub const fn new(action: Action, actor: &'a str) -> Self {
        Self { action, actor, client: None, strategy: None, follow_up: None, error: None }
    }

    pub fn about(follow_up: &'a FollowUp, action: Action, actor: &'a str) -> Self {
        Self {
            client: Some(follow_up.client_key),
            strategy: Some(&follow_up.strategy_id),
            follow_up: Some(follow_up.id),
            ..Self::new(action, actor)
        }
    }

    pub fn about_strategy(id: &'a StrategyId, action: Action, actor: &'a str) -> Self {
        Self { strategy: Some(id), ..Self::new(action, actor) }
    }
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its position in the trail; a later line has a greater one.
    pub seq: i64,
    /// `Err` holds the name alone, where another version or the old system wrote the line.
    pub action: Result<Action, UnknownAction>,
    pub actor: String,
    pub at: DateTime<Utc>,
    pub error: Option<String>,
}

//! State shared by all tabs: language, colours, time, user, rules, and the position on the screen.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use relance::{
    operator::{Right, Role},
    settings::Settings,
    store::Unusable,
    strategy::{Strategy, StrategyId},
};

use crate::console::{
    focus::Focus,
    text::Text,
    theme::{Meaning, Theme},
};

/// The console's user.
#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub role: Role,
}

/// Settings and strategies, read again with every query.
#[derive(Debug, Default, PartialEq)]
pub struct RuleSet {
    /// `None` before the first answer.
    pub settings: Option<Settings>,
    pub strategies: Vec<Strategy>,
    pub unusable: Vec<Unusable>,
}

/// A sentence on the status line.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusMessage {
    pub meaning: Meaning,
    pub text: String,
}

#[derive(Debug)]
pub struct Shared {
    pub text: Text,
    pub theme: Theme,
    pub now: DateTime<Utc>,
    /// Columns and rows.
    pub size: (u16, u16),
    pub user: User,
    /// Whether this process has a courier.
    pub has_courier: bool,
    pub rules: RuleSet,
    pub focus: Focus,
    /// Index of the first visible line of the detail.
    pub detail_top: usize,
    pub status: Option<StatusMessage>,
    /// The open tab has a costly query to start at the next [`crate::console::message::Message::Idle`].
    pub has_idle_query: bool,
    /// Whether the screen must be drawn again.
    pub is_changed: bool,
}

impl Shared {
    pub const fn new(text: Text, theme: Theme, user: User, has_courier: bool, now: DateTime<Utc>) -> Self {
        Self {
            text,
            theme,
            now,
            size: (0, 0),
            user,
            has_courier,
            rules: RuleSet { settings: None, strategies: Vec::new(), unusable: Vec::new() },
            focus: Focus::List,
            detail_top: 0,
            status: None,
            has_idle_query: false,
            is_changed: true,
        }
    }

    pub fn set_status(&mut self, meaning: Meaning, text: impl Into<String>) {
        self.status = Some(StatusMessage { meaning, text: text.into() });
        self.is_changed = true;
    }

    pub fn may(&self, right: Right) -> bool {
        self.user.role.may(right)
    }

    pub const fn settings(&self) -> Option<&Settings> {
        self.rules.settings.as_ref()
    }

    /// The zone in which times are shown.
    pub fn zone(&self) -> Tz {
        self.settings().map_or(Tz::UTC, |s| s.options.time_zone)
    }

    pub fn currency(&self) -> &str {
        self.settings().map_or("", |s| s.options.currency.as_str())
    }

    /// The name of a strategy; its id if it no longer exists.
    pub fn strategy_name<'a>(&'a self, id: &'a StrategyId) -> &'a str {
        self.rules.strategies.iter().find(|s| s.id == *id).map_or(id.0.as_str(), |s| s.name.as_str())
    }
}

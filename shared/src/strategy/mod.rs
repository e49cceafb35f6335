//! Strategies are data: when one fires, how urgent it is, which channels it may use, and its cooldown.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    client::Channel,
    draft::{TemplateError, try_out},
    locale::Locale,
    text_enum::text_enum,
};

pub use apportion::{Claim, apportion};
pub use bound::Bound;
pub use builtin::builtin;
pub use condition::{Condition, ConditionError, Field, Operator};
pub use rules::{Actual, Assessment, ConditionResult, Rules};
pub use season::Window;

mod apportion;
mod bound;
mod builtin;
pub mod condition;
mod rules;
mod season;

/// The name of a strategy: `inactive_client_reminder`. Lower-case letters, digits, `_` and `-`, 1 to 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct StrategyId(pub String);

impl fmt::Display for StrategyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

text_enum! {
    /// Lowest first, so that the derived order is the order of importance.
    pub enum Priority {
        Low = "low",
        Medium = "medium",
        High = "high",
        Urgent = "urgent",
    }
    unknown: "{0:?} is not a priority: use one of {1}"
}

impl Priority {
    /// Its rank by urgency, 0 for the most urgent. `store/urgency.rs` defines the same in SQL.
    pub const fn urgency(self) -> i64 {
        Self::Urgent as i64 - self as i64
    }

    /// The share of a day's slots, relative to the other strategies that have candidates.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 4,
            Self::Urgent => 8,
        }
    }
}

/// One way of following up, as an admin may write it; the booking site writes the same keys in camel case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    pub id: StrategyId,
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// All must hold for the strategy to fire; with none it fires for everyone.
    #[serde(default, alias = "triggerConditions")]
    pub trigger_conditions: Vec<Condition>,
    /// The prompt for a model writer; the template writer does not read it.
    #[serde(default, alias = "aiPrompt")]
    pub ai_prompt: String,
    /// Sources of message templates by language; without one, the built-in one is used (see [`crate::draft::template`]).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<Locale, String>,
    pub priority: Priority,
    /// Channels it may use, in this order unless the client has said or shown that another suits them better.
    pub channels: Vec<Channel>,
    /// Cooldown: days before it may write to the same client again.
    #[serde(alias = "cooldownDays")]
    pub cooldown_days: u16,
    /// Yearly windows outside which it triggers no follow-up by itself; empty: the whole year.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Whether it also applies to a client with a current or future reservation.
    #[serde(default, alias = "alsoCurrent")]
    pub also_current: bool,
    #[serde(default = "active", alias = "isActive")]
    pub is_active: bool,
}

const fn active() -> bool {
    true
}

/// Why a strategy cannot be saved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StrategyError {
    #[error("the strategy cannot be read (line {line}): {reason}")]
    Malformed { line: usize, reason: String },
    #[error("a strategy's file has at most {} bytes: shorten it", Strategy::MOST_BYTES)]
    TooLong,
    #[error("strategy {0} is too large: it may have {1} at most")]
    TooLarge(StrategyId, Bound),
    #[error("{0:?} is not a strategy's id: use 1 to 64 lower-case letters, digits, _ and -")]
    Id(String),
    #[error("strategy {0} needs a name of 1 to 120 characters")]
    Name(StrategyId),
    #[error("strategy {0} needs at least one channel: email, sms or push")]
    NoChannel(StrategyId),
    #[error("strategy {0} names channel {1} twice: name each once")]
    ChannelTwice(StrategyId, Channel),
    #[error("the template ({locale}) of strategy {id} cannot be used: {flaw}")]
    Template { id: StrategyId, locale: Locale, flaw: TemplateError },
}

impl Strategy {
    /// The longest JSON that is read: more than twice what the bounds of the parts leave room for.
    pub const MOST_BYTES: usize = 500_000;

    /// Reads a strategy from JSON, or says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, StrategyError> {
        if text.len() > Self::MOST_BYTES {
            return Err(StrategyError::TooLong);
        }
        let strategy: Self = serde_json::from_str(text).map_err(|e| {
            // serde_json appends the position to its message; ours has its own.
            let (said, place) = (e.to_string(), format!(" at line {} column {}", e.line(), e.column()));
            let reason = said.strip_suffix(&place).unwrap_or(&said).to_owned();
            StrategyError::Malformed { line: e.line(), reason }
        })?;
        strategy.checked()
    }

    /// The strategy, if it is valid.
    pub fn checked(self) -> Result<Self, StrategyError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if self.id.0.is_empty() || self.id.0.len() > 64 || !self.id.0.chars().all(plain) {
            return Err(StrategyError::Id(self.id.0));
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 120 {
            return Err(StrategyError::Name(self.id));
        }
        if self.channels.is_empty() {
            return Err(StrategyError::NoChannel(self.id));
        }
        for (i, channel) in self.channels.iter().enumerate() {
            if self.channels[..i].contains(channel) {
                return Err(StrategyError::ChannelTwice(self.id, *channel));
            }
        }
        self.check_bounds()?;
        for (locale, source) in &self.templates {
            try_out(source, *locale, &self.channels).map_err(|flaw| StrategyError::Template {
                id: self.id.clone(),
                locale: *locale,
                flaw,
            })?;
        }
        Ok(self)
    }

    /// # Errors
    /// [`StrategyError::TooLarge`]
    pub fn check_bounds(&self) -> Result<(), StrategyError> {
        match Bound::exceeded(self) {
            Some(bound) => Err(StrategyError::TooLarge(self.id.clone(), bound)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMEL: &str = r#"{
        "id": "long_absent",
        "name": "Clients absents",
        "description": "Plus de réservation depuis deux mois",
        "triggerConditions": [
            { "type": "days_since_last_reservation", "operator": "greater_than", "value": 60 },
            { "type": "total_spent", "operator": "greater_than", "value": 100 }
        ],
        "aiPrompt": "Écris un message chaleureux.",
        "priority": "high",
        "channels": ["sms", "email"],
        "cooldownDays": 10,
        "alsoCurrent": true,
        "isActive": false
    }"#;

    #[test]
    fn camel_case_is_read_as_our_own_spelling_is() {
        let ours = CAMEL
            .replace("triggerConditions", "trigger_conditions")
            .replace("days_since_last_reservation", "days_since_last")
            .replace("aiPrompt", "ai_prompt")
            .replace("cooldownDays", "cooldown_days")
            .replace("alsoCurrent", "also_current")
            .replace("isActive", "is_active");
        let read = Strategy::from_json(CAMEL).expect("a strategy");
        assert_eq!(Ok(&read), Strategy::from_json(&ours).as_ref());
        assert!((read.trigger_conditions.len(), read.cooldown_days, read.is_active) == (2, 10, false));
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        for strategy in builtin() {
            let shown = serde_json::to_string_pretty(&strategy).expect("json");
            assert_eq!(Strategy::from_json(&shown), Ok(strategy));
        }
    }
}

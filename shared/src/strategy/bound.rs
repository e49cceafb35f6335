//! How large a strategy may be: it is read at every run, and its conditions are asked of every client.

use std::fmt;

use super::Strategy;

/// What a strategy may have only so much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Conditions,
    /// The text that a condition compares with.
    Value,
    Windows,
    WindowName,
    Description,
    Prompt,
}

impl Bound {
    const ALL: [Self; 6] =
        [Self::Conditions, Self::Value, Self::Windows, Self::WindowName, Self::Description, Self::Prompt];

    /// In conditions, windows or characters.
    pub const fn most(self) -> usize {
        match self {
            Self::Conditions => 50,
            Self::Windows => 20,
            Self::WindowName => 60,
            Self::Value => 200,
            Self::Description => 2_000,
            Self::Prompt => 20_000,
        }
    }

    /// How much of it the strategy has.
    fn of(self, strategy: &Strategy) -> usize {
        let length = |text: &str| text.chars().count();
        match self {
            Self::Conditions => strategy.trigger_conditions.len(),
            Self::Value => {
                let values = strategy.trigger_conditions.iter().map(|condition| condition.value());
                values.filter_map(|value| value.as_str().map(length)).max().unwrap_or(0)
            }
            Self::Windows => strategy.windows.len(),
            Self::WindowName => strategy.windows.iter().map(|window| length(&window.name)).max().unwrap_or(0),
            Self::Description => length(&strategy.description),
            Self::Prompt => length(&strategy.ai_prompt),
        }
    }

    /// The first that the strategy exceeds.
    pub(super) fn exceeded(strategy: &Strategy) -> Option<Self> {
        Self::ALL.into_iter().find(|bound| bound.of(strategy) > bound.most())
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Conditions => "conditions",
            Self::Windows => "windows",
            Self::WindowName => "characters in a window's name",
            Self::Value => "characters in a condition's value",
            Self::Description => "characters in its description",
            Self::Prompt => "characters in its ai_prompt",
        };
        write!(f, "{} {what}", self.most())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::{StrategyError, builtin};

    /// A strategy that has `more` than the bound allows of one thing.
    fn with(bound: Bound, more: usize) -> Result<Strategy, StrategyError> {
        let mut strategy = builtin().remove(0);
        let most = bound.most() + more;
        let condition = strategy.trigger_conditions[0].clone();
        let text = |n: usize| "é".repeat(n);
        let value = |n| serde_json::json!({ "type": "space_type", "operator": "contains", "value": text(n) });
        let window = |name: String| serde_json::json!({ "name": name, "from": "01-01", "to": "12-31" });
        let read = |value| serde_json::from_value(value).expect("it makes sense");
        match bound {
            Bound::Conditions => strategy.trigger_conditions = vec![condition; most],
            Bound::Value => {
                strategy.trigger_conditions = vec![serde_json::from_value(value(most)).expect("a condition")]
            }
            Bound::Windows => strategy.windows = vec![read(window("rentrée".to_owned())); most],
            Bound::WindowName => strategy.windows = vec![read(window(text(most)))],
            Bound::Description => strategy.description = text(most),
            Bound::Prompt => strategy.ai_prompt = text(most),
        }
        strategy.checked()
    }

    #[test]
    fn as_much_as_the_bound_is_taken_and_one_more_is_refused_with_the_bound() {
        let mut told = Vec::new();
        for bound in Bound::ALL {
            assert!(with(bound, 0).is_ok(), "{bound}");
            told.push(with(bound, 1).expect_err("too much").to_string());
        }
        insta::assert_snapshot!(told.join("\n"), @"
        strategy high_value_client_retention is too large: it may have 50 conditions at most
        strategy high_value_client_retention is too large: it may have 200 characters in a condition's value at most
        strategy high_value_client_retention is too large: it may have 20 windows at most
        strategy high_value_client_retention is too large: it may have 60 characters in a window's name at most
        strategy high_value_client_retention is too large: it may have 2000 characters in its description at most
        strategy high_value_client_retention is too large: it may have 20000 characters in its ai_prompt at most
        ");
    }
}

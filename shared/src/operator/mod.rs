//! The people who work with Relance, and what each may do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

mod key;
mod right;

pub use key::{KeyError, PublicKey};
pub use right::Right;

text_enum! {
    /// The role of an operator; each includes the rights of the ones before.
    pub enum Role {
        /// Sees everything, changes nothing.
        Viewer = "viewer",
        /// Approves, edits, reschedules and cancels follow-ups.
        Reviewer = "reviewer",
        /// Changes strategies and settings, and runs the schedule by hand.
        Manager = "manager",
        /// Adds and disables operators.
        Admin = "admin",
    }
    unknown: "{0:?} is not a role: use one of {1}"
}

/// 1 to 32 lower-case letters, digits, `.`, `_` and `-`, the first one a letter: it needs no quoting anywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct OperatorName(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no operator's name: use 1 to 32 lower-case letters, digits, '.', '_' and '-', a letter first")]
pub struct NameError(String);

impl OperatorName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OperatorName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        let is_one = text.len() <= 32 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain);
        is_one.then(|| Self(text.to_owned())).ok_or_else(|| NameError(text.to_owned()))
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain() {
        for name in ["a", "awa", "jean-paul.k_2", &"a".repeat(32)] {
            assert_eq!(name.parse::<OperatorName>().expect("a name").as_str(), name);
        }
        for text in ["", "Awa", "1a", "-a", "a b", "a'b", "a\n", "é", &"a".repeat(33)] {
            assert!(text.parse::<OperatorName>().is_err(), "{text:?}");
        }
    }
}

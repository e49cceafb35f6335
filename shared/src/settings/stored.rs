//! A value as the database holds it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{SettingError, ValueError};

/// Parsed when it is set. What an earlier version took, or a person wrote into the database, stays visible as it is;
/// whoever needs the value is told what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored<T> {
    Valid(T),
    Invalid { text: String, reason: ValueError },
}

impl<T: FromStr<Err: Into<ValueError>>> Stored<T> {
    pub fn read(text: &str) -> Self {
        match text.parse() {
            Ok(value) => Self::Valid(value),
            Err(reason) => Self::Invalid { text: text.to_owned(), reason: Into::into(reason) },
        }
    }
}

impl<T> Stored<T> {
    /// The value of the setting `key`.
    pub(super) fn get(&self, key: &'static str) -> Result<&T, SettingError> {
        match self {
            Self::Valid(value) => Ok(value),
            Self::Invalid { text, reason } => {
                Err(SettingError::Value { key, value: text.clone(), reason: reason.clone() })
            }
        }
    }
}

impl<T: fmt::Display> fmt::Display for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(value) => value.fmt(f),
            Self::Invalid { text, .. } => f.pad(text),
        }
    }
}

impl<T: fmt::Display> Serialize for Stored<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: FromStr<Err: Into<ValueError>>> Deserialize<'de> for Stored<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(&String::deserialize(deserializer)?))
    }
}

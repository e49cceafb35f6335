//! Why a setting was not changed.

use crate::{client::EmailAddressError, locale::UnknownLanguage, money::Cents};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("there is no setting {0:?}: `relance settings` lists them")]
    Unknown(String),
    #[error("{key} cannot be {value:?}: {reason}")]
    Value { key: &'static str, value: String, reason: ValueError },
}

impl SettingError {
    /// The name of the setting, if there is one.
    pub const fn key(&self) -> Option<&'static str> {
        match self {
            Self::Value { key, .. } => Some(key),
            Self::Unknown(_) => None,
        }
    }
}

/// Why a setting cannot have a value; each message tells how to write one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("write a whole number from {lowest} to {highest}")]
    Number { lowest: i64, highest: i64 },
    #[error("write an amount from 0 to {}, like 0.09", .highest.0 / 100)]
    Amount { highest: Cents },
    #[error("write true or false")]
    Switch,
    #[error("write 1 to {longest} characters on one line")]
    Text { longest: usize },
    #[error(transparent)]
    Address(#[from] EmailAddressError),
    #[error("write an address like https://nzooimmo.com/reservation")]
    Link,
    #[error("write outbox or aws")]
    Delivery,
    #[error("write a day like saturday")]
    Weekday,
    #[error("write a zone like Africa/Kinshasa")]
    Zone,
    #[error(transparent)]
    Language(#[from] UnknownLanguage),
    #[error("write a three-letter code like USD")]
    Currency,
    #[error("write steps like 1000:20,500:15,100:10 (above so much:percent), highest first")]
    Offers,
    #[error("write calling codes of countries like 243,242, or none")]
    Countries,
    #[error(
        "write at most 500 addresses, domains and telephone numbers like test@test.com,@test.com,0810000000, or none"
    )]
    Placeholders,
    #[error("opening must come before closing")]
    ClosesBeforeItOpens,
}

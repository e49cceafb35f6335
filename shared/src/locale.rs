//! The two languages a client or an admin reads.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Locale {
    #[default]
    Fr,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The name of a language that Relance does not write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a language Relance writes: use fr or en")]
pub struct UnknownLanguage(pub String);

/// Reads a POSIX or BCP 47 name by its language: `fr`, `fr_CD.UTF-8`, `en-GB`.
impl FromStr for Locale {
    type Err = UnknownLanguage;
    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|l| l.as_str().eq_ignore_ascii_case(language))
            .ok_or_else(|| UnknownLanguage(name.to_owned()))
    }
}

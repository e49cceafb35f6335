//! One row of the table of settings.

use super::{Settings, ValueError};

/// One setting: its name, what it means in both languages, what it may be, and how to read and change it.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub group: Group,
    pub meaning_fr: &'static str,
    pub meaning_en: &'static str,
    /// `0–100`, `on | off`, …
    pub range: &'static str,
    /// The environment variable that seeds it on the first migration.
    pub seeded_by: Option<&'static str>,
    pub(super) get: fn(&Settings) -> String,
    pub(super) set: fn(&mut Settings, &str) -> Result<(), ValueError>,
}

/// How the settings screen groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Schedule,
    Scores,
    Sending,
    Message,
}

macro_rules! key {
    ($group:ident, $name:literal, $range:literal, $fr:literal, $en:literal, $seed:expr,
     |$s:ident| $get:expr, |$t:ident, $v:ident| $set:expr) => {
        Key {
            name: $name,
            group: Group::$group,
            meaning_fr: $fr,
            meaning_en: $en,
            range: $range,
            seeded_by: $seed,
            get: |$s| $get,
            set: |$t, $v| {
                $set;
                Ok(())
            },
        }
    };
}

pub(super) use key;

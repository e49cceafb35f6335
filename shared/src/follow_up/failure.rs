//! Why a follow-up was deferred, refused or cancelled.

use serde::Serialize;

use super::gate::{Refusal, RefusalCode};

/// As its column stores it: a code of the gate, or the words of a person or of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Failure(String);

/// A [`Failure`], as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause<'a> {
    Gate(RefusalCode),
    Words(&'a str),
}

impl Failure {
    /// `None` without words.
    pub fn words(words: &str) -> Option<Self> {
        (!words.is_empty()).then(|| Self(words.to_owned()))
    }

    pub fn cause(&self) -> Cause<'_> {
        self.0.parse().map_or(Cause::Words(&self.0), Cause::Gate)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.code().to_string())
    }
}

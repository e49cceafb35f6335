//! Deliberate crashes for tests: a test names a checkpoint, and the process aborts there as if it had been killed.

use std::{
    process::abort,
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};

use relance::{
    engine::{Checkpoint, Edge, Progress},
    text_enum::UnknownWord,
};

/// Where the process aborts: `claim:after:2` is right after the second claim was committed.
#[derive(Debug)]
pub struct Crash {
    at: Checkpoint,
    edge: Edge,
    /// How many more passings to let through.
    left: AtomicU32,
}

/// Why a text names no step to crash at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrashParseError {
    #[error("{0:?} is no step to die at: write one like claim:after:1")]
    Malformed(String),
    #[error(transparent)]
    Checkpoint(#[from] UnknownWord),
}

impl FromStr for Crash {
    type Err = CrashParseError;

    fn from_str(text: &str) -> Result<Self, CrashParseError> {
        let malformed = || CrashParseError::Malformed(text.to_owned());
        let mut parts = text.split(':');
        let (at, edge, passing) = (parts.next(), parts.next(), parts.next());
        let edge = match edge {
            Some("before") => Edge::Before,
            Some("after") => Edge::After,
            _ => return Err(malformed()),
        };
        let passing = passing.and_then(|n| n.parse::<u32>().ok()).filter(|n| *n > 0).ok_or_else(malformed)?;
        Ok(Self { at: at.unwrap_or_default().parse()?, edge, left: AtomicU32::new(passing - 1) })
    }
}

impl Progress for Crash {
    fn passing(&self, at: Checkpoint, edge: Edge) {
        let is_here = at == self.at && edge == self.edge;
        if is_here && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_err() {
            abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_is_none_is_refused() {
        assert!("claim:after:1".parse::<Crash>().is_ok());
        for text in ["claim:after:0", "claim:after", "claim:during:1", ""] {
            let refusal = text.parse::<Crash>().expect_err("refused");
            assert_eq!(refusal.to_string(), format!("{text:?} is no step to die at: write one like claim:after:1"));
        }
        assert!("nap:before:1".parse::<Crash>().expect_err("refused").to_string().contains("is not a checkpoint"));
    }
}

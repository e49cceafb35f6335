//! Why a channel was paused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum! {
    /// What went wrong too often.
    pub enum PauseCause {
        DeadAddresses = "dead_addresses",
        Complaints = "complaints",
    }
    unknown: "{0:?} is no cause of a pause: use one of {1}"
}

/// Why a channel is paused until a person resumes it. Displayed as an English sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PauseReason {
    /// `count` of the last `of` messages.
    Counted { cause: PauseCause, count: i64, of: i64 },
    /// A sentence that another version, or a person with access to the database, wrote down.
    Told(String),
}

impl fmt::Display for PauseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counted { cause, count, of } => {
                let what = match cause {
                    PauseCause::DeadAddresses => "went to dead addresses",
                    PauseCause::Complaints => "were called spam",
                };
                write!(f, "{count} of the last {of} messages {what}")
            }
            Self::Told(sentence) => f.write_str(sentence),
        }
    }
}

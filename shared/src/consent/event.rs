//! Consent events of a client.

use chrono::{DateTime, Utc};

use crate::{client::Channel, text_enum::text_enum};

text_enum! {
    pub enum Decision {
        /// The client may be contacted.
        Agreed = "agreed",
        Refused = "refused",
    }
    unknown: "{0:?} says nothing about consent: use one of {1}"
}

text_enum! {
    /// Where the event comes from.
    pub enum Source {
        /// The booking site's page where a client says how they want to be reached.
        Preferences = "preferences",
    }
    unknown: "{0:?} is no source of consent: use one of {1}"
}

/// One statement of one client about one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub channel: Channel,
    pub decision: Decision,
    pub said_at: DateTime<Utc>,
    pub source: Source,
}

//! Events that providers report after they accepted a message, and their consequences.

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use pause::{PauseCause, PauseReason};

use crate::{client::ClientId, digest::sha256, text_enum::text_enum};

pub mod health;
mod pause;
pub mod soft_bounces;

text_enum! {
    pub enum Kind {
        /// The provider accepted it.
        Sent = "sent",
        /// The recipient's server accepted it.
        Delivered = "delivered",
        Opened = "opened",
        Clicked = "clicked",
        Bounced = "bounced",
        /// The recipient marked it as spam.
        Complained = "complained",
        /// Accepted, and then rejected by the provider.
        Rejected = "rejected",
        /// Not delivered yet; the provider goes on trying.
        Delayed = "delayed",
    }
    unknown: "{0:?} is not a kind of event: use one of {1}"
}

text_enum! {
    pub enum Bounce {
        /// Permanent: the address does not exist, or accepts nothing.
        Hard = "hard",
        /// Temporary or unknown: a full mailbox, a server that is down.
        Soft = "soft",
    }
    unknown: "{0:?} is not a kind of bounce: use one of {1}"
}

/// One event about one e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub kind: Kind,
    /// The kind of a bounce.
    pub bounce: Option<Bounce>,
    /// The provider's id of the message.
    pub message_id: String,
    /// Our id of it, if the event has it.
    pub follow_up: Option<Uuid>,
    /// All recipients of the message.
    pub destination: Vec<ClientId>,
    /// The recipients that the event is about.
    pub recipients: Vec<ClientId>,
    /// When the message was sent, the same in all its events.
    pub sent_at: DateTime<Utc>,
    pub occurred_at: DateTime<Utc>,
}

impl Event {
    /// The same for every delivery of one event.
    pub fn hash(&self) -> String {
        let mut recipients: Vec<&[u8]> = self.recipients.iter().map(|r| r.as_str().as_bytes()).collect();
        recipients.sort_unstable();
        let at = self.occurred_at.timestamp_micros().to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![self.message_id.as_bytes(), self.kind.as_str().as_bytes(), &at];
        parts.extend(recipients);
        sha256(&parts)
    }

    /// The addresses to suppress because of this event alone: only recipients to whom the message was sent, so that a
    /// corrupt event does not suppress others.
    pub fn dead_addresses(&self) -> impl Iterator<Item = &ClientId> {
        let kills = self.kind == Kind::Complained || self.bounce == Some(Bounce::Hard);
        self.recipients.iter().filter(move |address| kills && self.destination.contains(address))
    }
}

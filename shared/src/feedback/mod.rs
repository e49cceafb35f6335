//! What providers tell after a message was accepted, and what follows from it.

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
        /// The recipient's server took it.
        Delivered = "delivered",
        Opened = "opened",
        Clicked = "clicked",
        Bounced = "bounced",
        /// The recipient called it spam.
        Complained = "complained",
        /// Accepted, and then found not fit to be delivered.
        Rejected = "rejected",
        /// Not delivered yet; the provider goes on trying.
        Delayed = "delayed",
    }
    unknown: "{0:?} is not a kind of event: use one of {1}"
}

text_enum! {
    pub enum Bounce {
        /// The address does not exist, or takes nothing, for good.
        Hard = "hard",
        /// A full mailbox, a server that is down, or nobody knows what.
        Soft = "soft",
    }
    unknown: "{0:?} is not a kind of bounce: use one of {1}"
}

/// One event about one e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub kind: Kind,
    /// Of a bounce.
    pub bounce: Option<Bounce>,
    /// The provider's id of the message.
    pub message_id: String,
    /// Our id of it, where the event bears it.
    pub follow_up: Option<Uuid>,
    /// To whom the message went.
    pub destination: Vec<ClientId>,
    /// Whom the event is about, of those.
    pub recipients: Vec<ClientId>,
    /// When the message was sent, the same in all its events.
    pub sent_at: DateTime<Utc>,
    pub occurred_at: DateTime<Utc>,
}

impl Event {
    /// The same for every telling of one event.
    pub fn hash(&self) -> String {
        let mut recipients: Vec<&[u8]> = self.recipients.iter().map(|r| r.as_str().as_bytes()).collect();
        recipients.sort_unstable();
        let at = self.occurred_at.timestamp_micros().to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![self.message_id.as_bytes(), self.kind.as_str().as_bytes(), &at];
        parts.extend(recipients);
        sha256(&parts)
    }

    /// The addresses that must get nothing any more because of this event alone: of those it is about, the ones the
    /// message went to, so that a damaged event harms nobody else.
    pub fn dead_addresses(&self) -> impl Iterator<Item = &ClientId> {
        let kills = self.kind == Kind::Complained || self.bounce == Some(Bounce::Hard);
        self.recipients.iter().filter(move |address| kills && self.destination.contains(address))
    }
}

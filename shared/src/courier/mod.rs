//! Carrying one message to its channel.

use std::future::Future;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{client::Channel, draft::FactSheet, locale::Locale};

mod envelope;
pub mod outbox;

/// What leaves: addressed, written, with the id that makes a second delivery recognisable.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub follow_up: Uuid,
    pub channel: Channel,
    /// An e-mail address, an E.164 number, or a device's endpoint.
    pub to: String,
    /// The client's full name, for the address line.
    pub to_name: String,
    /// The sender's address, for e-mail.
    pub from: String,
    pub subject: String,
    pub message: String,
    pub locale: Locale,
    /// Absent on rows of the old system: the e-mail then has no button.
    pub facts: Option<FactSheet>,
    /// The sending moment that the engine was given.
    pub at: DateTime<Utc>,
}

/// What a provider's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is theirs now; their id for it.
    Accepted(String),
    /// Never try again; why.
    Refused(String),
    /// Try again later; why.
    Later(String),
    /// It may or may not have left; why.
    Unknown(String),
}

/// What a courier can still say about a message once its answer was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It left; the provider's id for it, as [`Answer::Accepted`] would have given it.
    Left(String),
    /// It did not, and nothing of it is on its way.
    DidNotLeave,
    /// This courier keeps no evidence, or could not look.
    Unknown,
}

/// Somebody who carries messages.
pub trait Courier: Sync {
    fn send(&self, parcel: &Parcel) -> impl Future<Output = Answer> + Send;

    /// Whether this follow-up is known to have left, asked when nobody recorded the answer of [`Courier::send`].
    fn evidence(&self, follow_up: Uuid) -> impl Future<Output = Evidence> + Send;
}

/// The courier of a process that has none: it cannot exist, so nothing is ever asked of it.
#[derive(Clone, Copy, Debug)]
pub enum Nobody {}

impl Courier for Nobody {
    async fn send(&self, _: &Parcel) -> Answer {
        match *self {}
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        match *self {}
    }
}

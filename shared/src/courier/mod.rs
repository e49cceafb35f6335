//! Carrying one message to its channel.

use std::{future::Future, time::Duration};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    client::{Channel, Platform},
    draft::FactSheet,
    locale::Locale,
};

mod envelope;
mod letter;
pub mod maildir;

pub use letter::{FOLLOW_UP_HEADER, Letter, Undeliverable, phone_number};

/// What leaves: addressed, written, with the id that makes a second delivery recognisable.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub follow_up: Uuid,
    pub channel: Channel,
    /// An e-mail address, an E.164 number, or a device's token.
    pub to: String,
    /// The device's, for a push message.
    pub platform: Option<Platform>,
    /// The client's full name, for the address line.
    pub to_name: String,
    /// The sender's address, for e-mail.
    pub from: String,
    /// Where an answer to an e-mail goes, if not to the sender.
    pub reply_to: Option<String>,
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
    /// Nothing will ever reach this address: the device is gone, or its owner has opted out; why.
    AddressGone(String),
    /// Try again later; why, and how long the provider asks to be left alone.
    Later { why: String, after: Option<Duration> },
    /// The account may not send at all, so neither this nor anything else will leave; why.
    AccountRefused(String),
    /// It may or may not have left; why.
    Unknown(String),
}

impl Answer {
    /// Try again later; nobody said when.
    pub const fn later(why: String) -> Self {
        Self::Later { why, after: None }
    }
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
    /// Waits until one more message may leave. Asked before a follow-up is claimed: what is claimed leaves at once, so that
    /// neither its lease nor the run ends while it queues.
    fn turn(&self) -> impl Future<Output = ()> + Send {
        async {}
    }

    fn send(&self, parcel: &Parcel) -> impl Future<Output = Answer> + Send;

    /// How many messages it takes at a time.
    fn concurrency(&self) -> usize {
        1
    }

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

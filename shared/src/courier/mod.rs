//! Couriers: they send one message through its channel.

use std::{future::Future, time::Duration};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    client::{Channel, Platform},
    draft::FactSheet,
    locale::Locale,
    settings::Sender,
};

mod envelope;
mod letter;
pub mod maildir;

pub use letter::{FOLLOW_UP_HEADER, Letter, Undeliverable, phone_number};

/// A message ready to be sent, with the follow-up's id, by which a second delivery can be recognised.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub follow_up: Uuid,
    pub channel: Channel,
    /// An e-mail address, an E.164 number, or a device's token.
    pub to: String,
    /// The platform of the device, for a push message.
    pub platform: Option<Platform>,
    /// The client's full name, for the address line.
    pub to_name: String,
    /// For e-mail.
    pub from: Sender,
    pub subject: String,
    pub message: String,
    pub locale: Locale,
    /// Absent on rows of the old system: the e-mail then has no button.
    pub facts: Option<FactSheet>,
    /// The time of sending, as given to the engine.
    pub at: DateTime<Utc>,
}

/// What a provider's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Accepted; the provider's id for it.
    Accepted(String),
    /// Refused permanently; the reason.
    Refused(String),
    /// The address is permanently unreachable: the device is gone, or the client has opted out; the reason.
    AddressGone(String),
    /// Refused for now; the reason, and how long the provider asks to wait.
    Later { why: String, after: Option<Duration> },
    /// What is wrong is wrong with us, not with the client: the account may not send, the sender is not known. Nobody
    /// else's message would leave either; the reason.
    AccountRefused(String),
    /// The channel is not set up on our side: other channels are not affected; the reason.
    NotSetUp(String),
    /// It may or may not have been sent; the reason.
    Unknown(String),
}

impl Answer {
    /// Refused for now, without a delay from the provider.
    pub const fn later(why: String) -> Self {
        Self::Later { why, after: None }
    }
}

/// What a courier knows about a message whose answer was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It was sent; the provider's id for it, as in [`Answer::Accepted`].
    Sent(String),
    /// It was not sent, and is not on its way.
    NotSent,
    /// This courier keeps no evidence, or could not read it.
    Unknown,
}

/// Sends messages.
pub trait Courier: Sync {
    /// Waits until one more message may be sent. Called before a follow-up is claimed: a claimed one is sent at once,
    /// so that neither its lease nor the run ends while it waits.
    fn wait_for_capacity(&self) -> impl Future<Output = ()> + Send {
        async {}
    }

    fn send(&self, parcel: &Parcel) -> impl Future<Output = Answer> + Send;

    /// How many messages may be sent concurrently.
    fn concurrency(&self) -> usize {
        1
    }

    /// Whether this follow-up was sent. Called when the answer of [`Courier::send`] was not recorded.
    fn evidence(&self, follow_up: Uuid) -> impl Future<Output = Evidence> + Send;
}

/// The courier type of a process that has none. It has no values, so its methods are never called.
#[derive(Clone, Copy, Debug)]
pub enum NoCourier {}

impl Courier for NoCourier {
    async fn send(&self, _: &Parcel) -> Answer {
        match *self {}
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        match *self {}
    }
}

//! Carrying one message to its channel.

use std::future::Future;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{client::Channel, draft::FactSheet, locale::Locale};

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

/// Whether a message has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It has; the provider's id for it.
    Left(String),
    DidNotLeave,
    Unknown,
}

/// Somebody who carries messages.
pub trait Courier: Sync {
    fn send(&self, parcel: &Parcel) -> impl Future<Output = Answer> + Send;

    /// What this courier knows of a follow-up whose sender died.
    fn evidence(&self, follow_up: Uuid) -> impl Future<Output = Evidence> + Send;
}

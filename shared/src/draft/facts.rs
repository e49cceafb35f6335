//! All that a draft may say about a client.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{locale::Locale, money::Percent};

/// How a message sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    Warm,
    Caring,
    Attentive,
    Enthusiastic,
}

/// A reduction the client may use through `valid_until`, that day included (business time).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub percent: Percent,
    pub valid_until: NaiveDate,
}

/// The facts of one message. Every number, percentage, date, name and link in a draft comes from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactSheet {
    pub locale: Locale,
    pub tone: Tone,
    /// How to address the client; absent when the booking has no usable name.
    pub first_name: Option<String>,
    /// The space of the newest reservation, as the booking site spells it: `salle-reunion`. One that
    /// [`super::words::space`] does not know is not said.
    pub last_space: Option<String>,
    /// The space most often booked, spelt the same way; it may equal `last_space`.
    pub favourite_space: Option<String>,
    /// Whole months since the first reservation.
    pub months_as_client: u32,
    pub offer: Option<Offer>,
    /// The name of the window that is open, for a seasonal message.
    pub season: Option<String>,
    /// Where to book again, an absolute `https` address.
    pub booking_link: String,
    /// The business that signs the message: `N'zoo Immo`.
    pub business_name: String,
}

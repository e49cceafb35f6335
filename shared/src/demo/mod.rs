//! Invented clients of a coworking house in Kinshasa, for demonstrations and measurements.
//!
//! Each client follows one story, has their own data and habits, and books at the tariff of the house. E-mail addresses
//! are in reserved domains. There are no reserved phone numbers: they have the shape of real ones and some may exist,
//! so a demo must deliver to the outbox only.

mod dice;
mod history;
mod person;
mod phone;
mod reach;
mod story;
mod tariff;
mod words;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{client::Device, reservation::Reservation};
use dice::Dice;
use person::Person;
pub use reach::DemoContact;
use story::Story;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoClient {
    /// All reservations of the client: at least one, oldest first.
    pub reservations: Vec<Reservation>,
    /// Absent for a client without preferences.
    pub contact: Option<DemoContact>,
    pub devices: Vec<Device>,
}

/// `count` clients, generated lazily.
///
/// They depend only on the seed and the UTC day of `now`, and each client is the same for every `count`. Nothing is
/// booked after the day before `now`. With forty clients, every built-in strategy applies to somebody.
pub fn clients(count: u32, seed: u64, now: DateTime<Utc>) -> impl Iterator<Item = DemoClient> + use<> {
    let today = now.date_naive();
    (0..count).map(move |index| client(Dice::of_client(seed, index), index, today))
}

fn client(mut dice: Dice, index: u32, today: NaiveDate) -> DemoClient {
    let person = Person::new(&mut dice, index);
    let reservations = history::reservations(&mut dice, &person, Story::of_client(index), index, today);
    DemoClient { reservations, contact: reach::contact(&mut dice, today), devices: reach::devices(&mut dice) }
}

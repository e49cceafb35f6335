//! Invented clients of a coworking house in Kinshasa, for a first look and for measuring.
//!
//! Each client leads one story, has data and habits of their own, and books at the tariff of the house. E-mail
//! addresses lie in domains that can never exist. Phone numbers cannot be had so: they have the shape of real ones,
//! and some may be somebody's, so a demo must stay with the outbox.

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
    /// At least one, oldest first; all of one client, who has no other.
    pub reservations: Vec<Reservation>,
    /// Absent for a client who never said anything about being contacted.
    pub contact: Option<DemoContact>,
    pub devices: Vec<Device>,
}

/// `count` clients, made one by one as they are asked for.
///
/// The same for the same seed all through a day of UTC, and one client the same whatever `count` is. Nothing is booked
/// after the day before `now`. Forty clients are enough to give every built-in strategy
/// somebody to write to.
pub fn clients(count: u32, seed: u64, now: DateTime<Utc>) -> impl Iterator<Item = DemoClient> + use<> {
    let today = now.date_naive();
    (0..count).map(move |index| client(Dice::of_client(seed, index), index, today))
}

fn client(mut dice: Dice, index: u32, today: NaiveDate) -> DemoClient {
    let person = Person::new(&mut dice, index);
    let reservations = history::reservations(&mut dice, &person, Story::of_client(index), index, today);
    DemoClient { reservations, contact: reach::contact(&mut dice, today), devices: reach::devices(&mut dice) }
}

//! All reservations of one client folded into one profile. No clock: whatever depends on `now` is a score.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{booking::ReservationStatus, calendar::Calendar, client::ClientId, money::Cents};

/// One reservation as the fold reads it: the readable columns of the `bookings` view.
#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    pub client_id: ClientId,
    pub full_name: String,
    pub phone: String,
    pub activity: String,
    pub address: Option<String>,
    pub space_type: String,
    pub end_date: NaiveDate,
    pub amount: Cents,
    pub payment_method: String,
    pub transaction_id: String,
    pub status: ReservationStatus,
    pub created_at: DateTime<Utc>,
}

/// How often each text occurs.
pub type Tally = BTreeMap<String, u32>;

/// What is known of a client from their reservations alone; stored as `client_insights.facts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub client_id: ClientId,
    /// Of the newest reservation that bears one; may be empty.
    pub name: String,
    /// Of the newest reservation that bears one, as written; may be empty.
    pub phone: String,
    /// Cancelled ones included; at least 1.
    pub reservations: u32,
    pub cancellations: u32,
    /// Of those not cancelled: money that was never paid is no value.
    pub spent: Cents,
    pub first_at: DateTime<Utc>,
    pub newest: Newest,
    /// The last day that an uncancelled reservation reaches.
    pub last_day: Option<NaiveDate>,
    pub spaces: Tally,
    pub activities: Tally,
    pub payments: Tally,
    pub locations: Tally,
    pub statuses: Tally,
    /// Reservations by the business hour they were made in: 24 counts.
    pub hours: Hours,
}

/// The newest reservation: latest `created_at`, ties by `transaction_id` bytewise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Newest {
    pub created_at: DateTime<Utc>,
    pub transaction_id: String,
    pub status: ReservationStatus,
    pub space_type: String,
    pub activity: String,
    pub payment_method: String,
    pub location: String,
}

/// Counts by business hour, 0 to 23.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u64>", into = "Vec<u64>")]
pub struct Hours(pub [u64; 24]);

impl Hours {
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

impl TryFrom<Vec<u64>> for Hours {
    type Error = String;
    /// An empty list is a day without a count.
    fn try_from(counts: Vec<u64>) -> Result<Self, String> {
        if counts.is_empty() {
            return Ok(Self::default());
        }
        counts.try_into().map(Self).map_err(|c: Vec<u64>| format!("{} counts are no day of 24 hours", c.len()))
    }
}

impl From<Hours> for Vec<u64> {
    fn from(hours: Hours) -> Self {
        hours.0.to_vec()
    }
}

impl Profile {
    /// Folds the reservations of one client, in any order; `None` when there are none.
    pub fn fold(mut bookings: Vec<Booking>, calendar: &Calendar) -> Option<Self> {
        bookings.sort_unstable_by(|a, b| {
            (a.created_at, a.transaction_id.as_bytes()).cmp(&(b.created_at, b.transaction_id.as_bytes()))
        });
        let (first, newest) = (bookings.first()?, bookings.last()?);
        let mut profile = Self {
            client_id: newest.client_id.clone(),
            name: String::new(),
            phone: String::new(),
            reservations: 0,
            cancellations: 0,
            spent: Cents::default(),
            first_at: first.created_at,
            newest: Newest {
                created_at: newest.created_at,
                transaction_id: newest.transaction_id.clone(),
                status: newest.status,
                space_type: newest.space_type.clone(),
                activity: newest.activity.clone(),
                payment_method: newest.payment_method.clone(),
                location: newest.address.clone().unwrap_or_default(),
            },
            last_day: None,
            spaces: Tally::new(),
            activities: Tally::new(),
            payments: Tally::new(),
            locations: Tally::new(),
            statuses: Tally::new(),
            hours: Hours::default(),
        };
        for booking in bookings {
            profile.add(booking, calendar);
        }
        Some(profile)
    }

    fn add(&mut self, booking: Booking, calendar: &Calendar) {
        self.reservations += 1;
        if booking.status == ReservationStatus::Cancelled {
            self.cancellations += 1;
        } else {
            self.spent = self.spent + booking.amount;
            self.last_day = self.last_day.max(Some(booking.end_date));
        }
        self.hours.0[usize::from(calendar.hour(booking.created_at))] += 1;
        count(&mut self.statuses, booking.status.as_str());
        count(&mut self.spaces, &booking.space_type);
        count(&mut self.activities, &booking.activity);
        count(&mut self.payments, &booking.payment_method);
        count(&mut self.locations, booking.address.as_deref().unwrap_or_default());
        if !booking.full_name.is_empty() {
            self.name = booking.full_name;
        }
        if !booking.phone.is_empty() {
            self.phone = booking.phone;
        }
    }

    /// Whether an uncancelled reservation runs on `today` or is to come.
    pub fn is_here(&self, today: NaiveDate) -> bool {
        self.last_day.is_some_and(|day| day >= today)
    }

    /// Whether any reservation was paid by a mobile wallet of the country.
    pub fn pays_by_mobile_money(&self) -> bool {
        const WALLETS: [&str; 5] = ["orange_money", "airtel_money", "mpesa", "m_pesa", "afrimoney"];
        self.payments.keys().any(|method| WALLETS.contains(&method.as_str()))
    }

    /// Space types, then activities, each by falling frequency, ties bytewise.
    pub fn interests(&self) -> Vec<&str> {
        let mut interests = by_frequency(&self.spaces);
        interests.extend(by_frequency(&self.activities));
        interests
    }

    /// The space type booked most often.
    pub fn favourite_space(&self) -> Option<&str> {
        by_frequency(&self.spaces).first().copied()
    }

    /// Whole months between the first reservation and `now`.
    pub fn months_as_client(&self, now: DateTime<Utc>) -> u32 {
        const DAYS_A_MONTH: f64 = 365.25 / 12.0;
        let days = (now - self.first_at).num_days().max(0);
        (days as f64 / DAYS_A_MONTH) as u32
    }
}

fn count(tally: &mut Tally, text: &str) {
    if text.is_empty() {
        return;
    }
    match tally.get_mut(text) {
        Some(times) => *times += 1,
        None => {
            tally.insert(text.to_owned(), 1);
        }
    }
}

fn by_frequency(tally: &Tally) -> Vec<&str> {
    let mut entries: Vec<_> = tally.iter().collect();
    // Stable: the map's own order, bytewise, decides ties.
    entries.sort_by(|a, b| b.1.cmp(a.1));
    entries.into_iter().map(|(text, _)| text.as_str()).collect()
}

//! All reservations of one client folded into one profile. It does not depend on the current time, as scores do.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{calendar::Calendar, client::ClientId, money::Cents, reservation::ReservationStatus};

/// One reservation as the fold reads it: columns of the `bookings` view, empty where null. Texts are borrowed from the
/// row, unless they had to be cleaned.
#[derive(Clone, Debug, PartialEq)]
pub struct ReservationRow<'a> {
    /// The address, normalised as in [`ClientId`]; empty where it names nobody.
    pub client_id: &'a str,
    pub full_name: Cow<'a, str>,
    pub phone: Cow<'a, str>,
    pub activity: Cow<'a, str>,
    pub address: Cow<'a, str>,
    pub space_type: Cow<'a, str>,
    pub end_date: NaiveDate,
    pub amount: Cents,
    pub payment_method: Cow<'a, str>,
    pub transaction_id: Cow<'a, str>,
    pub status: ReservationStatus,
    pub created_at: DateTime<Utc>,
}

/// How often each text occurs.
pub type Tally = BTreeMap<String, u32>;

/// What is known of a client from their reservations alone; stored as `client_insights.facts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The newest address, or the newest phone number of a client who never gave an address.
    pub client_id: ClientId,
    /// From the newest reservation that has one; may be empty.
    pub name: String,
    /// From the newest reservation that has one, as written; may be empty.
    pub phone: String,
    /// Cancelled ones included; at least 1.
    pub reservations: u32,
    pub cancellations: u32,
    /// The sum over the reservations that were not cancelled.
    pub spent: Cents,
    /// The sum over those that were cancelled.
    #[serde(default)]
    pub cancelled: Cents,
    pub first_at: DateTime<Utc>,
    pub newest: Newest,
    /// The latest end date of the reservations that were not cancelled.
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
    /// What it stands for: see [`Profile::fold`].
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

    /// Subtracts counts that were added before.
    pub fn subtract(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = mine.saturating_sub(theirs);
        }
    }
}

/// The number of counts is neither 24 nor 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} counts are no day of 24 hours")]
pub struct HoursLengthError(usize);

impl TryFrom<Vec<u64>> for Hours {
    type Error = HoursLengthError;
    /// An empty list means 24 zeros.
    fn try_from(counts: Vec<u64>) -> Result<Self, HoursLengthError> {
        if counts.is_empty() {
            return Ok(Self::default());
        }
        counts.try_into().map(Self).map_err(|counts: Vec<u64>| HoursLengthError(counts.len()))
    }
}

impl From<Hours> for Vec<u64> {
    fn from(hours: Hours) -> Self {
        hours.0.to_vec()
    }
}

impl Profile {
    /// Folds the reservations of one client, given in any order, and leaves them sorted by time. They may name the
    /// client differently. Who cancelled the newest one has not gone away if they kept another that they made within
    /// [`SAME_DAYS`] before: then the newest one has the status of that one. `None` when there are none, or none names a client.
    pub fn fold(rows: &mut [ReservationRow<'_>], calendar: &Calendar) -> Option<Self> {
        rows.sort_unstable_by(|a, b| {
            (a.created_at, a.transaction_id.as_bytes()).cmp(&(b.created_at, b.transaction_id.as_bytes()))
        });
        let (first, newest) = (rows.first()?, rows.last()?);
        let mut profile = Self {
            client_id: name_of(rows)?,
            name: String::new(),
            phone: String::new(),
            reservations: 0,
            cancellations: 0,
            spent: Cents::default(),
            cancelled: Cents::default(),
            first_at: first.created_at,
            newest: Newest {
                created_at: newest.created_at,
                transaction_id: newest.transaction_id.to_string(),
                status: status_of_newest(rows, newest),
                space_type: newest.space_type.to_string(),
                activity: newest.activity.to_string(),
                payment_method: newest.payment_method.to_string(),
                location: newest.address.to_string(),
            },
            last_day: None,
            spaces: Tally::new(),
            activities: Tally::new(),
            payments: Tally::new(),
            locations: Tally::new(),
            statuses: Tally::new(),
            hours: Hours::default(),
        };
        for row in rows {
            profile.add(row, calendar);
        }
        Some(profile)
    }

    fn add(&mut self, row: &ReservationRow<'_>, calendar: &Calendar) {
        self.reservations += 1;
        if row.status == ReservationStatus::Cancelled {
            self.cancellations += 1;
            self.cancelled = self.cancelled + row.amount;
        } else {
            self.spent = self.spent + row.amount;
            self.last_day = self.last_day.max(Some(row.end_date));
        }
        self.hours.0[usize::from(calendar.hour(row.created_at))] += 1;
        count(&mut self.statuses, row.status.as_str());
        count(&mut self.spaces, &row.space_type);
        count(&mut self.activities, &row.activity);
        count(&mut self.payments, &row.payment_method);
        count(&mut self.locations, &row.address);
        if !row.full_name.is_empty() {
            row.full_name.as_ref().clone_into(&mut self.name);
        }
        if !row.phone.is_empty() {
            row.phone.as_ref().clone_into(&mut self.phone);
        }
    }

    /// Whether a reservation that was not cancelled ends on `today` or later.
    pub fn is_here(&self, today: NaiveDate) -> bool {
        self.last_day.is_some_and(|day| day >= today)
    }

    /// Whether any reservation was paid by a mobile wallet of the country.
    pub fn pays_by_mobile_money(&self) -> bool {
        const WALLETS: [&str; 5] = ["orange_money", "airtel_money", "mpesa", "m_pesa", "afrimoney"];
        self.payments.keys().any(|method| WALLETS.contains(&method.as_str()))
    }

    /// Space types, then activities, each most frequent first, ties in byte order.
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

/// Two reservations made within this time belong together: who keeps one of them is not lost by cancelling the other.
const SAME_DAYS: TimeDelta = TimeDelta::days(7);

fn status_of_newest(rows: &[ReservationRow<'_>], newest: &ReservationRow<'_>) -> ReservationStatus {
    let is_kept = |row: &&ReservationRow<'_>| row.status != ReservationStatus::Cancelled;
    match rows.iter().rev().find(is_kept) {
        Some(kept) if newest.created_at - kept.created_at <= SAME_DAYS => kept.status,
        _ => newest.status,
    }
}

/// The newest address, or the newest phone number of a client who never gave an address.
fn name_of(rows: &[ReservationRow<'_>]) -> Option<ClientId> {
    let newest_first = || rows.iter().rev();
    let address = newest_first().find_map(|row| ClientId::of_email(row.client_id));
    address.or_else(|| newest_first().find_map(|row| ClientId::of_phone(&row.phone)))
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
    // A stable sort: ties keep the byte order of the map.
    entries.sort_by(|a, b| b.1.cmp(a.1));
    entries.into_iter().map(|(text, _)| text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::settings::{Delivery, Settings};

    fn calendar() -> Calendar {
        Settings::new(Delivery::Outbox).calendar()
    }

    fn row<'a>(transaction: &'a str, created_at: &str) -> ReservationRow<'a> {
        ReservationRow {
            client_id: "client@exemple.test",
            full_name: "Client Exemple".into(),
            phone: "0812345678".into(),
            activity: "Conseil".into(),
            address: "Gombe".into(),
            space_type: "coworking".into(),
            end_date: "2026-03-31".parse().expect("a date"),
            amount: Cents(1_029),
            payment_method: "cash".into(),
            transaction_id: transaction.into(),
            status: ReservationStatus::Completed,
            created_at: created_at.parse().expect("a time"),
        }
    }

    fn fold(rows: &[ReservationRow<'_>]) -> Profile {
        Profile::fold(&mut rows.to_vec(), &calendar()).expect("a profile")
    }

    #[test]
    fn without_a_reservation_there_is_no_client() {
        assert_eq!(Profile::fold(&mut [], &calendar()), None);
    }

    #[test]
    fn of_two_made_at_once_the_newest_is_the_last_by_transaction_id_bytewise() {
        let at = "2026-03-02T09:30:00Z";
        let newest = |ids: [&str; 3]| fold(&ids.map(|id| row(id, at))).newest.transaction_id;
        assert_eq!(newest(["T10", "T9", "T1"]), "T9");
        assert_eq!(newest(["b", "B", "_"]), "b");
        assert_eq!(newest(["z", "é", ""]), "é");
        let later = [row("z", at), row("a", "2026-03-02T09:30:00.000001Z")];
        assert_eq!(fold(&later).newest.transaction_id, "a", "time comes first");
    }

    #[test]
    fn what_was_cancelled_counts_as_a_reservation_but_neither_as_money_nor_as_presence() {
        let kept = row("a", "2026-02-01T09:00:00Z");
        let cancelled = ReservationRow {
            status: ReservationStatus::Cancelled,
            end_date: "2026-09-30".parse().expect("a date"),
            amount: Cents(99_999),
            ..row("b", "2026-03-02T09:00:00Z")
        };
        let profile = fold(&[kept.clone(), cancelled.clone()]);
        assert_eq!((profile.reservations, profile.cancellations), (2, 1));
        assert_eq!((profile.spent, profile.cancelled), (Cents(1_029), Cents(99_999)));
        assert_eq!(profile.last_day, Some(kept.end_date));
        assert_eq!(profile.newest.status, ReservationStatus::Cancelled);
        assert!(profile.is_here(kept.end_date) && !profile.is_here(cancelled.end_date));
        let only = fold(std::slice::from_ref(&cancelled));
        assert_eq!((only.spent, only.last_day), (Cents(0), None));
    }

    #[test]
    fn who_keeps_a_reservation_made_in_the_same_days_has_not_gone_by_cancelling_the_newest() {
        let status = |kept_at: &str, cancelled_at: &str| {
            let cancelled = ReservationRow { status: ReservationStatus::Cancelled, ..row("b", cancelled_at) };
            fold(&[row("a", kept_at), cancelled]).newest.status
        };
        assert_eq!(status("2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z"), ReservationStatus::Completed);
        assert_eq!(status("2026-03-02T09:00:00Z", "2026-03-09T09:00:00Z"), ReservationStatus::Completed);
        assert_eq!(status("2026-03-02T09:00:00Z", "2026-03-09T09:00:01Z"), ReservationStatus::Cancelled, "long before");
    }

    #[test]
    fn name_and_phone_are_the_newest_that_were_given() {
        let nameless = ReservationRow { full_name: "".into(), ..row("b", "2026-03-02T09:00:00Z") };
        let phoneless = ReservationRow { phone: "".into(), full_name: "Nouveau".into(), ..nameless.clone() };
        assert_eq!(fold(&[row("a", "2026-03-01T09:00:00Z"), nameless]).name, "Client Exemple");
        let profile = fold(&[row("a", "2026-03-01T09:00:00Z"), phoneless]);
        assert_eq!((profile.name.as_str(), profile.phone.as_str()), ("Nouveau", "0812345678"));
    }

    #[test]
    fn hours_are_those_of_the_business() {
        let profile = fold(&[row("a", "2026-03-01T23:30:00Z"), row("b", "2026-03-01T09:00:00Z")]);
        assert_eq!((profile.hours.0[0], profile.hours.0[10], profile.hours.0.iter().sum::<u64>()), (1, 1, 2));
    }

    #[test]
    fn interests_are_spaces_then_activities_by_frequency_then_by_name() {
        let of = |id: &'static str, space: &'static str, activity: &'static str| ReservationRow {
            space_type: space.into(),
            activity: activity.into(),
            ..row(id, "2026-03-01T09:00:00Z")
        };
        let profile = fold(&[of("a", "salle", "Droit"), of("b", "bureau", "Conseil"), of("c", "salle", "")]);
        assert_eq!(profile.interests(), ["salle", "bureau", "Conseil", "Droit"]);
        assert_eq!(profile.favourite_space(), Some("salle"));
        assert_eq!(fold(&[of("a", "", "")]).favourite_space(), None);
    }

    #[test]
    fn months_are_whole_and_never_negative() {
        let profile = fold(&[row("a", "2025-03-01T09:00:00Z"), row("b", "2026-02-01T09:00:00Z")]);
        let months = |now: &str| profile.months_as_client(now.parse().expect("a time"));
        assert_eq!(months("2025-02-01T09:00:00Z"), 0);
        assert_eq!([months("2025-03-31T09:00:00Z"), months("2025-04-01T09:00:00Z")], [0, 1]);
        assert_eq!([months("2026-03-01T09:00:00Z"), months("2026-03-02T09:00:00Z")], [11, 12]);
    }

    fn any_row() -> impl Strategy<Value = ReservationRow<'static>> {
        let texts = || prop_oneof![Just(""), Just("coworking"), Just("salle"), Just("é")];
        (texts(), texts(), texts(), 0i64..100_000, 0usize..4, 0i64..5, 0u64..400).prop_map(
            |(space, name, phone, cents, status, hour, end)| {
                let first = row("", "2026-03-01T09:00:00Z");
                ReservationRow {
                    space_type: space.into(),
                    full_name: name.into(),
                    phone: phone.into(),
                    amount: Cents(cents),
                    status: ReservationStatus::ALL[status],
                    created_at: first.created_at + chrono::Duration::hours(hour),
                    end_date: first.end_date + chrono::Days::new(end),
                    ..first
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_profile_does_not_depend_on_the_order_it_is_read_in(
            (rows, shuffled) in prop::collection::vec(any_row(), 1..12).prop_flat_map(|mut rows| {
                // Unique, as the booking site's are.
                const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
                for (row, id) in rows.iter_mut().zip(IDS) {
                    row.transaction_id = id.into();
                }
                (Just(rows.clone()), Just(rows).prop_shuffle())
            })
        ) {
            let profile = fold(&rows);
            prop_assert_eq!(&fold(&shuffled), &profile);
            let kept = rows.iter().filter(|b| b.status != ReservationStatus::Cancelled);
            prop_assert_eq!(profile.spent, kept.map(|b| b.amount).sum());
            let stored: Profile = serde_json::from_str(&serde_json::to_string(&profile).expect("json")).expect("read");
            prop_assert_eq!(stored, profile);
        }
    }
}

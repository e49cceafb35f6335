//! Which reservation a message is credited with.
//!
//! A credit is what the reservations say now: one that was cancelled since brings nothing, one that was confirmed since
//! does. It is therefore worked out anew each time, and what is stored is corrected.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::money::Cents;

/// A reservation that a client made after a message was sent to them, and that was confirmed.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Return {
    pub follow_up_id: Uuid,
    pub sent_at: DateTime<Utc>,
    /// When the client was sent their next message, if there is one.
    pub next_sent_at: Option<DateTime<Utc>>,
    pub reserved_at: DateTime<Utc>,
    pub cents: Cents,
}

/// What a message is credited with: one reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Credit {
    pub follow_up_id: Uuid,
    pub reserved_at: DateTime<Utc>,
    pub cents: Cents,
}

/// How the stored credits differ from what the reservations say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Credits of messages that had none.
    pub given: Vec<Credit>,
    /// Credits that replace another of the same message.
    pub changed: Vec<Credit>,
    /// Messages whose credit no longer stands.
    pub taken_back: Vec<Uuid>,
}

/// How far back sent messages are considered: a reservation may be read, or confirmed, days after it was made. What is
/// credited is looked at again for ever.
pub fn lookback(window: TimeDelta) -> TimeDelta {
    window + window
}

/// The reservation that each message is credited with, if any: the first within `window` after it. A reservation made
/// after the client's next message counts for that message instead.
pub fn credited(mut found: Vec<Return>, window: TimeDelta) -> Vec<Credit> {
    found.retain(|back| {
        let is_last = back.next_sent_at.is_none_or(|next| next >= back.reserved_at);
        back.reserved_at > back.sent_at && back.reserved_at - back.sent_at <= window && is_last
    });
    found.sort_by_key(|back| (back.follow_up_id, back.reserved_at));
    found.dedup_by_key(|back| back.follow_up_id);
    let credit = |Return { follow_up_id, reserved_at, cents, .. }| Credit { follow_up_id, reserved_at, cents };
    found.into_iter().map(credit).collect()
}

/// What makes the stored credits those that are due; at most one a message in each list.
pub fn corrections(stored: &[Credit], due: &[Credit]) -> Corrections {
    let mut unexplained: BTreeMap<Uuid, Credit> = stored.iter().map(|credit| (credit.follow_up_id, *credit)).collect();
    let mut corrections = Corrections::default();
    for credit in due {
        match unexplained.remove(&credit.follow_up_id) {
            None => corrections.given.push(*credit),
            Some(stands) if stands != *credit => corrections.changed.push(*credit),
            Some(_) => {}
        }
    }
    corrections.taken_back = unexplained.into_keys().collect();
    corrections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(n * 86_400, 0).expect("a time")
    }

    fn back(message: u128, sent: i64, next: Option<i64>, reserved: i64) -> Return {
        Return {
            follow_up_id: Uuid::from_u128(message),
            sent_at: day(sent),
            next_sent_at: next.map(day),
            reserved_at: day(reserved),
            cents: Cents(reserved),
        }
    }

    fn days(found: Vec<Return>) -> Vec<i64> {
        credited(found, TimeDelta::days(30)).iter().map(|back| back.cents.0).collect()
    }

    #[test]
    fn the_first_reservation_within_the_window_counts() {
        assert_eq!(days(vec![back(1, 0, None, 9), back(1, 0, None, 5), back(1, 0, None, 31)]), [5]);
        assert_eq!(days(vec![back(1, 0, None, 30)]), [30], "its last moment is within it");
        let late = Return { reserved_at: day(30) + TimeDelta::microseconds(1), ..back(1, 0, None, 30) };
        assert_eq!(days(vec![late]), [0; 0]);
        assert_eq!(days(vec![back(1, 5, None, 5), back(1, 5, None, 4)]), [0; 0], "it was there before");
    }

    #[test]
    fn between_two_messages_the_later_one_gets_the_credit() {
        let (first, last) = (|at| back(1, 0, Some(10), at), |at| back(2, 10, None, at));
        assert_eq!(days(vec![first(12), last(12)]), [12]);
        let of_last = credited(vec![first(12), last(12)], TimeDelta::days(30));
        assert_eq!(of_last.first().map(|credit| credit.follow_up_id), Some(last(12).follow_up_id));
        assert_eq!(days(vec![first(3), first(12), last(12)]), [3, 12]);
        assert_eq!(days(vec![first(10)]), [10], "made at the very moment the next was sent");
    }

    #[test]
    fn no_order_of_reading_changes_it() {
        let found = vec![back(2, 3, None, 9), back(1, 0, Some(3), 2), back(2, 3, None, 4), back(1, 0, Some(3), 9)];
        let mut reversed = found.clone();
        reversed.reverse();
        assert_eq!(credited(found, TimeDelta::days(30)), credited(reversed, TimeDelta::days(30)));
    }

    #[test]
    fn what_is_stored_becomes_what_the_reservations_say() {
        let credit = |message: u128, cents| Credit {
            follow_up_id: Uuid::from_u128(message),
            reserved_at: day(1),
            cents: Cents(cents),
        };
        let corrected =
            corrections(&[credit(1, 5), credit(2, 5), credit(3, 5)], &[credit(1, 5), credit(2, 6), credit(4, 7)]);
        let expected = Corrections {
            given: vec![credit(4, 7)],
            changed: vec![credit(2, 6)],
            taken_back: vec![Uuid::from_u128(3)],
        };
        assert_eq!(corrected, expected);
        assert_eq!(corrections(&[credit(1, 5)], &[credit(1, 5)]), Corrections::default());
    }
}

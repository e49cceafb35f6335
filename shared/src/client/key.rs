//! Our own id of a client.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifies a client independently of their names: an address may change, and one person may have several. It holds
/// no personal data, so rows that refer to it may stay when the client is forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ClientKey(pub Uuid);

impl fmt::Display for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ClientKey {
    /// Makes key number `count` of those made at `now`, with 40 bits of `random`.
    ///
    /// It is a UUID of version 7 (RFC 9562, 5.7): milliseconds, then a counter of 32 bits around the variant (6.2),
    /// then random bits. So keys sort by time and number on both engines, and lists by key keep the order in which a
    /// database was first read. The migrations make their keys in the same way.
    pub fn new(now: DateTime<Utc>, count: u32, random: Uuid) -> Self {
        let time = u128::from(now.timestamp_millis().unsigned_abs() & 0xffff_ffff_ffff);
        let count = u128::from(count);
        // The lowest bits of a random UUID are random in every version.
        let chance = random.as_u128() & 0xff_ffff_ffff;
        Self(Uuid::from_u128(time << 80 | 7 << 76 | (count >> 20) << 64 | 8 << 60 | (count & 0xf_ffff) << 40 | chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(millisecond: i64, count: u32, random: u128) -> ClientKey {
        let now = DateTime::from_timestamp_millis(1_773_133_200_000 + millisecond).expect("a time");
        ClientKey::new(now, count, Uuid::from_u128(random))
    }

    #[test]
    fn keys_sort_in_the_order_they_are_made_in_whatever_chance_says() {
        let chances = [u128::MAX, 0, 0x5555_5555_5555_5555, u128::MAX].into_iter().cycle();
        // On both sides of every edge between the parts of the counter.
        let counts = [0, 1, 0xf_fffe, 0xf_ffff, 0x10_0000, 0x1f_ffff, 0x20_0000, u32::MAX];
        let mut made: Vec<ClientKey> = counts.into_iter().zip(chances).map(|(n, chance)| key(0, n, chance)).collect();
        made.push(key(1, 0, 0));
        assert!(made.is_sorted_by(|a, b| a < b), "{made:?}");
    }

    #[test]
    fn a_key_is_a_uuid_of_version_seven() {
        let ClientKey(uuid) = key(123, 1, 0x1234_5678_9abc_def0);
        assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, uuid::Variant::RFC4122));
        assert_eq!(uuid.to_string(), "019cd6f9-7afb-7000-8000-01789abcdef0");
    }

    #[test]
    fn keys_made_at_once_by_two_differ_by_chance() {
        assert_ne!(key(0, 1, 1), key(0, 1, 2));
    }
}

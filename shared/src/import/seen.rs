//! Detects reservations that occur twice in a file.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::{client::ClientId, reservation::Reservation};

/// Stores 16 bytes per reservation instead of its texts, so that a million lines fit in some 50 MB. The bytes come from
/// a cryptographic hash, so that no file can make two different reservations look the same.
#[derive(Default)]
pub(super) struct Seen {
    lines: HashMap<[u8; 16], u64>,
}

impl Seen {
    /// Records that `reservation` is on `line`; fails with the earlier line that had the same client and transaction.
    pub fn note(&mut self, reservation: &Reservation, line: u64) -> Result<(), u64> {
        let first = *self.lines.entry(key(reservation)).or_insert(line);
        if first == line { Ok(()) } else { Err(first) }
    }
}

fn key(reservation: &Reservation) -> [u8; 16] {
    let client = ClientId::of_email(&reservation.email);
    let mut hash = Sha256::new();
    hash.update(client.as_ref().map_or("", ClientId::as_str));
    // No field contains a NUL, so it separates the two unambiguously.
    hash.update([0]);
    hash.update(&reservation.transaction_id);
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize()[..16]);
    key
}

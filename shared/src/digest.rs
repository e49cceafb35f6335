//! SHA-256 over several parts, each after its length, so that two different lists of parts are never the same input.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Lower-case hexadecimal, 64 characters.
pub fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _infallible = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_part_ends_matters() {
        assert_ne!(sha256(&[b"ab", b"c"]), sha256(&[b"a", b"bc"]));
        assert_eq!(sha256(&[b"ab", b"c"]).len(), 64);
    }

    /// Approvals in databases are bound to these digests: another result would void them all.
    #[test]
    fn a_digest_is_the_same_for_ever() {
        assert_eq!(sha256(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(
            sha256(&[b"email", b"fr", b"Sujet", "Été".as_bytes()]),
            "31b393208643ce5432563925ef45b3b36677265d1684c0fd8a0cd9457c277c3e"
        );
    }
}

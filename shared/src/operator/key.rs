//! An operator's SSH public key.

use std::{fmt, str::FromStr};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use sha2::{Digest, Sha256};

/// The types that OpenSSH accepts by default.
const TYPES: [&str; 7] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// A line of a `.pub` file: type, key and comment (RFC 4253, section 6.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// `TYPE BASE64`, separated by one space.
    text: String,
    blob: Vec<u8>,
    /// The comment of the key; may be empty.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("this is a private key: keep it to yourself, and give the file that ends in .pub")]
    Private,
    #[error("this is no public key: give one line as in ~/.ssh/id_ed25519.pub, without options before it")]
    Malformed,
    #[error("the key is torn: copy the whole line of the .pub file again")]
    Torn,
}

impl PublicKey {
    /// `TYPE BASE64`
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob)))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.contains("PRIVATE KEY") {
            return Err(KeyError::Private);
        }
        let text = text.trim();
        let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
        let (Some(kind), Some(key)) = (words.next(), words.next()) else { return Err(KeyError::Malformed) };
        if !TYPES.contains(&kind) || text.contains(['\n', '\r']) {
            return Err(KeyError::Malformed);
        }
        let blob = STANDARD.decode(key).map_err(|_| KeyError::Torn)?;
        // The blob begins with its own type, after its length.
        let own = [&(kind.len() as u32).to_be_bytes()[..], kind.as_bytes()].concat();
        if !blob.starts_with(&own) || blob.len() < own.len() + 32 {
            return Err(KeyError::Torn);
        }
        let label: String = words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(120).collect();
        Ok(Self { text: format!("{kind} {key}"), blob, label })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Made for this test with `ssh-keygen -t ed25519`, which also printed the fingerprint.
    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbiv8nZPYtYUyqUu40cl622w9QMrayphuk5TQz3Vch";
    const FINGERPRINT: &str = "SHA256:U4VwI5FRdNY5jQEvaJQiFLajckjwf193anS24sdBE0k";

    #[test]
    fn a_line_of_a_pub_file_is_a_key() {
        let key: PublicKey = format!(" {KEY}\t awa@laptop  2026 \n").parse().expect("a key");
        assert_eq!((key.as_str(), key.label.as_str()), (KEY, "awa@laptop 2026"));
        assert_eq!(key.fingerprint(), FINGERPRINT);
    }

    #[test]
    fn what_is_no_key_is_told_apart() {
        let refused = |text: &str| text.parse::<PublicKey>().expect_err("refused");
        assert_eq!(refused("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA"), KeyError::Private);
        for text in ["", "ssh-ed25519", "ssh-dss AAAA", &format!("restrict {KEY}"), &format!("{KEY}\n{KEY}")] {
            assert_eq!(refused(text), KeyError::Malformed, "{text}");
        }
        for text in [&KEY[..60], &KEY.replace("ssh-ed25519 ", "ssh-rsa "), "ssh-ed25519 ====", "ssh-ed25519 AAAA"] {
            assert_eq!(refused(text), KeyError::Torn, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_what_it_takes_is_one_line(text in "\\PC*|ssh-ed25519 [A-Za-z0-9+/=]{0,90}.*") {
            if let Ok(key) = text.parse::<PublicKey>() {
                prop_assert!(!key.as_str().contains(['\n', '\r', '"', '\'']));
                prop_assert_eq!(key.as_str().parse::<PublicKey>().map(|k| k.fingerprint()), Ok(key.fingerprint()));
            }
        }
    }
}

//! An e-mail address that mail can be sent to.

use std::{fmt, str::FromStr};

use crate::domain;

/// `local@domain` in a form that every message header and provider takes as it is: ASCII, a dot-atom on both sides
/// (RFC 5322, 3.2.3), a domain of the public DNS, 64 characters at most before the `@` and 254 in all (RFC 5321,
/// 4.5.3.1). Kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Why a text is not an e-mail address. The message leaves the text out, because messages are logged and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// Empty, too long, or with a control character.
    #[error("write 1 to 254 characters on one line")]
    Line,
    #[error("write an address like relance@nzooimmo.com")]
    Shape,
}

impl EmailAddress {
    const MAX_LENGTH: usize = 254;
    const MAX_LOCAL_LENGTH: usize = 64;

    pub fn parse(written: &str) -> Result<Self, EmailAddressError> {
        let is_one_line = !written.is_empty() && !written.chars().any(char::is_control);
        if !is_one_line || written.chars().count() > Self::MAX_LENGTH {
            return Err(EmailAddressError::Line);
        }
        let (local, domain) = written.rsplit_once('@').ok_or(EmailAddressError::Shape)?;
        let fits = local.len() <= Self::MAX_LOCAL_LENGTH;
        if fits && is_dot_atom(local) && domain::is_public(domain) {
            Ok(Self(written.to_owned()))
        } else {
            Err(EmailAddressError::Shape)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// ASCII letters, digits and some signs, with no dot at either end and no two in a row.
fn is_dot_atom(part: &str) -> bool {
    const SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";
    let is_dotted_well = !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    !part.is_empty() && is_dotted_well && part.chars().all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(c))
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;
    fn from_str(written: &str) -> Result<Self, EmailAddressError> {
        Self::parse(written)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_it_was_written() {
        for written in ["mbuyi@gombe.cd", "A.B+c@Exemple.Test", "o'neil@x.cd", "a@b-c.cd", "!#$%&'*+-/=?^_`{|}~@x.cd"] {
            assert_eq!(EmailAddress::parse(written).expect("an address").as_str(), written);
        }
        assert_eq!(EmailAddress::parse("a@b.cd").expect("an address").domain(), "b.cd");
    }

    #[test]
    fn what_could_not_be_written_in_a_header_is_no_address() {
        let odd = [
            "no-at-sign",
            "@x.cd",
            "a@",
            "a b@x.cd",
            "a@@x.cd",
            "é@x.cd",
            "a@é.cd",
            "a@x.cd.",
            ".a@x.cd",
            "a..b@x.cd",
            "a,b@x.cd",
            "<a@x.cd>",
            "\"a\"@x.cd",
            "a@x_y.cd",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "contact@nzooimmo..com",
            "contact@.nzooimmo.com",
            "contact@-nzooimmo.com",
            "contact@nzooimmo-.com",
            "contact@nzooimmo",
            "x@x",
            "a.@x.cd",
        ];
        for written in odd {
            assert_eq!(EmailAddress::parse(written), Err(EmailAddressError::Shape), "{written}");
        }
        for written in ["", "a\n@x.cd", "a@x.cd\r\nBcc: b@x.cd", &format!("a@{}.cd", "x".repeat(250))] {
            assert_eq!(EmailAddress::parse(written), Err(EmailAddressError::Line), "{written}");
        }
    }

    #[test]
    fn both_lengths_are_bounded() {
        let local = |n: usize| format!("{}@x.cd", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok() && EmailAddress::parse(&local(65)).is_err());
        // Four labels of 50, and the rest in a last one.
        let whole = |n: usize| format!("a@{}{}", format!("{}.", "x".repeat(50)).repeat(4), "y".repeat(n - 206));
        assert!(EmailAddress::parse(&whole(254)).is_ok() && EmailAddress::parse(&whole(255)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_can_stand_between_angle_brackets(written in ".{0,20}@.{0,20}") {
            if let Ok(address) = EmailAddress::parse(&written) {
                let odd = |b: u8| !b.is_ascii_graphic() || b"<>()[],;:\\\"".contains(&b);
                proptest::prop_assert!(!address.as_str().bytes().any(odd));
                proptest::prop_assert_eq!(address.as_str().matches('@').count(), 1);
            }
        }
    }
}

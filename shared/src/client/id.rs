//! The name by which a reservation identifies its client.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::PhoneNumber;

/// A normalised name of a client: the e-mail address of a reservation, trimmed and in ASCII lower case; without an
/// address, its phone number in E.164. Several names may belong to one [`ClientKey`](super::ClientKey).
///
/// The `bookings` view in both migrations normalises addresses by the same expression; the two must stay equal.
/// [`crate::client::Placeholders`] says which addresses and numbers name nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// Characters trimmed around an address: ASCII white space, the same list as in the migrations.
    const SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

    /// `None` when nothing is left after trimming.
    pub fn of_email(email: &str) -> Option<Self> {
        let trimmed = email.trim_matches(Self::SPACE);
        (!trimmed.is_empty()).then(|| Self(trimmed.to_ascii_lowercase()))
    }

    /// `None` when it is not a valid phone number.
    pub fn of_phone(written: &str) -> Option<Self> {
        PhoneNumber::parse(written).ok().map(|number| Self(number.as_str().to_owned()))
    }

    /// Reads a name that a person typed: a phone number in any format, or else an address.
    pub fn of_typed(text: &str) -> Option<Self> {
        if text.contains('@') { Self::of_email(text) } else { Self::of_phone(text).or_else(|| Self::of_email(text)) }
    }

    /// Whether it is a telephone number.
    pub fn is_phone(&self) -> bool {
        self.0.strip_prefix('+').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_the_address_without_its_case_and_margins() {
        let id = ClientId::of_email(" \tMbuyi@Gombe.CD\r\n").expect("an address");
        assert_eq!(id.as_str(), "mbuyi@gombe.cd");
        assert_eq!(ClientId::of_email(" \t "), None);
    }

    #[test]
    fn a_number_is_the_same_client_however_it_is_written() {
        for phone in ["0812345678", "+243 812 345 678", "00243-812-345-678"] {
            let id = ClientId::of_phone(phone).expect("a number");
            assert_eq!((id.as_str(), id.is_phone()), ("+243812345678", true), "{phone}");
            assert_eq!(ClientId::of_typed(phone), Some(id));
        }
        let id = ClientId::of_typed("a@x.cd").expect("an address");
        assert_eq!((id.as_str(), id.is_phone()), ("a@x.cd", false));
        assert_eq!(ClientId::of_phone("on request"), None);
        assert_eq!(ClientId::of_typed("No-At-Sign").expect("a name").as_str(), "no-at-sign");
    }

    #[test]
    fn only_ascii_letters_are_lowered() {
        assert_eq!(ClientId::of_email("ÉLISE@X.cd").expect("an address").as_str(), "Élise@x.cd");
    }
}

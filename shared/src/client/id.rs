//! Who a reservation belongs to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A client: the e-mail address of their reservations, trimmed and lowered in ASCII.
///
/// The same expression stands in the `bookings` view of both migrations, so that SQL and Rust never disagree on
/// who is who. Whether the address can receive mail is another question: see [`crate::client::EmailAddress`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// What counts as space around an address: ASCII white space, the list the migrations spell out.
    const SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

    /// `None` when nothing is left after trimming.
    pub fn of_email(email: &str) -> Option<Self> {
        let trimmed = email.trim_matches(Self::SPACE);
        (!trimmed.is_empty()).then(|| Self(trimmed.to_ascii_lowercase()))
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
    fn only_ascii_letters_are_lowered() {
        assert_eq!(ClientId::of_email("ÉLISE@X.cd").expect("an address").as_str(), "Élise@x.cd");
    }
}

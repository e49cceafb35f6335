//! What stands on reservations where a guest gave no address or no number: it names nobody.

use std::collections::HashSet;

use super::{ClientId, EmailAddress, PhoneNumber};

/// The addresses and numbers that name nobody. Without this, all guests who were booked under one of them would be one
/// client, and the last one's telephone would get what is meant for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholders {
    /// In lower case.
    addresses: HashSet<String>,
    /// In lower case.
    domains: HashSet<String>,
    /// In E.164.
    numbers: HashSet<String>,
}

impl Placeholders {
    /// The house's own addresses, which are `own` and all at the domain of `booking_link`, and what an admin `listed`:
    /// addresses, `@domains` and numbers in E.164.
    pub fn new(own: impl IntoIterator<Item = String>, booking_link: &str, listed: &[String]) -> Self {
        let mut placeholders = Self {
            addresses: own.into_iter().map(|address| address.to_ascii_lowercase()).collect(),
            domains: host(booking_link).into_iter().collect(),
            numbers: HashSet::new(),
        };
        for listed in listed {
            match listed.strip_prefix('@') {
                Some(domain) => placeholders.domains.insert(domain.to_ascii_lowercase()),
                None if listed.contains('@') => placeholders.addresses.insert(listed.to_ascii_lowercase()),
                None => placeholders.numbers.insert(listed.clone()),
            };
        }
        placeholders
    }

    /// Whether an address, in lower case as the view `bookings` gives it, names a client.
    pub fn names_a_client(&self, address: &str) -> bool {
        EmailAddress::parse(address).is_ok_and(|address| {
            let domain = address.domain();
            !self.domains.contains(domain) && !self.addresses.contains(address.as_str())
        })
    }

    /// The number that a text names a client by, if it is one.
    pub fn number(&self, written: &str) -> Option<PhoneNumber> {
        PhoneNumber::parse(written).ok().filter(|number| !self.contains(number))
    }

    /// Whether a number is nobody's: listed, or one digit typed until there were enough.
    pub fn contains(&self, number: &PhoneNumber) -> bool {
        const TYPED: usize = 7;
        let digits = number.as_str().as_bytes();
        let last = &digits[digits.len().saturating_sub(TYPED)..];
        self.numbers.contains(number.as_str()) || last.iter().all(|digit| Some(digit) == last.first())
    }

    /// The name of a reservation's client: its address, or else its number.
    pub fn client_of(&self, email: &str, phone: &str) -> Option<ClientId> {
        ClientId::of_email(email)
            .filter(|address| self.names_a_client(address.as_str()))
            .or_else(|| ClientId::of_phone(self.number(phone)?.as_str()))
    }
}

/// The host of an `https` link without `www.`, in lower case.
fn host(link: &str) -> Option<String> {
    let host = link.strip_prefix("https://")?.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned()).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Delivery, Settings};

    fn with(listed: &str) -> Placeholders {
        let mut settings = Settings::new(Delivery::Outbox);
        settings.set("reply_to", "Bureau@gmail.com").expect("an address");
        settings.set("booking_link", "https://www.NzooImmo.com/reservation?a=b").expect("a link");
        settings.set("placeholders", listed).expect("a list");
        settings.options.known_placeholders()
    }

    #[test]
    fn what_is_no_address_the_houses_own_or_listed_names_nobody() {
        let placeholders = with("@passage.cd, Aucun@x.cd");
        for address in [
            "",
            "n/a",
            "none",
            "x@x",
            "@",
            "a@",
            "@x.cd",
            "a b@x.cd",
            "a..b@x.cd",
            "a@x.cd.",
            "élise@x.cd",
            "relance@nzooimmo.com",
            "accueil@nzooimmo.com",
            "bureau@gmail.com",
            "n@passage.cd",
            "aucun@x.cd",
        ] {
            assert!(!placeholders.names_a_client(address), "{address}");
        }
        for address in ["awa@gmail.com", "aucun@y.cd", "a@nzooimmo.com.cd", "a@un.passage.cd", "o'neil@x.cd"] {
            assert!(placeholders.names_a_client(address), "{address}");
        }
    }

    #[test]
    fn a_number_of_one_digit_or_a_listed_one_names_nobody() {
        let placeholders = with("0812345678");
        for number in ["", "n/a", "0810000000", "+243 81 111 1111", "0812345678", "00243812345678", "0000000000"] {
            assert_eq!(placeholders.number(number), None, "{number}");
        }
        assert_eq!(placeholders.number("0812345679").expect("a number").as_str(), "+243812345679");
    }

    #[test]
    fn a_reservation_is_its_addresss_or_else_its_numbers() {
        let placeholders = with("none");
        let client = |email, phone| placeholders.client_of(email, phone).map(|id| id.to_string());
        assert_eq!(client(" A@x.cd ", "0812345678").as_deref(), Some("a@x.cd"));
        for placeholder in [" ", "n/a", "x@x", "Accueil@NzooImmo.com"] {
            assert_eq!(client(placeholder, "081-234-5678").as_deref(), Some("+243812345678"), "{placeholder}");
            assert_eq!(client(placeholder, "on request"), None, "{placeholder}");
        }
    }
}

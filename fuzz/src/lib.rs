//! What reads strangers' texts, and what must hold whatever they say.
//!
//! Each function takes any bytes and panics where something does not hold. `make fuzz` calls them with the fuzzer's
//! inputs, and `cargo test` with the seeds, among which an input stays that has once failed.

use chrono::{DateTime, TimeDelta, Utc};
use relance::{
    calendar::Calendar,
    client::{Channel, ClientId, EmailAddress, PhoneNumber},
    date_input,
    draft::{self, FactSheet, Tone, check_edit, sms, try_out},
    filter::Filter,
    import::Reader,
    locale::Locale,
    operator::PublicKey,
    settings::{Delivery, Settings},
    strategy::Strategy,
};
use relance_lambda::{
    event::{Event, Message},
    feedback,
};

/// The name of a folder of seeds and of a program of the fuzzer, and what is called with the bytes of an input.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 10] = [
    ("csv", csv),
    ("date", date),
    ("event", event),
    ("filter", filter),
    ("html", html),
    ("key", key),
    ("recipient", recipient),
    ("ses", ses),
    ("strategy", strategy),
    ("template", template),
];

/// A file of reservations.
pub fn csv(data: &[u8]) {
    let reader = match Reader::open(data) {
        Ok(reader) => reader,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let mut last = 0;
    for row in reader {
        let line = match row.expect("bytes in memory are always read") {
            Ok(row) => {
                let booked = &row.reservation;
                assert!(booked.end_date >= booked.start_date && booked.occupants >= 1, "{booked:?}");
                assert!(ClientId::of_email(&booked.email).is_some(), "{booked:?}");
                row.line
            }
            Err(rejection) => {
                assert!(!rejection.to_string().is_empty());
                rejection.line
            }
        };
        assert!(line > last, "line {line} after line {last}");
        last = line;
    }
}

/// A date as an admin types it, in zones that skip hours, repeat them, and neither.
pub fn date(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // A leap day, and the nights of Paris in which an hour is skipped and repeated.
    const MOMENTS: [&str; 3] = ["2028-02-29T23:59:59Z", "2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z"];
    let open = Settings::new(Delivery::Outbox).calendar().open;
    for now in MOMENTS.map(|moment| moment.parse::<DateTime<Utc>>().expect("a time")) {
        for zone in [chrono_tz::Africa::Kinshasa, chrono_tz::Europe::Paris, chrono_tz::Pacific::Apia] {
            if let Ok(at) = date_input::parse(&text, &Calendar { zone, open }, now) {
                assert!(at >= now && at < now + TimeDelta::days(365 * 200), "{text:?} is {at}");
            }
        }
    }
}

/// What wakes the function.
pub fn event(data: &[u8]) {
    let Ok(json) = serde_json::from_slice(data) else { return };
    match Event::read(&json) {
        Ok(Event::Topic(messages) | Event::Queue(messages)) => messages.iter().for_each(told),
        Ok(Event::Schedule(_)) => {}
        // The records of feedback hold addresses, which no log may hold.
        Err(error) if json.get("Records").is_some() => assert!(!error.to_string().contains('@'), "{error}"),
        Err(_) => {}
    }
}

fn told(message: &Message) {
    ses(message.content().as_bytes());
}

/// A text that finds clients and follow-ups.
pub fn filter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Filter::parse(&text) {
        Ok(filter) => assert!(filter.terms.len() <= text.len()),
        Err(error) => {
            assert!(text.get(error.at.clone()).is_some(), "{text:?} has no {:?}", error.at);
            assert!(!error.to_string().is_empty());
        }
    }
}

/// A message as a person edits it, and whatever it is given as subject and name of the business.
pub fn html(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for channel in [Channel::Email, Channel::Sms, Channel::Push] {
        let _allowed = check_edit(channel, &text, &text);
    }
    assert!(sms::segments(&text).count <= text.len().max(1));
    let facts = FactSheet {
        locale: Locale::En,
        tone: Tone::Warm,
        first_name: None,
        last_space: None,
        favourite_space: None,
        months_as_client: 0,
        offer: None,
        season: None,
        booking_link: "https://nzooimmo.com/reservation?a=1&b=2".to_owned(),
        business_name: text.clone().into_owned(),
    };
    for facts in [None, Some(&facts)] {
        let page = draft::html(&text, facts, &text, Locale::En).expect("every message becomes a page");
        for (at, _) in page.match_indices('<') {
            assert!(TAGS.iter().any(|tag| page[at + 1..].starts_with(tag)), "a tag of its own: {}", &page[at..]);
        }
        for (at, start) in page.match_indices("href=\"") {
            let link = &page[at + start.len()..];
            assert!(link.starts_with("https://") || link.starts_with("http://"), "a link of its own: {link}");
        }
    }
}

/// The tags of the layout.
const TAGS: [&str; 20] = [
    "!", "/", "a ", "body", "br", "div", "head", "html", "meta", "noscript", "o:", "p ", "style", "table", "tbody",
    "td", "title", "tr", "v:", "xml",
];

/// An operator's SSH key.
pub fn key(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(key) = text.parse::<PublicKey>() else { return };
    let plain = |c: char| c.is_ascii_alphanumeric() || " +/=@.-".contains(c);
    // It becomes a part of a line that sshd reads.
    assert!(key.as_str().chars().all(plain), "{}", key.as_str());
    assert_eq!(key.as_str().split(' ').count(), 2, "{}", key.as_str());
    assert!(!key.label.contains(char::is_control), "{:?}", key.label);
    assert_eq!(key.as_str().parse::<PublicKey>().map(|again| again.fingerprint()), Ok(key.fingerprint()));
}

/// An address or a number that a stranger gave.
pub fn recipient(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(address) = EmailAddress::parse(&text) {
        assert!(address.as_str().is_ascii() && address.as_str().len() <= 254, "{address}");
        assert!(!address.as_str().contains([' ', '<', '>', '"', ',']), "{address}");
    }
    if let Ok(number) = PhoneNumber::parse(&text) {
        let digits = number.as_str().strip_prefix('+').expect("E.164 begins with +");
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()), "{number}");
        assert_eq!(PhoneNumber::parse(number.as_str()).as_ref(), Ok(&number), "what is stored is read again");
    }
    if let Some(client) = ClientId::of_typed(&text) {
        assert!(!client.as_str().is_empty());
    }
}

/// What SES tells.
pub fn ses(data: &[u8]) {
    match feedback::read(&String::from_utf8_lossy(data)) {
        Ok(Some(event)) => assert!(event.recipients.iter().all(|client| !client.as_str().is_empty())),
        Ok(None) => {}
        // It is logged.
        Err(error) => assert!(!error.to_string().contains('@'), "{error}"),
    }
}

/// A strategy's file.
pub fn strategy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Strategy::from_json(&text) {
        Ok(strategy) => {
            let told = serde_json::to_string(&strategy).expect("a strategy is JSON");
            assert_eq!(Strategy::from_json(&told).as_ref(), Ok(&strategy), "{told} is not read again as it was");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A template that an admin wrote.
pub fn template(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    for locale in [Locale::Fr, Locale::En] {
        if let Err(error) = try_out(&source, locale, &[Channel::Email, Channel::Sms, Channel::Push]) {
            assert!(!error.to_string().is_empty());
        }
    }
}

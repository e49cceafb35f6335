//! Parsing the values of settings; each error tells how to write a value.

use std::str::FromStr;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::{Stored, ValueError};
use crate::{
    client::{EmailAddress, PhoneNumber},
    money::{Cents, Percent},
};

/// The longest list of placeholders: more would be a mistake, and slow.
const MOST_PLACEHOLDERS: usize = 500;

/// One step of the offer ladder: above this lifetime value, this reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferStep {
    pub above: Cents,
    pub percent: Percent,
}

pub(super) fn number<T>(text: &str, lowest: T, highest: T) -> Result<T, ValueError>
where
    T: FromStr + PartialOrd + Into<i64> + Copy,
{
    text.parse()
        .ok()
        .filter(|n| (lowest..=highest).contains(n))
        .ok_or_else(|| ValueError::Number { lowest: lowest.into(), highest: highest.into() })
}

/// Currency units with up to two decimals, after a point or a comma.
pub(super) fn amount(text: &str, highest: Cents) -> Result<Cents, ValueError> {
    let read = Cents::parse(&text.replace(',', ".")).ok();
    read.filter(|amount| (Cents(0)..=highest).contains(amount)).ok_or(ValueError::Amount { highest })
}

pub(super) fn switch(text: &str) -> Result<bool, ValueError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "oui" | "1" => Ok(true),
        "false" | "off" | "no" | "non" | "0" => Ok(false),
        _ => Err(ValueError::Switch),
    }
}

pub(super) fn text(value: &str, longest: usize) -> Result<String, ValueError> {
    let fits = !value.is_empty() && value.chars().count() <= longest && !value.chars().any(char::is_control);
    fits.then(|| value.to_owned()).ok_or(ValueError::Text { longest })
}

/// Parsed, as the database will hold it.
pub(super) fn parsed<T: FromStr<Err: Into<ValueError>>>(value: &str) -> Result<Stored<T>, ValueError> {
    value.parse().map(Stored::Valid).map_err(Into::into)
}

pub(super) fn currency(value: &str) -> Result<String, ValueError> {
    let code = value.to_ascii_uppercase();
    let is_one = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    is_one.then_some(code).ok_or(ValueError::Currency)
}

pub(super) fn offers(text: &str) -> Result<Vec<OfferStep>, ValueError> {
    let step = |part: &str| {
        let (above, percent) = part.trim().split_once(':')?;
        let percent = percent.parse::<u8>().ok().and_then(|p| Percent::try_from(p).ok())?;
        Some(OfferStep { above: Cents::parse(above).ok()?, percent })
    };
    if text.is_empty() || text == "none" {
        return Ok(Vec::new());
    }
    let steps: Vec<_> = text.split(',').map(step).collect::<Option<_>>().ok_or(ValueError::Offers)?;
    if steps.is_sorted_by(|a, b| a.above > b.above) { Ok(steps) } else { Err(ValueError::Offers) }
}

pub(super) fn write_offers(steps: &[OfferStep]) -> String {
    if steps.is_empty() {
        return "none".to_owned();
    }
    let units = |amount: Cents| amount.to_string().trim_end_matches(".00").to_owned();
    let step = |s: &OfferStep| format!("{}:{}", units(s.above), s.percent);
    steps.iter().map(step).collect::<Vec<_>>().join(",")
}

/// Calling codes, parted by commas. Codes that no country has, such as those of satellites, are refused.
pub(super) fn countries(text: &str) -> Result<Vec<u16>, ValueError> {
    let code = |part: &str| {
        let code = part.trim().trim_start_matches('+').parse().ok()?;
        PhoneNumber::is_country(code).then_some(code)
    };
    list(text, code).ok_or(ValueError::Countries)
}

/// Addresses, domains after an `@`, and telephone numbers, parted by commas.
pub(super) fn placeholders(text: &str) -> Result<Vec<String>, ValueError> {
    let entry = |part: &str| {
        let part = part.trim();
        match part.strip_prefix('@') {
            Some(domain) => EmailAddress::parse(&format!("a@{domain}")).ok().map(|_| part.to_ascii_lowercase()),
            None if part.contains('@') => EmailAddress::parse(part).ok().map(|_| part.to_ascii_lowercase()),
            None => PhoneNumber::parse(part).ok().map(|number| number.to_string()),
        }
    };
    list(text, entry).filter(|list| list.len() <= MOST_PLACEHOLDERS).ok_or(ValueError::Placeholders)
}

/// `None` when an entry is wrong.
fn list<T>(text: &str, entry: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.is_empty() || text == "none" { Some(Vec::new()) } else { text.split(',').map(entry).collect() }
}

pub(super) fn write_list<T: ToString>(entries: &[T]) -> String {
    if entries.is_empty() {
        return "none".to_owned();
    }
    entries.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

pub(super) fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

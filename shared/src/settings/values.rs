//! Reading the values of settings; what cannot be one is told how to be written.

use std::{fmt, str::FromStr};

use chrono::Weekday;

use super::OfferStep;
use crate::{
    client::EmailAddress,
    money::{Cents, Percent},
};

pub(super) fn number<T>(text: &str, lowest: T, highest: T) -> Result<T, String>
where
    T: FromStr + PartialOrd + fmt::Display + Copy,
{
    text.parse()
        .ok()
        .filter(|n| (lowest..=highest).contains(n))
        .ok_or_else(|| format!("write a whole number from {lowest} to {highest}"))
}

/// Currency units with up to two decimals, either way of writing them.
pub(super) fn amount(text: &str, highest: Cents) -> Result<Cents, String> {
    let read = Cents::parse(&text.replace(',', ".")).ok();
    read.filter(|amount| (Cents(0)..=highest).contains(amount))
        .ok_or_else(|| format!("write an amount from 0 to {}, like 0.09", highest.0 / 100))
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "oui" | "1" => Ok(true),
        "false" | "off" | "no" | "non" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

pub(super) fn text(value: &str, longest: usize) -> Result<String, String> {
    let fits = !value.is_empty() && value.chars().count() <= longest && !value.chars().any(char::is_control);
    fits.then(|| value.to_owned()).ok_or_else(|| format!("write 1 to {longest} characters on one line"))
}

pub(super) fn address(value: &str) -> Result<String, String> {
    EmailAddress::parse(value).map(|address| address.to_string()).map_err(|e| e.to_string())
}

pub(super) fn offers(text: &str) -> Result<Vec<OfferStep>, String> {
    let malformed = || "write steps like 1000:20,500:15,100:10 (above so much:percent), highest first".to_owned();
    let step = |part: &str| {
        let (above, percent) = part.trim().split_once(':')?;
        let percent = percent.parse::<u8>().ok().and_then(|p| Percent::try_from(p).ok())?;
        Some(OfferStep { above: Cents::parse(above).ok()?, percent })
    };
    if text.is_empty() || text == "none" {
        return Ok(Vec::new());
    }
    let steps: Vec<_> = text.split(',').map(step).collect::<Option<_>>().ok_or_else(malformed)?;
    if steps.is_sorted_by(|a, b| a.above > b.above) { Ok(steps) } else { Err(malformed()) }
}

pub(super) fn write_offers(steps: &[OfferStep]) -> String {
    if steps.is_empty() {
        return "none".to_owned();
    }
    let units = |amount: Cents| amount.to_string().trim_end_matches(".00").to_owned();
    let step = |s: &OfferStep| format!("{}:{}", units(s.above), s.percent);
    steps.iter().map(step).collect::<Vec<_>>().join(",")
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

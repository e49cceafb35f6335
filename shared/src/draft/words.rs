//! Facts put into words: spaces, seasons, dates and durations in the client's language.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{FactSheet, Tone, sms, typography::clean};
use crate::{client::Channel, locale::Locale};

/// The variables of a template. Every text is one clean line; for an SMS it is in the 7-bit alphabet where that is
/// possible.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    pub first_name: Option<String>,
    pub last_space: Option<String>,
    /// Absent when it equals `last_space`, so that it is not mentioned twice.
    pub favourite_space: Option<String>,
    pub duration: Option<String>,
    pub percent: Option<u8>,
    /// The offer's last day; present with `percent`.
    pub until: Option<String>,
    pub season: Option<String>,
    pub link: String,
    pub business: String,
    pub tone: Tone,
}

impl Words {
    pub fn of(facts: &FactSheet, channel: Channel) -> Self {
        let locale = facts.locale;
        let spell = |text: &str| match channel {
            Channel::Sms => sms::transcribed(&clean(text)),
            Channel::Email | Channel::Push => clean(text),
        };
        let said = |text: String| Some(spell(&text)).filter(|text| !text.is_empty());
        let named = |booked: &Option<String>| said(space(booked.as_deref()?, locale)?.to_owned());
        let (last_space, favourite_space) = (named(&facts.last_space), named(&facts.favourite_space));
        // Without a last space, the favourite one takes its place.
        let (last_space, favourite_space) = match (last_space, favourite_space) {
            (None, favourite) => (favourite, None),
            (last, favourite) if last == favourite => (last, None),
            both => both,
        };
        Self {
            first_name: facts.first_name.clone().and_then(said),
            last_space,
            favourite_space,
            duration: duration(facts.months_as_client, locale).map(|text| spell(&text)),
            percent: facts.offer.as_ref().map(|offer| offer.percent.into()),
            until: facts.offer.as_ref().map(|offer| match channel {
                Channel::Sms => short_date(offer.valid_until, locale),
                Channel::Email | Channel::Push => long_date(offer.valid_until, locale),
            }),
            season: facts.season.as_deref().and_then(|window| said(season(window, locale))),
            // Never transcribed: that would change the address.
            link: clean(&facts.booking_link),
            business: spell(&facts.business_name),
            tone: facts.tone,
        }
    }
}

/// The name of a space, to follow "votre" or "your". `None` for one that we do not know: the booking form is open to
/// anybody, who may write there what must not stand in a letter of the house.
pub fn space(booked: &str, locale: Locale) -> Option<&'static str> {
    let key = booked.trim().to_lowercase().replace(['_', ' '], "-").replace('é', "e");
    Some(match (key.as_str(), locale) {
        ("coworking", Locale::Fr) => "espace de coworking",
        ("coworking", Locale::En) => "coworking space",
        ("bureau-prive", Locale::Fr) => "bureau privé",
        ("bureau-prive", Locale::En) => "private office",
        ("salle-reunion" | "salle-de-reunion", Locale::Fr) => "salle de réunion",
        ("salle-reunion" | "salle-de-reunion", Locale::En) => "meeting room",
        ("domiciliation", Locale::Fr) => "domiciliation",
        ("domiciliation", Locale::En) => "business address",
        _ => return None,
    })
}

/// The name of a space for the house's own screens, where one that we do not know stands as it was booked.
pub fn space_on_screen(booked: &str, locale: Locale) -> &str {
    space(booked, locale).unwrap_or(booked)
}

/// Whether a space is one that we know.
pub fn is_space(booked: &str) -> bool {
    space(booked, Locale::Fr).is_some()
}

/// The name of a window, to follow "pour" or "for", with its article; an unknown one is used unchanged.
pub fn season(window: &str, locale: Locale) -> String {
    match (window.trim().to_lowercase().replace('’', "'").as_str(), locale) {
        ("rentrée", Locale::Fr) => "la rentrée",
        ("rentrée", Locale::En) => "the new season",
        ("fin d'année", Locale::Fr) => "la fin d'année",
        ("fin d'année", Locale::En) => "the end of the year",
        ("grandes vacances", Locale::Fr) => "les grandes vacances",
        ("grandes vacances", Locale::En) => "the long holidays",
        _ => window,
    }
    .to_owned()
}

pub(super) const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

pub(super) const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `15 décembre 2026`, `1er août 2026`; `15 December 2026`.
pub fn long_date(date: NaiveDate, locale: Locale) -> String {
    let (day, month, year) = (date.day(), date.month0() as usize, date.year());
    match locale {
        Locale::Fr if day == 1 => format!("1er {} {year}", MONTHS_FR[month]),
        Locale::Fr => format!("{day} {} {year}", MONTHS_FR[month]),
        Locale::En => format!("{day} {} {year}", MONTHS_EN[month]),
    }
}

/// For an SMS, where `août` would double the cost: `15/12/2026`; `15 Dec 2026`.
pub fn short_date(date: NaiveDate, locale: Locale) -> String {
    let (day, month, year) = (date.day(), date.month0() as usize, date.year());
    match locale {
        Locale::Fr => format!("{day:02}/{:02}/{year}", month + 1),
        Locale::En => format!("{day} {} {year}", &MONTHS_EN[month][..3]),
    }
}

/// How long someone has been a client, to follow "depuis" or "for"; `None` below three months, where it would sound
/// odd.
pub fn duration(months: u32, locale: Locale) -> Option<String> {
    let years = months / 12;
    match (months, locale) {
        (..=2, _) => None,
        (3..=11, Locale::Fr) => Some(format!("{months} mois")),
        (3..=11, Locale::En) => Some(format!("{months} months")),
        (12..=23, Locale::Fr) => Some("plus d'un an".to_owned()),
        (12..=23, Locale::En) => Some("over a year".to_owned()),
        (24.., Locale::Fr) => Some(format!("plus de {years} ans")),
        (24.., Locale::En) => Some(format!("over {years} years")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_space_is_named_in_the_clients_language_and_another_is_none() {
        assert_eq!(space("salle-reunion", Locale::Fr), Some("salle de réunion"));
        assert_eq!(space("Bureau_Privé", Locale::En), Some("private office"));
        for unknown in ["Studio photo", "https://evil.example", "coworking https://evil.example", ""] {
            assert_eq!(space(unknown, Locale::En), None, "{unknown}");
        }
    }

    #[test]
    fn a_built_in_season_takes_its_article() {
        assert_eq!(season("Fin d’année", Locale::Fr), "la fin d'année");
        assert_eq!(season("rentrée", Locale::En), "the new season");
        assert_eq!(season("Noël", Locale::En), "Noël");
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(long_date(on("2026-12-15"), Locale::Fr), "15 décembre 2026");
        assert_eq!(long_date(on("2026-08-01"), Locale::Fr), "1er août 2026");
        assert_eq!(long_date(on("2026-12-15"), Locale::En), "15 December 2026");
        assert_eq!(short_date(on("2026-08-01"), Locale::Fr), "01/08/2026");
        assert_eq!(short_date(on("2026-08-01"), Locale::En), "1 Aug 2026");
    }

    #[test]
    fn a_duration_is_rounded_down_to_what_people_count_in() {
        let fr = |months| duration(months, Locale::Fr);
        assert_eq!(fr(2), None);
        assert_eq!(fr(11).as_deref(), Some("11 mois"));
        assert_eq!(fr(12).as_deref(), Some("plus d'un an"));
        assert_eq!(fr(29).as_deref(), Some("plus de 2 ans"));
        assert_eq!(duration(36, Locale::En).as_deref(), Some("over 3 years"));
    }
}

//! Every value an admin may change, with its meaning, its range and its default.
//!
//! The database is the truth; [`KEYS`] is the one table from which the command, the console and the checks are made.

use std::{fmt, str::FromStr};

use chrono::Weekday;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, OpenHours},
    locale::Locale,
    money::{Cents, Percent},
};

/// Who carries the messages of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Delivery {
    /// Files in a folder, written by `relance` itself.
    Outbox,
    /// The Lambda, through SES and SNS.
    Aws,
}

/// One step of the offer ladder: above this lifetime value, this reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferStep {
    pub above: Cents,
    pub percent: Percent,
}

/// The settings the booking site's table had from the start keep their columns; the rest is [`Options`].
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// False: the schedule does nothing.
    pub enabled: bool,
    /// True: what is confident enough and untouched by a person approves itself.
    pub auto_mode_enabled: bool,
    /// Minutes between two analyses of the schedule.
    pub check_interval_minutes: i64,
    /// Follow-ups written a business day, and as many sent.
    pub daily_follow_up_limit: i64,
    pub high_risk_threshold: i64,
    pub low_engagement_threshold: i64,
    pub critical_inactivity_days: i64,
    pub delivery: Delivery,
    pub options: Options,
}

/// What the old table had no column for; stored as one JSON document, absent ones at their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The automatic mode approves what is above it, 0 to 100.
    pub auto_confidence_floor: i64,
    /// Fewest days between two messages to one client, whatever their strategies.
    pub client_cap_days: i64,
    pub open_from: u8,
    pub open_until: u8,
    pub open_last_day: Weekday,
    pub time_zone: Tz,
    /// ISO 4217 code, for display only.
    pub currency: String,
    /// Language of a client whose own is not known.
    pub locale: Locale,
    /// Highest step first.
    pub offers: Vec<OfferStep>,
    /// Days an offer holds after the follow-up's date.
    pub offer_valid_days: i64,
    /// Seconds of real time a sender may hold a follow-up.
    pub lease_seconds: i64,
    /// A reservation within so many days of a message counts as its success.
    pub attribution_days: i64,
    pub business_name: String,
    pub booking_link: String,
    pub sender_email: String,
}

impl Default for Options {
    fn default() -> Self {
        let step = |units, percent: u8| OfferStep {
            above: Cents::units(units),
            percent: Percent::try_from(percent).unwrap_or_else(|e| unreachable!("{e}")),
        };
        Self {
            auto_confidence_floor: 60,
            client_cap_days: 3,
            open_from: 8,
            open_until: 19,
            open_last_day: Weekday::Sat,
            time_zone: chrono_tz::Africa::Kinshasa,
            currency: "USD".to_owned(),
            locale: Locale::Fr,
            offers: vec![step(1000, 20), step(500, 15), step(100, 10)],
            offer_valid_days: 30,
            lease_seconds: 60,
            attribution_days: 30,
            business_name: "N'zoo Immo".to_owned(),
            booking_link: "https://nzooimmo.com/reservation".to_owned(),
            sender_email: "relance@nzooimmo.com".to_owned(),
        }
    }
}

impl Settings {
    /// What a new database starts with.
    pub fn new(delivery: Delivery) -> Self {
        Self {
            enabled: true,
            auto_mode_enabled: false,
            check_interval_minutes: 60,
            daily_follow_up_limit: 50,
            high_risk_threshold: 70,
            low_engagement_threshold: 40,
            critical_inactivity_days: 30,
            delivery,
            options: Options::default(),
        }
    }

    pub fn calendar(&self) -> Calendar {
        let Options { open_from, open_until, open_last_day, time_zone, .. } = self.options;
        Calendar { zone: time_zone, open: OpenHours { from: open_from, until: open_until, last_day: open_last_day } }
    }

    /// The value of `key`, as [`Settings::set`] reads it.
    pub fn get(&self, key: &str) -> Result<String, SettingError> {
        Ok((find(key)?.get)(self))
    }

    /// Changes one value, or says why not and changes nothing.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let key = find(key)?;
        let mut changed = self.clone();
        (key.set)(&mut changed, value.trim()).map_err(|reason| SettingError::Value {
            key: key.name,
            value: value.to_owned(),
            reason,
        })?;
        if changed.options.open_from >= changed.options.open_until {
            let reason = "opening must come before closing".to_owned();
            return Err(SettingError::Value { key: key.name, value: value.to_owned(), reason });
        }
        *self = changed;
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("there is no setting {0:?}: `relance settings` lists them")]
    Unknown(String),
    #[error("{key} cannot be {value:?}: {reason}")]
    Value { key: &'static str, value: String, reason: String },
}

/// One setting: its name, what it means in both languages, what it may be, and how to read and change it.
pub struct Key {
    pub name: &'static str,
    pub group: Group,
    pub meaning_fr: &'static str,
    pub meaning_en: &'static str,
    /// `0–100`, `on | off`, …
    pub range: &'static str,
    /// The variable that seeds it on the first migration.
    pub seeded_by: Option<&'static str>,
    get: fn(&Settings) -> String,
    set: fn(&mut Settings, &str) -> Result<(), String>,
}

/// How the settings screen groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Schedule,
    Scores,
    Sending,
    Message,
}

fn find(name: &str) -> Result<&'static Key, SettingError> {
    KEYS.iter().find(|key| key.name == name).ok_or_else(|| SettingError::Unknown(name.to_owned()))
}

fn number<T>(text: &str, lowest: T, highest: T) -> Result<T, String>
where
    T: FromStr + PartialOrd + fmt::Display + Copy,
{
    text.parse()
        .ok()
        .filter(|n| (lowest..=highest).contains(n))
        .ok_or_else(|| format!("write a whole number from {lowest} to {highest}"))
}

fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "oui" | "1" => Ok(true),
        "false" | "off" | "no" | "non" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

fn text(value: &str, longest: usize) -> Result<String, String> {
    let fits = !value.is_empty() && value.chars().count() <= longest && !value.chars().any(char::is_control);
    fits.then(|| value.to_owned()).ok_or_else(|| format!("write 1 to {longest} characters on one line"))
}

fn offers(text: &str) -> Result<Vec<OfferStep>, String> {
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

fn write_offers(steps: &[OfferStep]) -> String {
    if steps.is_empty() {
        return "none".to_owned();
    }
    let units = |amount: Cents| amount.to_string().trim_end_matches(".00").to_owned();
    let step = |s: &OfferStep| format!("{}:{}", units(s.above), s.percent);
    steps.iter().map(step).collect::<Vec<_>>().join(",")
}

fn weekday(day: Weekday) -> &'static str {
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

macro_rules! key {
    ($group:ident, $name:literal, $range:literal, $fr:literal, $en:literal, $seed:expr,
     |$s:ident| $get:expr, |$t:ident, $v:ident| $set:expr) => {
        Key {
            name: $name,
            group: Group::$group,
            meaning_fr: $fr,
            meaning_en: $en,
            range: $range,
            seeded_by: $seed,
            get: |$s| $get,
            set: |$t, $v| {
                $set;
                Ok(())
            },
        }
    };
}

/// Every setting, in the order of the screen.
pub const KEYS: &[Key] = &[
    key!(
        Schedule,
        "enabled",
        "true | false",
        "Le programme travaille",
        "The schedule does its work",
        Some("AI_FOLLOW_UP_ENABLED"),
        |s| s.enabled.to_string(),
        |s, v| s.enabled = switch(v)?
    ),
    key!(
        Schedule,
        "auto_mode_enabled",
        "true | false",
        "Approuver sans personne ce qui est assez sûr",
        "Approve what is sure enough without a person",
        Some("AI_AUTO_MODE_ENABLED"),
        |s| s.auto_mode_enabled.to_string(),
        |s, v| s.auto_mode_enabled = switch(v)?
    ),
    key!(
        Schedule,
        "auto_confidence_floor",
        "0–100",
        "Le mode automatique approuve au-dessus de cette confiance",
        "The automatic mode approves above this confidence",
        None,
        |s| s.options.auto_confidence_floor.to_string(),
        |s, v| s.options.auto_confidence_floor = number(v, 0, 100)?
    ),
    key!(
        Schedule,
        "check_interval_minutes",
        "1–1440",
        "Minutes entre deux analyses",
        "Minutes between two analyses",
        Some("AI_CHECK_INTERVAL_MINUTES"),
        |s| s.check_interval_minutes.to_string(),
        |s, v| s.check_interval_minutes = number(v, 1, 1440)?
    ),
    key!(
        Schedule,
        "daily_follow_up_limit",
        "0–100000",
        "Relances écrites par jour, et autant d'envoyées",
        "Follow-ups written a day, and as many sent",
        Some("AI_DAILY_LIMIT"),
        |s| s.daily_follow_up_limit.to_string(),
        |s, v| s.daily_follow_up_limit = number(v, 0, 100_000)?
    ),
    key!(
        Scores,
        "high_risk_threshold",
        "0–100",
        "Risque élevé à partir de",
        "High risk from",
        Some("AI_HIGH_RISK_THRESHOLD"),
        |s| s.high_risk_threshold.to_string(),
        |s, v| s.high_risk_threshold = number(v, 0, 100)?
    ),
    key!(
        Scores,
        "low_engagement_threshold",
        "0–100",
        "Engagement faible jusqu'à",
        "Low engagement up to",
        Some("AI_LOW_ENGAGEMENT_THRESHOLD"),
        |s| s.low_engagement_threshold.to_string(),
        |s, v| s.low_engagement_threshold = number(v, 0, 100)?
    ),
    key!(
        Scores,
        "critical_inactivity_days",
        "1–3650",
        "Jours d'inactivité critiques",
        "Days of inactivity that are critical",
        Some("AI_CRITICAL_INACTIVITY_DAYS"),
        |s| s.critical_inactivity_days.to_string(),
        |s, v| s.critical_inactivity_days = number(v, 1, 3650)?
    ),
    key!(
        Scores,
        "attribution_days",
        "1–365",
        "Jours pendant lesquels un retour compte pour la relance",
        "Days within which a return counts for the follow-up",
        None,
        |s| s.options.attribution_days.to_string(),
        |s, v| s.options.attribution_days = number(v, 1, 365)?
    ),
    key!(
        Sending,
        "delivery",
        "outbox | aws",
        "Qui envoie : dossier local ou Lambda",
        "Who sends: a local folder or the Lambda",
        None,
        |s| match s.delivery {
            Delivery::Outbox => "outbox",
            Delivery::Aws => "aws",
        }
        .to_owned(),
        |s, v| s.delivery = match v {
            "outbox" => Delivery::Outbox,
            "aws" => Delivery::Aws,
            _ => return Err("write outbox or aws".to_owned()),
        }
    ),
    key!(
        Sending,
        "client_cap_days",
        "0–365",
        "Jours au moins entre deux messages à un client",
        "Days at least between two messages to a client",
        None,
        |s| s.options.client_cap_days.to_string(),
        |s, v| s.options.client_cap_days = number(v, 0, 365)?
    ),
    key!(
        Sending,
        "open_from",
        "0–22",
        "Première heure d'envoi",
        "First hour of sending",
        None,
        |s| s.options.open_from.to_string(),
        |s, v| s.options.open_from = number(v, 0, 22)?
    ),
    key!(
        Sending,
        "open_until",
        "1–24",
        "Heure de fin des envois",
        "Hour at which sending ends",
        None,
        |s| s.options.open_until.to_string(),
        |s, v| s.options.open_until = number(v, 1, 24)?
    ),
    key!(
        Sending,
        "open_last_day",
        "monday … sunday",
        "Dernier jour d'envoi de la semaine, depuis lundi",
        "Last day of sending in the week, from Monday on",
        None,
        |s| weekday(s.options.open_last_day).to_owned(),
        |s, v| s.options.open_last_day = v.parse().map_err(|_| "write a day like saturday".to_owned())?
    ),
    key!(
        Sending,
        "time_zone",
        "Africa/Kinshasa, …",
        "Fuseau horaire des bureaux",
        "Time zone of the desks",
        None,
        |s| s.options.time_zone.name().to_owned(),
        |s, v| s.options.time_zone = v.parse().map_err(|_| "write a zone like Africa/Kinshasa".to_owned())?
    ),
    key!(
        Sending,
        "lease_seconds",
        "10–900",
        "Secondes pendant lesquelles un envoi est réservé à celui qui l'a pris",
        "Seconds a follow-up is held by the sender that claimed it",
        None,
        |s| s.options.lease_seconds.to_string(),
        |s, v| s.options.lease_seconds = number(v, 10, 900)?
    ),
    key!(
        Sending,
        "sender_email",
        "name@domain",
        "Adresse de l'expéditeur",
        "Sender's address",
        None,
        |s| s.options.sender_email.clone(),
        |s, v| s.options.sender_email = {
            let address = text(v, 254)?;
            if !address.contains('@') || address.contains(char::is_whitespace) {
                return Err("write an address like relance@nzooimmo.com".to_owned());
            }
            address
        }
    ),
    key!(
        Message,
        "business_name",
        "1–60",
        "Nom qui signe les messages",
        "Name that signs the messages",
        None,
        |s| s.options.business_name.clone(),
        |s, v| s.options.business_name = text(v, 60)?
    ),
    key!(
        Message,
        "booking_link",
        "https://…",
        "Lien de réservation",
        "Booking link",
        None,
        |s| s.options.booking_link.clone(),
        |s, v| s.options.booking_link = {
            let link = text(v, 200)?;
            if !link.starts_with("https://") || link.contains(char::is_whitespace) {
                return Err("write an address that starts with https://".to_owned());
            }
            link
        }
    ),
    key!(
        Message,
        "locale",
        "fr | en",
        "Langue des clients dont on ne sait rien",
        "Language of clients whose own is not known",
        None,
        |s| s.options.locale.to_string(),
        |s, v| s.options.locale = v.parse()?
    ),
    key!(Message, "currency", "ISO 4217", "Monnaie", "Currency", None, |s| s.options.currency.clone(), |s, v| s
        .options
        .currency = {
        let code = v.to_ascii_uppercase();
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err("write a three-letter code like USD".to_owned());
        }
        code
    }),
    key!(
        Message,
        "offers",
        "1000:20,500:15,…",
        "Remises : au-dessus de tant, tant de pour cent",
        "Offers: above so much, so many percent",
        None,
        |s| write_offers(&s.options.offers),
        |s, v| s.options.offers = offers(v)?
    ),
    key!(
        Message,
        "offer_valid_days",
        "1–365",
        "Jours de validité d'une remise",
        "Days an offer holds",
        None,
        |s| s.options.offer_valid_days.to_string(),
        |s, v| s.options.offer_valid_days = number(v, 1, 365)?
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_what_it_writes() {
        let mut settings = Settings::new(Delivery::Outbox);
        let before = settings.clone();
        for key in KEYS {
            let value = settings.get(key.name).expect("a known key");
            settings.set(key.name, &value).unwrap_or_else(|e| panic!("{e}"));
        }
        assert_eq!(settings, before);
    }

    #[test]
    fn a_wrong_value_is_refused_and_changes_nothing() {
        let mut settings = Settings::new(Delivery::Aws);
        let before = settings.clone();
        let mut refusal = |key: &str, value: &str| settings.set(key, value).expect_err("refused").to_string();
        insta::assert_snapshot!([
            refusal("high_risk_threshold", "101"),
            refusal("enabled", "maybe"),
            refusal("delivery", "pigeon"),
            refusal("open_from", "19"),
            refusal("time_zone", "Kinshasa"),
            refusal("offers", "100:10,500:15"),
            refusal("offers", "100:0"),
            refusal("booking_link", "http://nzoo"),
            refusal("sender_email", "nobody"),
            refusal("mood", "good"),
        ]
        .join("\n"), @r#"
        high_risk_threshold cannot be "101": write a whole number from 0 to 100
        enabled cannot be "maybe": write true or false
        delivery cannot be "pigeon": write outbox or aws
        open_from cannot be "19": opening must come before closing
        time_zone cannot be "Kinshasa": write a zone like Africa/Kinshasa
        offers cannot be "100:10,500:15": write steps like 1000:20,500:15,100:10 (above so much:percent), highest first
        offers cannot be "100:0": write steps like 1000:20,500:15,100:10 (above so much:percent), highest first
        booking_link cannot be "http://nzoo": write an address that starts with https://
        sender_email cannot be "nobody": write an address like relance@nzooimmo.com
        there is no setting "mood": `relance settings` lists them
        "#);
        assert_eq!(settings, before);
    }
}

//! The one table of settings, from which the command, the console and the checks are made. A new setting needs a field,
//! a default and a row, all in this file.

use chrono::Weekday;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    Link, SettingError, Stored, ValueError,
    key::{Group, Key, key},
    values::{
        OfferStep, amount, countries, currency, number, offers, parsed, placeholders, switch, text, weekday,
        write_list, write_offers,
    },
};
use crate::{
    client::EmailAddress,
    locale::Locale,
    money::{Cents, Percent},
};

/// Settings without a column in the old table; stored as one JSON document, absent ones have their default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// The automatic mode approves follow-ups with a higher confidence, 0 to 100.
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
    /// A reservation within this many days after a message counts as its success.
    pub attribution_days: i64,
    pub business_name: String,
    pub booking_link: Stored<Link>,
    /// Calling codes of the countries that SMS go to.
    pub sms_countries: Vec<u16>,
    /// Addresses, `@domains` and numbers in E.164 that name nobody: see [`crate::client::Placeholders`].
    pub placeholders: Vec<String>,
    pub sender_email: Stored<EmailAddress>,
    /// Where answers go; `None`: to the sender.
    pub reply_to: Option<Stored<EmailAddress>>,
    /// What the operator bills for one segment of an SMS, to show what a message costs; 0: not known.
    pub sms_price: Cents,
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
            booking_link: Stored::read("https://nzooimmo.com/reservation"),
            sms_countries: vec![243],
            placeholders: PLACEHOLDERS.map(str::to_owned).to_vec(),
            sender_email: Stored::read("relance@nzooimmo.com"),
            reply_to: None,
            sms_price: Cents(0),
        }
    }
}

/// What people type where a form insists on an address.
const PLACEHOLDERS: [&str; 6] =
    ["aucun@aucun.com", "client@client.com", "no@email.com", "noemail@noemail.com", "none@none.com", "test@test.com"];

/// Every setting, in the order of the screen.
pub const KEYS: &[Key] = &[
    key! { Schedule, "enabled", "true | false",
    "Le programme travaille",
    "The schedule does its work",
    Some("AI_FOLLOW_UP_ENABLED"), |s| s.enabled.to_string(), |s, v| s.enabled = switch(v)? },
    key! { Schedule, "auto_mode_enabled", "true | false",
    "Approuver sans personne ce qui est assez sûr",
    "Approve what is sure enough without a person",
    Some("AI_AUTO_MODE_ENABLED"), |s| s.auto_mode_enabled.to_string(), |s, v| s.auto_mode_enabled = switch(v)? },
    key! { Schedule, "auto_confidence_floor", "0–100",
    "Le mode automatique approuve au-dessus de cette confiance",
    "The automatic mode approves above this confidence",
    None, |s| s.options.auto_confidence_floor.to_string(),
    |s, v| s.options.auto_confidence_floor = number(v, 0, 100)? },
    key! { Schedule, "check_interval_minutes", "1–1440",
    "Minutes entre deux analyses",
    "Minutes between two analyses",
    Some("AI_CHECK_INTERVAL_MINUTES"), |s| s.check_interval_minutes.to_string(),
    |s, v| s.check_interval_minutes = number(v, 1, 1440)? },
    key! { Schedule, "daily_follow_up_limit", "0–100000",
    "Relances écrites par jour, et autant d'envoyées",
    "Follow-ups written a day, and as many sent",
    Some("AI_DAILY_LIMIT"), |s| s.daily_follow_up_limit.to_string(),
    |s, v| s.daily_follow_up_limit = number(v, 0, 100_000)? },
    key! { Scores, "high_risk_threshold", "0–100",
    "Risque élevé à partir de",
    "High risk from",
    Some("AI_HIGH_RISK_THRESHOLD"), |s| s.high_risk_threshold.to_string(),
    |s, v| s.high_risk_threshold = number(v, 0, 100)? },
    key! { Scores, "low_engagement_threshold", "0–100",
    "Engagement faible jusqu'à",
    "Low engagement up to",
    Some("AI_LOW_ENGAGEMENT_THRESHOLD"), |s| s.low_engagement_threshold.to_string(),
    |s, v| s.low_engagement_threshold = number(v, 0, 100)? },
    key! { Scores, "critical_inactivity_days", "1–3650",
    "Jours d'inactivité critiques",
    "Days of inactivity that are critical",
    Some("AI_CRITICAL_INACTIVITY_DAYS"), |s| s.critical_inactivity_days.to_string(),
    |s, v| s.critical_inactivity_days = number(v, 1, 3650)? },
    key! { Scores, "attribution_days", "1–365",
    "Jours pendant lesquels un retour compte pour la relance",
    "Days within which a return counts for the follow-up",
    None, |s| s.options.attribution_days.to_string(), |s, v| s.options.attribution_days = number(v, 1, 365)? },
    key! { Sending, "delivery", "outbox | aws",
    "Qui envoie : dossier local ou Lambda",
    "Who sends: a local folder or the Lambda",
    None, |s| s.delivery.to_string(), |s, v| s.delivery = v.parse().map_err(|_| ValueError::Delivery)? },
    key! { Sending, "client_cap_days", "0–365",
    "Jours au moins entre deux messages à un client",
    "Days at least between two messages to a client",
    None, |s| s.options.client_cap_days.to_string(), |s, v| s.options.client_cap_days = number(v, 0, 365)? },
    key! { Sending, "sms_countries", "243,… | none",
    "Pays où vont les SMS, par indicatif, vers les seuls mobiles",
    "Countries that SMS go to, by calling code, to mobile numbers alone",
    None, |s| write_list(&s.options.sms_countries), |s, v| s.options.sms_countries = countries(v)? },
    key! { Sending, "placeholders", "a@b.cd,@c.cd,0810000000 | none",
    "Adresses, domaines et numéros qui ne sont ceux de personne",
    "Addresses, domains and numbers that are nobody's",
    None, |s| write_list(&s.options.placeholders), |s, v| s.options.placeholders = placeholders(v)? },
    key! { Sending, "open_from", "0–22",
    "Première heure d'envoi",
    "First hour of sending",
    None, |s| s.options.open_from.to_string(), |s, v| s.options.open_from = number(v, 0, 22)? },
    key! { Sending, "open_until", "1–24",
    "Heure de fin des envois",
    "Hour at which sending ends",
    None, |s| s.options.open_until.to_string(), |s, v| s.options.open_until = number(v, 1, 24)? },
    key! { Sending, "open_last_day", "monday … sunday",
    "Dernier jour d'envoi de la semaine, depuis lundi",
    "Last day of sending in the week, from Monday on",
    None, |s| weekday(s.options.open_last_day).to_owned(),
    |s, v| s.options.open_last_day = v.parse().map_err(|_| ValueError::Weekday)? },
    key! { Sending, "time_zone", "Africa/Kinshasa, …",
    "Fuseau horaire des bureaux",
    "Time zone of the desks",
    None, |s| s.options.time_zone.name().to_owned(),
    |s, v| s.options.time_zone = v.parse().map_err(|_| ValueError::Zone)? },
    key! { Sending, "lease_seconds", "10–900",
    "Secondes pendant lesquelles un envoi est réservé à celui qui l'a pris",
    "Seconds a follow-up is held by the sender that claimed it",
    None, |s| s.options.lease_seconds.to_string(), |s, v| s.options.lease_seconds = number(v, 10, 900)? },
    key! { Sending, "sender_email", "name@domain",
    "Adresse de l'expéditeur",
    "Sender's address",
    None, |s| s.options.sender_email.to_string(), |s, v| s.options.sender_email = parsed(v)? },
    key! { Sending, "reply_to", "name@domain | none",
    "Adresse à laquelle les clients répondent, à défaut celle de l'expéditeur",
    "Address that clients answer to, the sender's without one",
    None, |s| s.options.reply_to.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string),
    |s, v| s.options.reply_to = if v == "none" { None } else { Some(parsed(v)?) } },
    key! { Message, "business_name", "1–60",
    "Nom qui signe les messages",
    "Name that signs the messages",
    None, |s| s.options.business_name.clone(), |s, v| s.options.business_name = text(v, 60)? },
    key! { Message, "booking_link", "https://…",
    "Lien de réservation",
    "Booking link",
    None, |s| s.options.booking_link.to_string(), |s, v| s.options.booking_link = parsed(v)? },
    key! { Message, "locale", "fr | en",
    "Langue des clients dont on ne sait rien",
    "Language of clients whose own is not known",
    None, |s| s.options.locale.to_string(), |s, v| s.options.locale = v.parse()? },
    key! { Message, "currency", "ISO 4217",
    "Monnaie",
    "Currency",
    None, |s| s.options.currency.clone(), |s, v| s.options.currency = currency(v)? },
    key! { Message, "offers", "1000:20,500:15,…",
    "Remises : au-dessus de tant, tant de pour cent",
    "Offers: above so much, so many percent",
    None, |s| write_offers(&s.options.offers), |s, v| s.options.offers = offers(v)? },
    key! { Message, "offer_valid_days", "1–365",
    "Jours de validité d'une remise",
    "Days an offer holds",
    None, |s| s.options.offer_valid_days.to_string(), |s, v| s.options.offer_valid_days = number(v, 1, 365)? },
    key! { Message, "sms_price", "0.00–10.00",
    "Prix d'un segment de SMS, pour en montrer le coût",
    "Price of one SMS segment, to show what a message costs",
    None, |s| s.options.sms_price.to_string(), |s, v| s.options.sms_price = amount(v, Cents::units(10))? },
];

pub(super) fn find(name: &str) -> Result<&'static Key, SettingError> {
    KEYS.iter().find(|key| key.name == name).ok_or_else(|| SettingError::Unknown(name.to_owned()))
}

//! The fields of a filter, with their names in both languages.

use std::fmt;

use super::Value;
use crate::{client::Channel, follow_up::Status, money::Cents, strategy::Priority};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    // Of a client.
    Client,
    Risk,
    Engagement,
    Spent,
    Reservations,
    Cancelled,
    /// Days since the newest reservation.
    Last,
    Need,
    // Of a follow-up.
    Status,
    Channel,
    Priority,
    Confidence,
    /// Days until it is due.
    Due,
    // Of both: the strategy recommended to the client, the one the follow-up was written by.
    Strategy,
}

impl Field {
    pub const ALL: [Self; 14] = [
        Self::Client,
        Self::Risk,
        Self::Engagement,
        Self::Spent,
        Self::Reservations,
        Self::Cancelled,
        Self::Last,
        Self::Need,
        Self::Status,
        Self::Channel,
        Self::Priority,
        Self::Confidence,
        Self::Due,
        Self::Strategy,
    ];

    /// Every spelling, the English one first, the French one second.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Client => &["client", "adresse", "address"],
            Self::Risk => &["risk", "risque"],
            Self::Engagement => &["engagement"],
            Self::Spent => &["spent", "dépense", "depense", "valeur", "value"],
            Self::Reservations => &["reservations", "réservations"],
            Self::Cancelled => &["cancelled", "annulées", "annulees"],
            Self::Last => &["last", "dernière", "derniere", "activité", "activite"],
            Self::Need => &["need", "besoin"],
            Self::Status => &["status", "statut"],
            Self::Channel => &["channel", "canal"],
            Self::Priority => &["priority", "priorité", "priorite"],
            Self::Confidence => &["confidence", "confiance"],
            Self::Due => &["due", "date"],
            Self::Strategy => &["strategy", "stratégie", "strategie"],
        }
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL.into_iter().find(|field| field.names().contains(&name.as_str()))
    }

    pub(super) fn list() -> String {
        Self::ALL.map(|field| field.names()[0]).join(", ")
    }

    /// Whether its values can be compared by size.
    pub const fn is_ordered(self) -> bool {
        !matches!(self, Self::Client | Self::Need | Self::Status | Self::Channel | Self::Priority | Self::Strategy)
    }

    /// Whether it is a follow-up's, not a client's.
    pub const fn is_of_follow_up(self) -> bool {
        matches!(self, Self::Status | Self::Channel | Self::Priority | Self::Confidence | Self::Due)
    }

    pub(super) fn expects(self) -> String {
        match self {
            Self::Client | Self::Strategy => "a text".to_owned(),
            Self::Last | Self::Due => "an age like 30d or 2w".to_owned(),
            Self::Need => "yes or no".to_owned(),
            Self::Status => Status::ALL.map(Status::as_str).join(", "),
            Self::Channel => Channel::ALL.map(Channel::as_str).join(", "),
            Self::Priority => Priority::ALL.map(Priority::as_str).join(", "),
            _ => "a number".to_owned(),
        }
    }

    pub(super) fn read(self, text: &str) -> Option<Value> {
        let text = text.to_lowercase();
        let number = || text.replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite() && n.abs() < 1e12);
        match self {
            Self::Client | Self::Strategy => Some(Value::Text(text)),
            Self::Risk | Self::Engagement | Self::Reservations | Self::Cancelled | Self::Confidence => {
                number().map(Value::Number)
            }
            Self::Spent => Cents::parse(&text.replace(',', ".")).ok().map(|cents| Value::Cents(cents.0)),
            Self::Last | Self::Due => days(&text).map(Value::Days),
            Self::Need => match text.as_str() {
                "yes" | "oui" | "true" | "1" => Some(Value::Yes(true)),
                "no" | "non" | "false" | "0" => Some(Value::Yes(false)),
                _ => None,
            },
            Self::Status => status(&text).map(Value::Status),
            Self::Channel => {
                let plain = text.replace('-', "");
                Channel::ALL.into_iter().find(|c| c.as_str() == plain).map(Value::Channel)
            }
            Self::Priority => priority(&text).map(Value::Priority),
        }
    }
}

/// `30d`, `30j`, `2w`, `2s` (semaines), `3m` (of thirty days) as days; a bare number is days.
fn days(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let n: i64 = digits.parse::<i32>().ok().map(i64::from).filter(|n| (0..=100_000).contains(n))?;
    match &text[digits.len()..] {
        "" | "d" | "j" => Some(n),
        "w" | "s" => Some(7 * n),
        "m" => Some(30 * n),
        _ => None,
    }
}

fn status(text: &str) -> Option<Status> {
    let french = match text {
        "attente" | "valider" => Status::Pending,
        "approuvée" | "approuvee" => Status::Approved,
        "envoi" => Status::Sending,
        "envoyée" | "envoyee" => Status::Sent,
        "échouée" | "echouee" => Status::Failed,
        "annulée" | "annulee" => Status::Cancelled,
        "incertaine" => Status::Uncertain,
        english => return Status::ALL.into_iter().find(|status| status.as_str() == english),
    };
    Some(french)
}

fn priority(text: &str) -> Option<Priority> {
    let french = match text {
        "basse" => Priority::Low,
        "moyenne" => Priority::Medium,
        "haute" => Priority::High,
        "urgente" => Priority::Urgent,
        english => return Priority::ALL.into_iter().find(|priority| priority.as_str() == english),
    };
    Some(french)
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names()[0])
    }
}

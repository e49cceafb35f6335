//! What `clients` must print for a file of reservations, calculated from the formulas without the program's code, so
//! that an error in either shows.

use std::{cmp::Reverse, collections::BTreeMap, path::Path};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use serde_json::Value;

/// Kinshasa's offset; it has no summer time.
const ZONE: TimeDelta = TimeDelta::hours(1);

/// The hours in which a message may arrive.
const OPEN: std::ops::Range<usize> = 8..19;

struct Reservation {
    made: DateTime<Utc>,
    end: NaiveDate,
    cents: i64,
    space: String,
    activity: String,
    payment: String,
    transaction: String,
    cancelled: bool,
}

/// The clients of a file, with their reservations.
pub struct ReferenceModel {
    clients: BTreeMap<String, Vec<Reservation>>,
    /// Everyone's reservations by the hour in Kinshasa.
    everyone: [u64; 24],
}

/// What is expected of one line of `clients --json`.
#[derive(Debug, PartialEq)]
pub struct Expected {
    pub risk: u64,
    pub cents: i64,
    pub days: i64,
    pub reservations: u64,
    pub cancellations: u64,
    pub last_activity: DateTime<Utc>,
    pub interests: Vec<String>,
    pub best_hours: Vec<u64>,
    pub next: DateTime<Utc>,
    pub recommended: &'static str,
    pub needs: bool,
}

impl ReferenceModel {
    pub fn read(csv: &Path) -> Self {
        let mut this = Self { clients: BTreeMap::new(), everyone: [0; 24] };
        let mut reader = csv::Reader::from_path(csv).expect("the file");
        for row in reader.deserialize() {
            let row: BTreeMap<String, String> = row.expect("a row");
            let (units, cents) = row["amount"].split_once('.').expect("an amount with cents");
            let reservation = Reservation {
                made: row["created_at"].parse().expect("a time"),
                end: row["end_date"].parse().expect("a date"),
                cents: units.parse::<i64>().expect("units") * 100 + cents.parse::<i64>().expect("cents"),
                space: row["space_type"].clone(),
                activity: row["activity"].clone(),
                payment: row["payment_method"].clone(),
                transaction: row["transaction_id"].clone(),
                cancelled: row["status"] == "cancelled",
            };
            this.everyone[hour(reservation.made)] += 1;
            this.clients.entry(row["email"].trim().to_ascii_lowercase()).or_default().push(reservation);
        }
        this
    }

    pub fn len(&self) -> usize {
        self.clients.len()
    }

    /// The client's line at `now`, and their engagement.
    pub fn expect(&self, client: &str, now: DateTime<Utc>) -> (Expected, f64) {
        let all = &self.clients[client];
        assert!(all.iter().all(|r| r.payment == "card"), "channels are reckoned for cards only");
        let newest = all.iter().max_by_key(|r| (r.made, r.transaction.as_bytes())).expect("a reservation");
        let kept = || all.iter().filter(|r| !r.cancelled);
        let cents: i64 = kept().map(|r| r.cents).sum();
        // A reservation kept in the same week answers for the cancelled one.
        let is_lost = newest.cancelled && !kept().any(|r| newest.made - r.made <= TimeDelta::days(7));
        let cancellations = (all.len() - kept().count()) as u64;
        let days = ((now - newest.made).num_seconds() / 86_400).max(0);

        let stage = |steps: [i64; 4], points: [u64; 4]| {
            steps.into_iter().zip(points).find(|(above, _)| days > *above).map_or(0, |(_, points)| points)
        };
        let spent = if cents > 100_000 {
            30
        } else if cents > 50_000 {
            20
        } else if cents > 10_000 {
            10
        } else {
            0
        };
        let risk = (stage([90, 60, 30, 14], [40, 30, 20, 10]) + spent + 5 * cancellations).min(100);
        let months = f64::max(days as f64 / 30.0, 1.0);
        let lost = stage([90, 60, 30, 14], [60, 40, 20, 10]) as f64;
        let engagement = (100.0 - lost + f64::min(all.len() as f64 / months * 10.0, 30.0)).clamp(0.0, 100.0);

        let today = (now + ZONE).date_naive();
        let is_here = kept().any(|r| r.end >= today);
        let window = "12-01" <= today.format("%m-%d").to_string().as_str();
        assert!(window, "the reckoning knows the end of the year alone");
        // In order of precedence: id, whether it fires, includes current clients, makes a follow-up needed by itself.
        let strategies = [
            ("high_value_client_retention", cents > 50_000 && days > 14, false, true),
            ("welcome_new_client", days < 7 && all.len() < 2 && cents > 0, true, true),
            ("cancelled_reservation_followup", is_lost && days < 14, true, true),
            ("inactive_client_reminder", days > 30, false, true),
            ("seasonal_promotion", true, false, days > 7),
        ];
        let applicable = strategies.iter().find(|(_, fires, current, _)| *fires && (!is_here || *current));
        let recommended = applicable.or(strategies.iter().find(|s| s.1)).expect("the last fires for everyone").0;
        let in_need = risk >= 70 || engagement <= 40.0 || days > 30;
        let patience = if risk > 70 {
            1
        } else if risk > 50 {
            3
        } else if engagement <= 40.0 {
            5
        } else if days > 60 {
            2
        } else {
            7
        };

        let best_hours = self.best_hours(all);
        let opening = (today + Days::new(patience)).and_hms_opt(best_hours[0] as u32, 0, 0).expect("an hour");
        let expected = Expected {
            risk,
            cents,
            days,
            reservations: all.len() as u64,
            cancellations,
            last_activity: newest.made,
            interests: [by_frequency(all, |r| &r.space), by_frequency(all, |r| &r.activity)].concat(),
            best_hours,
            next: opening.and_utc() - ZONE,
            recommended,
            needs: applicable.is_some_and(|s| in_need || s.3),
        };
        (expected, engagement)
    }

    /// Weighs own reservations, plus five spread like everyone's; multiplied by the number of all to stay in integers.
    fn best_hours(&self, own: &[Reservation]) -> Vec<u64> {
        let all: u64 = self.everyone.iter().sum();
        let weight = |h: usize| own.iter().filter(|r| hour(r.made) == h).count() as u64 * all + 5 * self.everyone[h];
        let mut hours: Vec<usize> = OPEN.collect();
        hours.sort_by_key(|h| (Reverse(weight(*h)), *h));
        hours[..3].iter().map(|h| *h as u64).collect()
    }
}

impl Expected {
    /// What a line of `clients --json` says.
    pub fn of(line: &Value) -> Option<(Self, f64)> {
        let number = |key: &str| line[key].as_u64();
        let actual = Self {
            risk: number("risk_score")?,
            cents: (line["lifetime_value"].as_f64()? * 100.0).round() as i64,
            days: line["days_since_last"].as_i64()?,
            reservations: number("reservations")?,
            cancellations: number("cancellations")?,
            last_activity: line["last_activity"].as_str()?.parse().ok()?,
            interests: line["interests"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            best_hours: line["best_contact_hours"].as_array()?.iter().filter_map(Value::as_u64).collect(),
            next: line["next_follow_up_date"].as_str()?.parse().ok()?,
            recommended: STRATEGIES.into_iter().find(|id| line["recommended_strategy"] == *id)?,
            needs: line["needs_follow_up"].as_bool()?,
        };
        Some((actual, line["engagement_score"].as_f64()?))
    }
}

const STRATEGIES: [&str; 5] = [
    "high_value_client_retention",
    "cancelled_reservation_followup",
    "welcome_new_client",
    "inactive_client_reminder",
    "seasonal_promotion",
];

fn hour(at: DateTime<Utc>) -> usize {
    (at + ZONE).hour() as usize
}

fn by_frequency(all: &[Reservation], text: fn(&Reservation) -> &String) -> Vec<String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for reservation in all.iter().filter(|r| !text(r).is_empty()) {
        *counts.entry(text(reservation)).or_default() += 1;
    }
    let mut texts: Vec<_> = counts.into_iter().collect();
    texts.sort_by_key(|(text, count)| (Reverse(*count), *text));
    texts.into_iter().map(|(text, _)| text.clone()).collect()
}

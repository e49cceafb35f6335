//! Risk and engagement, exactly as in the formula, with the contribution of each part.
//!
//! ```text
//! risk       = inactivity (days > 90: 40 | > 60: 30 | > 30: 20 | > 14: 10 | else 0)
//!            + spending (spent > 1000: 30 | > 500: 20 | > 100: 10 | else 0)
//!            + 5 × cancellations                                        capped at 100
//! engagement = 100 − inactivity (days > 90: 60 | > 60: 40 | > 30: 20 | > 14: 10 | else 0)
//!            + rhythm min(n / max(days / 30, 1) × 10, 30)               clamped to 0..100
//! ```
//! The formula is the booking site's, except that `spent` leaves out cancelled reservations.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{client::Profile, money::Cents};

/// Whole days from the newest reservation to `now`, not below 0.
pub fn days_since_last(newest: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (now - newest).num_seconds().div_euclid(86_400).max(0)
}

const DAY: i64 = 86_400_000_000;

/// The time of day at which [`days_since_last`] grows: microseconds since midnight UTC.
pub fn turns_at(newest: DateTime<Utc>) -> i64 {
    newest.timestamp_micros().rem_euclid(DAY)
}

/// The times of day after `earlier`, up to `later`, in two ranges because midnight may lie between; all of them where a day
/// or more does, or where `later` is the earlier one.
pub fn turned_between(earlier: DateTime<Utc>, later: DateTime<Utc>) -> [RangeInclusive<i64>; 2] {
    let none = -1..=-1;
    if later < earlier || later - earlier >= TimeDelta::days(1) {
        return [0..=DAY - 1, none];
    }
    let (from, to) = (turns_at(earlier), turns_at(later));
    if from <= to { [from + 1..=to, none] } else { [from + 1..=DAY - 1, 0..=to] }
}

/// The scores of one client at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    pub days_since_last: i64,
    /// 0 to 100, whole.
    pub risk: u8,
    /// 0 to 100, not rounded.
    pub engagement: f64,
}

/// One part of a score; all parts add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contribution {
    pub cause: Cause,
    pub points: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The value that every client starts from.
    Base,
    Inactivity,
    Spending,
    Cancellations,
    /// How often the client books.
    Rhythm,
    /// The points that the cap removes.
    Cap,
}

impl Scores {
    pub fn of(profile: &Profile, now: DateTime<Utc>) -> Self {
        let days = days_since_last(profile.newest.created_at, now);
        Self {
            days_since_last: days,
            risk: total(&risk_parts(profile, days)) as u8,
            engagement: total(&engagement_parts(profile, days)),
        }
    }

    /// A risk above 70, whatever the threshold in the settings: the message is due the next day, in a caring tone.
    pub const fn is_about_to_be_lost(&self) -> bool {
        self.risk > 70
    }
}

/// The contributions to the risk of a client last seen `days` ago.
pub fn risk_parts(profile: &Profile, days: i64) -> [Contribution; 4] {
    let inactivity = match days {
        91.. => 40.0,
        61.. => 30.0,
        31.. => 20.0,
        15.. => 10.0,
        _ => 0.0,
    };
    let spending = [(1000, 30.0), (500, 20.0), (100, 10.0)]
        .into_iter()
        .find(|(above, _)| profile.spent > Cents::units(*above))
        .map_or(0.0, |(_, points)| points);
    capped(
        Cause::Inactivity,
        inactivity,
        Cause::Spending,
        spending,
        Cause::Cancellations,
        5.0 * f64::from(profile.cancellations),
    )
}

/// The contributions to the engagement of a client last seen `days` ago.
pub fn engagement_parts(profile: &Profile, days: i64) -> [Contribution; 4] {
    let inactivity = match days {
        91.. => 60.0,
        61.. => 40.0,
        31.. => 20.0,
        15.. => 10.0,
        _ => 0.0,
    };
    let months = (days as f64 / 30.0).max(1.0);
    let rhythm = (f64::from(profile.reservations) / months * 10.0).min(30.0);
    capped(Cause::Base, 100.0, Cause::Inactivity, -inactivity, Cause::Rhythm, rhythm)
}

fn capped(a: Cause, x: f64, b: Cause, y: f64, c: Cause, z: f64) -> [Contribution; 4] {
    let part = |cause, points| Contribution { cause, points };
    let sum = x + y + z;
    [part(a, x), part(b, y), part(c, z), part(Cause::Cap, sum.clamp(0.0, 100.0) - sum)]
}

/// The sum of the parts, added in order and clamped to 0..100.
pub fn total(parts: &[Contribution; 4]) -> f64 {
    let [a, b, c, _cap] = parts;
    (a.points + b.points + c.points).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::tests::profile;

    #[test]
    fn the_times_of_day_between_two_moments_are_those_after_the_first_up_to_the_second() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().expect("a time") };
        let is_between = |time: &str, earlier: &str, later: &str| {
            let turn = turns_at(at(&format!("2026-01-01T{time}Z")));
            turned_between(at(earlier), at(later)).iter().any(|range| range.contains(&turn))
        };
        let (nine, ten) = ("2026-03-10T09:00:00Z", "2026-03-10T10:00:00Z");
        let inside = ["08:59:59", "09:00:00", "09:00:00.000001", "10:00:00", "10:00:00.000001"];
        assert_eq!(inside.map(|time| is_between(time, nine, ten)), [false, false, true, true, false]);
        let (evening, morning) = ("2026-03-10T23:00:00Z", "2026-03-11T01:00:00Z");
        let over_midnight = ["22:00:00", "23:30:00", "00:00:00", "01:00:00", "02:00:00"];
        assert_eq!(over_midnight.map(|time| is_between(time, evening, morning)), [false, true, true, true, false]);
        assert!(!is_between("09:00:00", nine, nine), "no time has passed");
        assert!(is_between("03:00:00", nine, "2026-03-11T09:00:00Z"), "a whole day has");
        assert!(is_between("03:00:00", ten, nine), "and nothing is known where time went back");
    }

    /// Days on both sides of every edge, with the points risk gains and engagement loses there.
    const INACTIVITY: [(i64, f64, f64); 10] = [
        (0, 0.0, 0.0),
        (14, 0.0, 0.0),
        (15, 10.0, 10.0),
        (30, 10.0, 10.0),
        (31, 20.0, 20.0),
        (60, 20.0, 20.0),
        (61, 30.0, 40.0),
        (90, 30.0, 40.0),
        (91, 40.0, 60.0),
        (4000, 40.0, 60.0),
    ];

    /// Cents on both sides of every edge, with the points.
    const SPENDING: [(i64, f64); 7] =
        [(0, 0.0), (10_000, 0.0), (10_001, 10.0), (50_000, 10.0), (50_001, 20.0), (100_000, 20.0), (100_001, 30.0)];

    #[test]
    fn every_edge_of_the_formula_holds() {
        for (days, risk, lost) in INACTIVITY {
            for (cents, spending) in SPENDING {
                for cancellations in [0, 1, 5, 6, 7, 20] {
                    for others in [1, 2, 3, 30] {
                        let profile = profile(|p| {
                            p.spent = Cents(cents);
                            p.cancellations = cancellations;
                            p.reservations = cancellations + others;
                        });
                        let n = f64::from(cancellations + others);
                        let expected_risk = (risk + spending + 5.0 * f64::from(cancellations)).min(100.0);
                        let rhythm = (n / (days as f64 / 30.0).max(1.0) * 10.0).min(30.0);
                        let now = profile.newest.created_at + chrono::Duration::seconds(86_400 * days);
                        let scores = Scores::of(&profile, now);
                        assert_eq!(f64::from(scores.risk), expected_risk, "{days} {cents} {cancellations}");
                        assert_eq!(scores.engagement, (100.0 - lost + rhythm).clamp(0.0, 100.0), "{days} {n}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_day_is_counted_once_it_is_whole_and_the_future_counts_as_today() {
        let newest = "2011-11-01T10:00:00Z".parse().expect("a time");
        let after = |seconds| days_since_last(newest, newest + chrono::Duration::seconds(seconds));
        assert_eq!([after(0), after(86_399), after(86_400), after(-5), after(-90_000)], [0, 0, 1, 0, 0]);
    }

    proptest::proptest! {
        #[test]
        fn the_parts_add_up_to_the_score(days in 0i64..4000, cents in 0i64..300_000, n in 1u32..60, c in 0u32..30) {
            let profile = profile(|p| { p.spent = Cents(cents); p.reservations = n + c; p.cancellations = c; });
            for parts in [risk_parts(&profile, days), engagement_parts(&profile, days)] {
                let sum: f64 = parts.iter().map(|p| p.points).sum();
                proptest::prop_assert!((sum - total(&parts)).abs() < 1e-9);
                proptest::prop_assert!((0.0..=100.0).contains(&total(&parts)));
            }
        }
    }
}

//! The date of a follow-up as an admin types it.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeZone, Utc};
use relance::calendar::Calendar;

/// The hour of a day that was named without one.
const MORNING: u8 = 9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    NotADate,
    Past,
}

/// Reads `demain`, `tomorrow`, `+3j`, `+3d`, `AAAA-MM-JJ` or `AAAA-MM-JJ HH:MM`, in business time; a day without an
/// hour means nine in the morning.
pub fn read(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<DateTime<Utc>, Unclear> {
    let text = text.trim().to_lowercase();
    let today = calendar.day(now);
    let at = if let Ok(wall) = NaiveDateTime::parse_from_str(&text.replace('t', " "), "%Y-%m-%d %H:%M") {
        // An hour that the zone skips is none.
        calendar.zone.from_local_datetime(&wall).earliest().ok_or(Unclear::NotADate)?.to_utc()
    } else {
        let day = match text.as_str() {
            "demain" | "tomorrow" => today.checked_add_days(Days::new(1)),
            relative if relative.starts_with('+') => days(relative).and_then(|n| today.checked_add_days(Days::new(n))),
            date => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok(),
        };
        calendar.at(day.filter(|day| *day < far()).ok_or(Unclear::NotADate)?, MORNING)
    };
    if at < now { Err(Unclear::Past) } else { Ok(at) }
}

/// `+3j` as 3.
fn days(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('+')?.trim_end_matches(['j', 'd']);
    digits.trim().parse::<u32>().ok().map(u64::from)
}

/// Later than this is a slip of the finger.
fn far() -> NaiveDate {
    NaiveDate::from_ymd_opt(2200, 1, 1).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use relance::settings::{Delivery, Settings};

    use super::*;

    fn reads(text: &str) -> Result<String, Unclear> {
        let now = "2026-11-23T10:00:00Z".parse().expect("a time");
        read(text, &Settings::new(Delivery::Outbox).calendar(), now).map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
    }

    #[test]
    fn dates_are_read_in_business_time() {
        // Kinshasa is an hour ahead of UTC.
        for (text, at) in [
            ("demain", "2026-11-24T08:00"),
            (" Tomorrow ", "2026-11-24T08:00"),
            ("+3j", "2026-11-26T08:00"),
            ("+3d", "2026-11-26T08:00"),
            ("+10", "2026-12-03T08:00"),
            ("2026-12-01", "2026-12-01T08:00"),
            ("2026-12-01 14:30", "2026-12-01T13:30"),
        ] {
            assert_eq!(reads(text).as_deref(), Ok(at), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_is_past_is_refused() {
        for text in
            ["", "hier", "+", "+xj", "2026-02-30", "2026-12-01 25:00", "+99999999999j", "+4000000000j", "9999-01-01"]
        {
            assert_eq!(reads(text), Err(Unclear::NotADate), "{text}");
        }
        for text in ["2026-11-22", "2026-11-23 10:59", "+0j"] {
            assert_eq!(reads(text), Err(Unclear::Past), "{text}");
        }
    }
}

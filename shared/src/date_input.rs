//! A moment as a person types it.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

use crate::calendar::Calendar;

/// The time of day if none is typed.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time of day");

/// Why a text is no such moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    NotADate,
    Past,
}

/// Reads a day and, after it, a time of that day (nine in the morning if there is none), in business time.
///
/// Days: `demain`, `tomorrow`, `lundi`, `monday` (the next one), `+3j`, `+3d`, `23/11`, `23/11/2026`, `2026-11-23`;
/// times: `9`, `9h`, `9h30`, `9:30`.
pub fn parse(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<DateTime<Utc>, DateError> {
    let text = text.trim().to_lowercase();
    let (day, time) = text.split_once(' ').unwrap_or((&text, ""));
    let day = self::day(day, calendar.day(now)).filter(|day| *day < latest_date()).ok_or(DateError::NotADate)?;
    let time = if time.trim().is_empty() { MORNING } else { self::time(time.trim()).ok_or(DateError::NotADate)? };
    // A local time that the zone skips is not a date.
    let at = calendar.zone.from_local_datetime(&day.and_time(time)).earliest().ok_or(DateError::NotADate)?.to_utc();
    if at < now { Err(DateError::Past) } else { Ok(at) }
}

fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(days) = text.strip_prefix('+') {
        let days: u32 = days.trim_end_matches(['j', 'd']).parse().ok()?;
        return today.checked_add_days(Days::new(u64::from(days)));
    }
    if let Some(weekday) = weekday(text) {
        let ahead = (weekday.days_since(today.weekday()) + 6) % 7 + 1;
        return today.checked_add_days(Days::new(u64::from(ahead)));
    }
    match text {
        "demain" | "tomorrow" => today.succ_opt(),
        "aujourd'hui" | "today" => Some(today),
        _ => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
            .ok()
            .filter(|day| day.year() > 999)
            .or_else(|| of_this_year(text, today)),
    }
}

/// `23/11`: the next one, today included.
fn of_this_year(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (day, month) = text.split_once('/')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    let in_year = |year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date >= today);
    in_year(today.year()).or_else(|| in_year(today.year() + 1))
}

fn weekday(text: &str) -> Option<Weekday> {
    const FRENCH: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let index = FRENCH.iter().zip(ENGLISH).position(|(fr, en)| text == *fr || text == en)?;
    Weekday::try_from(u8::try_from(index).ok()?).ok()
}

fn time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(['h', ':']).unwrap_or((text, ""));
    let minute = if minute.is_empty() { 0 } else { minute.trim().parse().ok()? };
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute, 0)
}

/// A date from this one on is a typing error.
fn latest_date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2200, 1, 1).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Delivery, Settings};

    fn reads(text: &str) -> Result<String, DateError> {
        let now = "2026-11-23T10:00:00Z".parse().expect("a time");
        parse(text, &Settings::new(Delivery::Outbox).calendar(), now).map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
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
            ("tomorrow 9:00", "2026-11-24T08:00"),
            ("demain 14h30", "2026-11-24T13:30"),
            ("aujourd'hui 15h", "2026-11-23T14:00"),
            // Today is a Monday.
            ("lundi", "2026-11-30T08:00"),
            ("Mardi 10", "2026-11-24T09:00"),
            ("sunday 7:05", "2026-11-29T06:05"),
            ("+3j 16:45", "2026-11-26T15:45"),
            ("01/12/2026 8h", "2026-12-01T07:00"),
            ("1/12", "2026-12-01T08:00"),
            ("22/11", "2027-11-22T08:00"),
        ] {
            assert_eq!(reads(text).as_deref(), Ok(at), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_is_past_is_refused() {
        for text in [
            "",
            "hier",
            "+",
            "+xj",
            "2026-02-30",
            "2026-12-01 25:00",
            "30/2",
            "lundi 9h75",
            "demain x",
            "1/1/26",
            "+99999999999j",
            "+4000000000j",
            "9999-01-01",
        ] {
            assert_eq!(reads(text), Err(DateError::NotADate), "{text}");
        }
        for text in ["2026-11-22", "2026-11-23 10:59", "+0j"] {
            assert_eq!(reads(text), Err(DateError::Past), "{text}");
        }
    }
}

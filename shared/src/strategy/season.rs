//! The yearly windows of a seasonal strategy.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A day of any year, written `MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: u8,
    day: u8,
}

/// A text that names no day of a year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day of the year: write MM-DD, like 09-15")]
pub struct MonthDayError(pub String);

impl TryFrom<String> for MonthDay {
    type Error = MonthDayError;
    fn try_from(text: String) -> Result<Self, MonthDayError> {
        // A leap year, so that 02-29 may be named.
        NaiveDate::parse_from_str(&format!("2024-{text}"), "%Y-%m-%d")
            .map(|date| Self { month: date.month() as u8, day: date.day() as u8 })
            .map_err(|_| MonthDayError(text))
    }
}

impl MonthDay {
    const LEAP_DAY: Self = Self { month: 2, day: 29 };

    fn in_year_of(self, date: NaiveDate) -> Self {
        if self == Self::LEAP_DAY && !date.leap_year() { Self { month: 2, day: 28 } } else { self }
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        format!("{:02}-{:02}", day.month, day.day)
    }
}

/// A named range of days, both ends included; with `from` after `to`, it spans the new year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// How a message names the occasion: `rentrée`, `fin d'année`, `grandes vacances`, or a name of one's own.
    pub name: String,
    pub from: MonthDay,
    pub to: MonthDay,
}

impl Window {
    pub fn contains(&self, date: NaiveDate) -> bool {
        let day = MonthDay { month: date.month() as u8, day: date.day() as u8 };
        let (from, to) = (self.from.in_year_of(date), self.to.in_year_of(date));
        if from <= to { from <= day && day <= to } else { day >= from || day <= to }
    }

    /// Whether it begins or ends on a day that most years do not have: they take 28 February for it.
    pub fn names_leap_day(&self) -> bool {
        [self.from, self.to].contains(&MonthDay::LEAP_DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        serde_json::from_value(serde_json::json!({"name": "w", "from": from, "to": to})).expect("a window")
    }

    #[test]
    fn a_window_holds_both_its_ends_and_may_cross_the_new_year() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let summer = window("07-01", "08-31");
        assert!(summer.contains(on("2026-07-01")) && summer.contains(on("2026-08-31")));
        assert!(!summer.contains(on("2026-06-30")) && !summer.contains(on("2026-09-01")));
        let winter = window("12-15", "01-05");
        assert!(winter.contains(on("2026-12-31")) && winter.contains(on("2026-01-05")));
        assert!(!winter.contains(on("2026-01-06")) && !winter.contains(on("2026-12-14")));
    }

    #[test]
    fn the_leap_day_is_the_28th_where_a_year_has_none() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for window in [window("02-29", "03-10"), window("01-15", "02-29"), window("02-29", "02-29")] {
            assert!(window.names_leap_day());
            assert!(window.contains(on("2027-02-28")) && window.contains(on("2028-02-29")), "{window:?}");
        }
        assert!(!window("02-29", "03-10").contains(on("2028-02-28")), "a year that has it");
        assert!(!window("02-28", "03-10").names_leap_day());
    }

    #[test]
    fn a_day_that_no_year_has_is_refused_with_a_sentence() {
        let error = MonthDay::try_from("02-30".to_owned()).expect_err("no such day");
        assert_eq!(error.to_string(), "\"02-30\" is not a day of the year: write MM-DD, like 09-15");
    }
}

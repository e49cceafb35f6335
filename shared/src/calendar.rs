//! Business time: the local day of the business, and when a message may arrive.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The hours in which messages may arrive: `from` (inclusive) to `until` (exclusive), Monday to `last_day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// 0 to 22.
    pub from: u8,
    /// `from` + 1 to 24.
    pub until: u8,
    pub last_day: Weekday,
}

/// The time zone and the opening hours of the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub zone: Tz,
    pub open: OpenHours,
}

impl Calendar {
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    pub fn hour(&self, at: DateTime<Utc>) -> u8 {
        at.with_timezone(&self.zone).hour() as u8
    }

    /// The moment `day` begins.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.at(day, 0)
    }

    /// The moment the next business day begins.
    pub fn next_day(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.start_of(self.day(at) + Days::new(1))
    }

    /// `hour` o'clock on `day`. Where the zone skips that hour, the first moment after the gap; where it has it
    /// twice, the first.
    pub fn at(&self, day: NaiveDate, hour: u8) -> DateTime<Utc> {
        let wall = day.and_time(NaiveTime::MIN) + chrono::Duration::hours(i64::from(hour));
        (0..=24 * 4)
            .find_map(|quarters| {
                self.zone.from_local_datetime(&(wall + chrono::Duration::minutes(15 * quarters))).earliest()
            })
            .map_or_else(|| wall.and_utc(), |local| local.to_utc())
    }

    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let local = at.with_timezone(&self.zone);
        self.works_on(local.date_naive()) && self.hours().contains(&(local.hour() as u8))
    }

    /// `at` itself when messages may arrive then, else the next opening.
    pub fn next_open(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_open(at) {
            return at;
        }
        let today = self.day(at);
        (0..=7)
            .map(|days| today + Days::new(days))
            .filter(|day| self.works_on(*day))
            .map(|day| self.at(day, self.open.from))
            .find(|opening| *opening >= at)
            .unwrap_or(at)
    }

    /// The hours in which a message may arrive.
    pub fn hours(&self) -> std::ops::Range<u8> {
        self.open.from..self.open.until
    }

    fn works_on(&self, day: NaiveDate) -> bool {
        day.weekday().num_days_from_monday() <= self.open.last_day.num_days_from_monday()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinshasa() -> Calendar {
        Calendar { zone: chrono_tz::Africa::Kinshasa, open: OpenHours { from: 8, until: 19, last_day: Weekday::Sat } }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn the_business_day_starts_an_hour_before_midnight_utc() {
        assert_eq!(kinshasa().day(at("2026-03-01T22:59:59Z")).to_string(), "2026-03-01");
        assert_eq!(kinshasa().day(at("2026-03-01T23:00:00Z")).to_string(), "2026-03-02");
        assert_eq!(kinshasa().next_day(at("2026-03-01T23:00:00Z")), at("2026-03-02T23:00:00Z"));
    }

    #[test]
    fn messages_arrive_from_eight_to_seven_monday_to_saturday() {
        let next = |text: &str| kinshasa().next_open(at(text));
        assert_eq!(next("2026-11-23T07:00:00Z"), at("2026-11-23T07:00:00Z"), "Monday 08:00 is open");
        assert_eq!(next("2026-11-23T06:59:59Z"), at("2026-11-23T07:00:00Z"), "a second before it is not");
        assert_eq!(next("2026-11-23T18:00:00Z"), at("2026-11-24T07:00:00Z"), "Monday 19:00 is closed");
        assert_eq!(next("2026-11-28T18:00:00Z"), at("2026-11-30T07:00:00Z"), "Saturday evening goes to Monday");
        assert_eq!(next("2026-11-29T10:00:00Z"), at("2026-11-30T07:00:00Z"), "so does Sunday");
    }

    #[test]
    fn an_hour_the_zone_skips_becomes_the_first_one_after_it() {
        let paris = Calendar { zone: chrono_tz::Europe::Paris, ..kinshasa() };
        let skipped = paris.at("2026-03-29".parse().expect("a date"), 2);
        assert_eq!(skipped, at("2026-03-29T01:00:00Z"));
    }
}

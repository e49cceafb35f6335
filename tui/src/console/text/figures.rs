//! Numbers, money and dates as each language writes them; times are in business time.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use relance::{locale::Locale, money::Cents};

use super::Text;

impl Text {
    /// `12 345` (no-break spaces) or `12,345`.
    pub fn number(self, n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let separator = match self.0 {
            Locale::Fr => '\u{a0}',
            Locale::En => ',',
        };
        let mut out = String::from(if n < 0 { "-" } else { "" });
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    pub fn count(self, n: usize) -> String {
        self.number(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// A score with one decimal where it has one: `98,5`, `70`.
    pub fn score(self, score: f64) -> String {
        let rounded = (score * 10.0).round() / 10.0;
        let written = if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") };
        match self.0 {
            Locale::Fr => written.replace('.', ","),
            Locale::En => written,
        }
    }

    /// A measured number, with up to two decimals: `139,12`.
    pub fn decimal(self, n: f64) -> String {
        let written = format!("{n:.2}");
        let written = written.trim_end_matches('0').trim_end_matches('.');
        if self.0 == Locale::Fr { written.replace('.', ",") } else { written.to_owned() }
    }

    /// `1 234,50 $` or `$1,234.50`.
    pub fn money(self, amount: Cents, currency: &str) -> String {
        let (units, cents) = (self.number(amount.0 / 100), amount.0.unsigned_abs() % 100);
        match self.0 {
            Locale::Fr => format!("{units},{cents:02}\u{a0}{}", sign(currency)),
            Locale::En => with_currency(&format!("{units}.{cents:02}"), currency),
        }
    }

    /// Whole units, for columns.
    pub fn units(self, amount: Cents, currency: &str) -> String {
        let units = self.number(amount.0 / 100);
        match self.0 {
            Locale::Fr => format!("{units}\u{a0}{}", sign(currency)),
            Locale::En => with_currency(&units, currency),
        }
    }

    /// `23/11/2026` or `2026-11-23`.
    pub fn date(self, day: NaiveDate) -> String {
        day.format(self.tr("%d/%m/%Y", "%Y-%m-%d")).to_string()
    }

    /// `23/11` or `11-23`.
    pub fn short_date(self, day: NaiveDate) -> String {
        day.format(self.tr("%d/%m", "%m-%d")).to_string()
    }

    /// `23/11/2026 08:00` or `2026-11-23 08:00`.
    pub fn time(self, at: DateTime<Utc>, zone: Tz) -> String {
        at.with_timezone(&zone).format(self.tr("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M")).to_string()
    }

    /// `23/11 08:00` or `11-23 08:00`.
    pub fn short_time(self, at: DateTime<Utc>, zone: Tz) -> String {
        at.with_timezone(&zone).format(self.tr("%d/%m %H:%M", "%m-%d %H:%M")).to_string()
    }

    /// `9 h` or `9:00`.
    pub fn hour(self, hour: u8) -> String {
        match self.0 {
            Locale::Fr => format!("{hour}\u{a0}h"),
            Locale::En => format!("{hour}:00"),
        }
    }

    /// `7 j` or `7 d`.
    pub fn days(self, days: i64) -> String {
        format!("{}\u{a0}{}", self.number(days), self.tr("j", "d"))
    }
}

fn sign(currency: &str) -> &str {
    match currency {
        "USD" => "$",
        "EUR" => "€",
        code => code,
    }
}

fn with_currency(amount: &str, currency: &str) -> String {
    match sign(currency) {
        sign if sign.chars().count() == 1 => format!("{sign}{amount}"),
        code => format!("{amount} {code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_each_language_writes_them() {
        let (fr, en) = (Text(Locale::Fr), Text(Locale::En));
        let plain = |text: String| text.replace('\u{a0}', " ");
        assert_eq!(plain(fr.number(1_234_567)), "1 234 567");
        assert_eq!(en.number(-1_000), "-1,000");
        assert_eq!(plain(fr.money(Cents(123_450), "USD")), "1 234,50 $");
        assert_eq!(en.money(Cents(123_450), "USD"), "$1,234.50");
        assert_eq!(en.money(Cents(5), "CDF"), "0.05 CDF");
        assert_eq!((fr.score(98.54), en.score(98.54), fr.score(70.0)), ("98,5".into(), "98.5".into(), "70".into()));
        assert_eq!(plain(fr.hour(9)), "9 h");
    }

    #[test]
    fn times_are_those_of_the_desks() {
        let at = "2026-11-23T23:30:00Z".parse().expect("a time");
        assert_eq!(Text(Locale::Fr).time(at, chrono_tz::Africa::Kinshasa), "24/11/2026 00:30");
        assert_eq!(Text(Locale::En).short_time(at, chrono_tz::Africa::Kinshasa), "11-24 00:30");
    }
}

//! Money as whole cents and shares as whole percents: nothing here is ever a float.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

/// An amount in hundredths of the one configured currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Cents(pub i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("is not a decimal number with at most two decimals")]
    Malformed,
    #[error("is negative")]
    Negative,
    #[error("is larger than 9,999,999,999.99")]
    TooLarge,
}

impl Cents {
    /// The largest amount a reservation may carry, what `numeric(12, 2)` holds.
    pub const MAX: Self = Self(999_999_999_999);

    /// A whole number of currency units.
    pub const fn units(units: i64) -> Self {
        Self(units * 100)
    }

    /// Reads `1234`, `1234.5` or `1234.56`; no sign, no thousands separator, no exponent.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        if let Some(positive) = text.strip_prefix('-') {
            return Err(Self::parse(positive).map_or_else(|e| e, |_| AmountError::Negative));
        }
        let (units, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str, longest: usize| {
            (!s.is_empty() && s.len() <= longest && s.bytes().all(|b| b.is_ascii_digit())).then_some(())
        };
        digits(units, usize::MAX).and(digits(decimals, 2)).ok_or(AmountError::Malformed)?;
        let units: i64 = units.parse().map_err(|_| AmountError::TooLarge)?;
        let mut cents: i64 = decimals.parse().map_err(|_| AmountError::Malformed)?;
        if decimals.len() == 1 {
            cents *= 10;
        }
        let total = units.checked_mul(100).and_then(|c| c.checked_add(cents)).map(Self);
        total.filter(|c| *c <= Self::MAX).ok_or(AmountError::TooLarge)
    }
}

/// Two decimals and a point, without a currency: `1234.50`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

/// The percentage of an offer, 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

/// A number that is not a percentage of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a percentage between 1 and 100")]
pub struct PercentError(pub u8);

impl TryFrom<u8> for Percent {
    type Error = PercentError;
    fn try_from(percent: u8) -> Result<Self, PercentError> {
        match percent {
            1..=100 => Ok(Self(percent)),
            _ => Err(PercentError(percent)),
        }
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> u8 {
        percent.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, cents) in [("0", 0), ("1", 100), ("1.5", 150), ("1.05", 105), ("9999999999.99", 999_999_999_999)] {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        for text in ["", ".", "1.", ".5", "1.234", "1,5", "1e3", "NaN", "abc", "-abc", "+1", " 1"] {
            assert_eq!(Cents::parse(text), Err(AmountError::Malformed), "{text}");
        }
        assert_eq!(Cents::parse("-1.00"), Err(AmountError::Negative));
        assert_eq!(Cents::parse("10000000000"), Err(AmountError::TooLarge));
        assert_eq!(Cents::parse("99999999999999999999"), Err(AmountError::TooLarge));
    }

    #[test]
    fn an_amount_prints_as_it_reads() {
        for cents in [0, 5, 99, 100, 13_912] {
            assert_eq!(Cents::parse(&Cents(cents).to_string()), Ok(Cents(cents)));
        }
        assert_eq!(Cents(-5).to_string(), "-0.05");
    }
}

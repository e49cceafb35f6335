//! A telephone number that an SMS can be sent to.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, country};

/// A valid number in E.164: `+` and 8 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Why a text is not a phone number. The message leaves the text out, because messages are logged and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberError {
    /// Fewer than 6 digits, more than 40 bytes, or not readable as a number.
    #[error("write a telephone number like 0812345678 or +243812345678")]
    Shape,
    /// Not a valid number in its country.
    #[error("there is no such telephone number: check its digits")]
    Unassigned,
}

impl PhoneNumber {
    /// Reads a number as written in Kinshasa: without a country code, it is a number of the DR Congo.
    pub fn parse(written: &str) -> Result<Self, PhoneNumberError> {
        let digits = written.bytes().filter(u8::is_ascii_digit).count();
        if digits < 6 || written.len() > 40 {
            return Err(PhoneNumberError::Shape);
        }
        let number = phonenumber::parse(Some(country::CD), written).map_err(|_| PhoneNumberError::Shape)?;
        if phonenumber::is_valid(&number) {
            Ok(Self(number.format().mode(Mode::E164).to_string()))
        } else {
            Err(PhoneNumberError::Unassigned)
        }
    }

    /// In E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberError;
    fn from_str(written: &str) -> Result<Self, PhoneNumberError> {
        Self::parse(written)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written_in_kinshasa() {
        for written in ["0812345678", "+243 812 345 678", "243812345678", "00243812345678", "081-234-56-78"] {
            assert_eq!(PhoneNumber::parse(written).expect(written).as_str(), "+243812345678");
        }
    }

    #[test]
    fn what_reaches_nobody_is_no_number() {
        use PhoneNumberError::{Shape, Unassigned};
        for (written, error) in [
            ("", Shape),
            ("12", Shape),
            ("call me", Shape),
            ("0812", Shape),
            ("+24381234567890123", Unassigned),
            ("000000", Shape),
        ] {
            assert_eq!(PhoneNumber::parse(written), Err(error), "{written}");
        }
    }

    #[test]
    fn a_number_reads_back_as_itself() {
        let number = PhoneNumber::parse("0812345678").expect("a number");
        assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
    }
}

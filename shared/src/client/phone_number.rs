//! A telephone number that an SMS can be sent to.

use std::{fmt, str::FromStr};

use phonenumber::{Mode, Type, country, metadata::DATABASE};

/// The region of codes that no country has, such as those of satellites.
const NO_COUNTRY: &str = "001";

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

    /// Whether it is a mobile number of one of these countries, given by calling code. Where a country does not tell
    /// mobile and fixed numbers apart, as North America does not, any number of the two kinds is one. Numbers that cost
    /// whoever writes to them (premium, shared cost) and those of no country (satellites) never are.
    pub fn is_mobile_in(&self, countries: &[u16]) -> bool {
        phonenumber::parse(None, &self.0).is_ok_and(|number| {
            let kind = number.number_type(&DATABASE);
            countries.contains(&number.country().code())
                && number.country().id().is_some()
                && matches!(kind, Type::Mobile | Type::FixedLineOrMobile)
        })
    }

    /// Whether a calling code is that of a country, or of several.
    pub fn is_country(code: u16) -> bool {
        DATABASE.by_code(&code).is_some_and(|regions| regions.iter().any(|region| region.id() != NO_COUNTRY))
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
    fn only_mobile_numbers_of_the_countries_named_are_written_to() {
        let kinshasa: &[u16] = &[243];
        let generous: &[u16] = &[1, 33, 242, 243, 371, 800, 808, 870, 878, 881, 882, 883, 888, 979];
        for (number, countries, is_written_to) in [
            ("+243812345678", kinshasa, true),
            ("+243991234567", kinshasa, true),
            ("+2431234567", generous, false),
            ("+13475551234", kinshasa, false),
            ("+13475551234", generous, true),
            ("+19005551234", generous, false),
            ("+18005551234", generous, false),
            ("+37121234567", kinshasa, false),
            ("+37121234567", generous, true),
            ("+37190123456", generous, false),
            ("+37181234567", generous, false),
            ("+33612345678", generous, true),
            ("+33142345678", generous, false),
            ("+33892123456", generous, false),
            ("+33810123456", generous, false),
            ("+979123456789", generous, false),
            ("+882162345678", generous, false),
            ("+883510012345", generous, false),
            ("+881612345678", generous, false),
            ("+870773123456", generous, false),
            ("+80012345678", generous, false),
        ] {
            let is_mobile = PhoneNumber::parse(number).is_ok_and(|number| number.is_mobile_in(countries));
            assert_eq!(is_mobile, is_written_to, "{number}");
        }
    }

    #[test]
    fn satellites_and_premium_services_are_no_country() {
        for code in [800, 808, 870, 878, 881, 882, 883, 888, 979, 0, 999] {
            assert!(!PhoneNumber::is_country(code), "{code}");
        }
        for code in [1, 7, 33, 242, 243, 371] {
            assert!(PhoneNumber::is_country(code), "{code}");
        }
    }

    #[test]
    fn a_number_reads_back_as_itself() {
        let number = PhoneNumber::parse("0812345678").expect("a number");
        assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
    }
}

//! The address of the booking form.

use std::{fmt, str::FromStr};

use url::{Host, Url};

use super::{ValueError, values::text};
use crate::domain;

/// An `https` URL of a host in the public DNS, without a user or a password, at most 200 characters of ASCII. Kept as it
/// was written where that says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    const LONGEST: usize = 200;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Link {
    type Err = ValueError;

    fn from_str(written: &str) -> Result<Self, ValueError> {
        let written = text(written, Self::LONGEST)?;
        // What a parser would correct in silence was not meant.
        let is_plain = written.starts_with("https://") && !written.contains([' ', '\\', '\u{a0}']);
        let url = Url::parse(&written).ok().filter(|_| is_plain).ok_or(ValueError::Link)?;
        let is_named = matches!(url.host(), Some(Host::Domain(name)) if domain::is_public(name));
        if !is_named || !url.username().is_empty() || url.password().is_some() || url.as_str().len() > Self::LONGEST {
            return Err(ValueError::Link);
        }
        let is_same = url.as_str().strip_suffix('/') == Some(&written);
        Ok(Self(if is_same { written } else { url.into() }))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Result<String, ValueError> {
        written.parse().map(|link: Link| link.to_string())
    }

    #[test]
    fn a_link_is_kept_as_it_was_written_and_is_ascii() {
        for written in [
            "https://nzooimmo.com",
            "https://nzooimmo.com/",
            "https://nzooimmo.com/r?a=1&b=%20#x",
            "https://a.cd:8443/r",
        ] {
            assert_eq!(read(written).as_deref(), Ok(written));
        }
        for (written, kept) in [
            ("https://Nzooimmo.com/R", "https://nzooimmo.com/R"),
            ("https://nzoé.cd/été", "https://xn--nzo-dma.cd/%C3%A9t%C3%A9"),
        ] {
            assert_eq!(read(written).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn what_leads_nowhere_is_no_link() {
        for written in [
            "nzooimmo.com",
            "http://nzooimmo.com",
            "https://",
            "https:///r",
            "https://nzooimmo..com",
            "https://nzoo immo.com",
            "https://nzooimmo",
            "https://-nzoo.com",
            "https://127.0.0.1/r",
            "https://[::1]/r",
            "https://u:p@nzooimmo.com",
            "https://nzooimmo.com@evil.example",
            "https:\\\\nzooimmo.com",
            "https://nzooimmo.com:99999",
            "javascript:alert(1)",
        ] {
            assert_eq!(read(written), Err(ValueError::Link), "{written}");
        }
        for written in ["", "https://a.cd/\n", &format!("https://a.cd/{}", "x".repeat(190))] {
            assert_eq!(read(written), Err(ValueError::Text { longest: 200 }), "{written}");
        }
        // 190 characters that take more as ASCII.
        assert_eq!(read(&format!("https://a.cd/{}", "é".repeat(180))), Err(ValueError::Link));
    }
}

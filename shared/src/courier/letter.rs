//! An e-mail's parts, checked: what a file of it and a provider's request are both made of.

use mail_builder::headers::{Header, address::Address};

use super::Parcel;
use crate::draft;

/// The header that names the follow-up.
pub const FOLLOW_UP_HEADER: &str = "X-Relance-Follow-Up";

/// One e-mail. Addresses are plain ASCII; names and subject are one line each, not yet encoded.
#[derive(Debug)]
pub struct Letter<'a> {
    pub from: &'a str,
    pub from_name: Option<String>,
    pub to: &'a str,
    pub to_name: Option<String>,
    pub reply_to: Option<&'a str>,
    pub subject: String,
    pub text: &'a str,
    pub html: String,
}

impl<'a> Letter<'a> {
    /// `Name <address>`, encoded for a header (RFC 5322, RFC 2047), on one line.
    pub fn sender(&self) -> String {
        mailbox_of(self.from_name.as_deref(), self.from)
    }

    /// [`Letter::sender`], of who it is for.
    pub fn recipient(&self) -> String {
        mailbox_of(self.to_name.as_deref(), self.to)
    }

    /// # Errors
    /// Why nobody could ever deliver it.
    pub fn of(parcel: &'a Parcel) -> Result<Self, String> {
        let subject = one_line(&parcel.subject);
        let facts = parcel.facts.as_ref();
        let name = |name: &str| Some(one_line(name)).filter(|name| !name.is_empty());
        Ok(Self {
            from: mailbox(&parcel.from)?,
            from_name: facts.and_then(|facts| name(&facts.business_name)),
            to: mailbox(&parcel.to)?,
            to_name: name(&parcel.to_name),
            reply_to: parcel.reply_to.as_deref().map(mailbox).transpose()?,
            html: draft::html(&parcel.message, facts, &subject, parcel.locale).map_err(|e| e.to_string())?,
            subject,
            text: &parcel.message,
        })
    }
}

fn mailbox_of(name: Option<&str>, address: &str) -> String {
    let mut header = Vec::new();
    Address::new_address(name, address).write_header(&mut header, 0);
    // The library folds long headers: the line breaks before white space go, the white space stays.
    String::from_utf8_lossy(&header).replace("\r\n", "").trim().to_owned()
}

/// A number in international form.
///
/// # Errors
/// Why it is none; without the number, for this text is kept and shown.
pub fn phone_number(number: &str) -> Result<&str, String> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    if (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(number)
    } else {
        Err("the phone number is not in international form, + and 8 to 15 digits: correct it".to_owned())
    }
}

/// An address that can be written between `<` and `>` as it is: ASCII, no quoting, 254 characters at most.
fn mailbox(address: &str) -> Result<&str, String> {
    let part = |part: &str, marks: &str| {
        let dots = part.starts_with('.') || part.ends_with('.') || part.contains("..");
        !part.is_empty() && !dots && part.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
    };
    let written = address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| local.len() <= 64 && part(local, "!#$%&'*+-/=?^_`{|}~.") && part(domain, "-."));
    if written && address.len() <= 254 {
        Ok(address)
    } else {
        // The address itself stays out: this text is kept and shown.
        Err("the e-mail address cannot be written in a message: correct it".to_owned())
    }
}

/// Header text: one line, so that nothing in it can start another header. No-break spaces stay.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | ' ');
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

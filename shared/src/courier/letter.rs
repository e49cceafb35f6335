//! The checked parts of an e-mail, from which a file and a provider's request are both built.

use mail_builder::headers::{Header, address::Address};

use super::Parcel;
use crate::{
    client::{EmailAddress, EmailAddressError, PhoneNumber},
    draft,
};

/// The header with the id of the follow-up.
pub const FOLLOW_UP_HEADER: &str = "X-Relance-Follow-Up";

/// Why a message can never be delivered. It leaves out the address or number, because it is stored and shown.
#[derive(Debug, thiserror::Error)]
pub enum Undeliverable {
    #[error("the e-mail address cannot be written in a message: correct it")]
    Address(#[source] EmailAddressError),
    #[error("the phone number is not in international form, + and 8 to 15 digits: correct it")]
    Number,
    #[error("the device's endpoint is empty or broken: register the device again")]
    Endpoint,
    #[error(transparent)]
    Html(#[from] draft::DraftError),
    #[error("the e-mail could not be put together: {0}")]
    Assembly(#[source] std::io::Error),
    #[error(transparent)]
    Notification(#[from] serde_json::Error),
}

/// One e-mail. Names and subject are one line each, not yet encoded.
#[derive(Debug)]
pub struct Letter<'a> {
    pub from: EmailAddress,
    pub from_name: Option<String>,
    pub to: EmailAddress,
    pub to_name: Option<String>,
    pub reply_to: Option<EmailAddress>,
    pub subject: String,
    pub text: &'a str,
    pub html: String,
}

impl<'a> Letter<'a> {
    /// `Name <address>`, encoded for a header (RFC 5322, RFC 2047), on one line.
    pub fn sender(&self) -> String {
        mailbox_of(self.from_name.as_deref(), self.from.as_str())
    }

    /// The recipient, in the form of [`Letter::sender`].
    pub fn recipient(&self) -> String {
        mailbox_of(self.to_name.as_deref(), self.to.as_str())
    }

    /// # Errors
    /// The client's address is invalid, or the HTML body cannot be laid out.
    pub fn of(parcel: &'a Parcel) -> Result<Self, Undeliverable> {
        let subject = one_line(&parcel.subject);
        let facts = parcel.facts.as_ref();
        let name = |name: &str| Some(one_line(name)).filter(|name| !name.is_empty());
        Ok(Self {
            from: parcel.from.address.clone(),
            from_name: facts.and_then(|facts| name(&facts.business_name)),
            to: EmailAddress::parse(&parcel.to).map_err(Undeliverable::Address)?,
            to_name: name(&parcel.to_name),
            reply_to: parcel.from.reply_to.clone(),
            html: draft::html(&parcel.message, facts, &subject, parcel.locale)?,
            subject,
            text: &parcel.message,
        })
    }
}

fn mailbox_of(name: Option<&str>, address: &str) -> String {
    let mut header = Vec::new();
    Address::new_address(name, address).write_header(&mut header, 0);
    // Unfolds the header: the library breaks long lines before white space, and only the breaks are removed.
    String::from_utf8_lossy(&header).replace("\r\n", "").trim().to_owned()
}

/// The number an SMS goes to.
///
/// # Errors
/// [`Undeliverable::Number`], when `to` is not a valid number in E.164.
pub fn phone_number(to: &str) -> Result<PhoneNumber, Undeliverable> {
    PhoneNumber::parse(to).ok().filter(|number| number.as_str() == to).ok_or(Undeliverable::Number)
}

/// Header text: one line, so that nothing in it can start another header. No-break spaces stay.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | ' ');
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

//! What a message looks like as a file. The same parcel always gives the same bytes.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, message_id::MessageId, text::Text},
    mime::{BodyPart, MimePart},
};
use serde::Serialize;

use super::Parcel;
use crate::{client::Channel, draft};

/// The file's ending and its bytes, or why nobody could ever deliver it.
pub fn seal(parcel: &Parcel) -> Result<(&'static str, Vec<u8>), String> {
    match parcel.channel {
        Channel::Email => Ok(("eml", email(parcel)?)),
        Channel::Sms => Ok(("txt", sms(parcel)?)),
        Channel::Push => Ok(("json", push(parcel)?)),
    }
}

fn email(parcel: &Parcel) -> Result<Vec<u8>, String> {
    let to = mailbox(&parcel.to)?;
    let from = mailbox(&parcel.from)?;
    let (_, domain) = from.rsplit_once('@').unwrap_or(("", from));
    let subject = one_line(&parcel.subject);
    let facts = parcel.facts.as_ref();
    let html = draft::html(&parcel.message, facts, &subject, parcel.locale).map_err(|e| e.to_string())?;

    let id = parcel.follow_up;
    let business = facts.map(|facts| one_line(&facts.business_name)).filter(|name| !name.is_empty());
    let name = Some(one_line(&parcel.to_name)).filter(|name| !name.is_empty());
    // Of the library's own making, the boundary would differ each time. `=_` stands in no encoded part.
    let alternatives = ContentType::new("multipart/alternative").attribute("boundary", format!("=_{}", id.simple()));
    let parts = vec![MimePart::new("text/plain", parcel.message.as_str()), MimePart::new("text/html", html)];
    MessageBuilder::new()
        .from(Address::new_address(business, from))
        .to(Address::new_address(name, to))
        .subject(subject)
        .date(parcel.at.timestamp())
        .message_id(MessageId::new(format!("{id}@{domain}")))
        .header("X-Relance-Follow-Up", Text::new(id.to_string()))
        .header("Content-Language", Text::new(parcel.locale.as_str()))
        .body(MimePart::new(alternatives, BodyPart::Multipart(parts)))
        .write_to_vec()
        .map_err(|e| format!("the e-mail could not be put together: {e}"))
}

fn sms(parcel: &Parcel) -> Result<Vec<u8>, String> {
    let digits = parcel.to.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("the phone number is not in international form, + and 8 to 15 digits: correct it".to_owned());
    }
    Ok(format!("To: {}\n\n{}\n", parcel.to, parcel.message).into_bytes())
}

fn push(parcel: &Parcel) -> Result<Vec<u8>, String> {
    #[derive(Serialize)]
    struct Notification<'a> {
        id: String,
        to: &'a str,
        title: &'a str,
        body: &'a str,
        link: Option<&'a str>,
    }
    if parcel.to.is_empty() || parcel.to.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("the device's endpoint is empty or broken: register the device again".to_owned());
    }
    let notification = Notification {
        id: parcel.follow_up.to_string(),
        to: &parcel.to,
        title: &parcel.subject,
        body: &parcel.message,
        link: parcel.facts.as_ref().map(|facts| facts.booking_link.as_str()),
    };
    let mut bytes = serde_json::to_vec_pretty(&notification).map_err(|e| e.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
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

//! What a message looks like as a file. The same parcel always gives the same bytes.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, message_id::MessageId, text::Text},
    mime::{BodyPart, MimePart},
};
use serde::Serialize;
use uuid::Uuid;

use super::{FOLLOW_UP_HEADER, Letter, Parcel, Undeliverable, phone_number};
use crate::client::Channel;

/// The file extension and the content, or why the message can never be delivered.
pub fn encode(parcel: &Parcel) -> Result<(&'static str, Vec<u8>), Undeliverable> {
    match parcel.channel {
        Channel::Email => Ok(("eml", email(parcel)?)),
        Channel::Sms => Ok(("txt", sms(parcel)?)),
        Channel::Push => Ok(("json", push(parcel)?)),
    }
}

/// Whether a file of that extension, of which this is the beginning, is the message of that follow-up.
pub fn bears(head: &[u8], extension: &str, follow_up: Uuid) -> bool {
    let line = match extension {
        "json" => format!("\"id\": \"{follow_up}\","),
        _ => format!("{FOLLOW_UP_HEADER}: {follow_up}"),
    };
    // Above the text, which may say anything.
    String::from_utf8_lossy(head).lines().take_while(|above| !above.is_empty()).any(|above| above.trim() == line)
}

fn email(parcel: &Parcel) -> Result<Vec<u8>, Undeliverable> {
    let letter = Letter::of(parcel)?;
    let id = parcel.follow_up;
    // The library would choose another boundary each time. No encoded part contains `=_`.
    let alternatives = ContentType::new("multipart/alternative").attribute("boundary", format!("=_{}", id.simple()));
    let parts = vec![MimePart::new("text/plain", letter.text), MimePart::new("text/html", letter.html)];
    let mut mail = MessageBuilder::new()
        .from(Address::new_address(letter.from_name, letter.from.as_str()))
        .to(Address::new_address(letter.to_name, letter.to.as_str()))
        .subject(letter.subject)
        .date(parcel.at.timestamp())
        .message_id(MessageId::new(format!("{id}@{}", letter.from.domain())))
        .header(FOLLOW_UP_HEADER, Text::new(id.to_string()))
        .header("Content-Language", Text::new(parcel.locale.as_str()))
        .body(MimePart::new(alternatives, BodyPart::Multipart(parts)));
    if let Some(reply_to) = &letter.reply_to {
        mail = mail.reply_to(reply_to.as_str());
    }
    mail.write_to_vec().map_err(Undeliverable::Assembly)
}

fn sms(parcel: &Parcel) -> Result<Vec<u8>, Undeliverable> {
    let to = phone_number(&parcel.to)?;
    Ok(format!("To: {to}\n{FOLLOW_UP_HEADER}: {}\n\n{}\n", parcel.follow_up, parcel.message).into_bytes())
}

fn push(parcel: &Parcel) -> Result<Vec<u8>, Undeliverable> {
    #[derive(Serialize)]
    struct Notification<'a> {
        id: String,
        to: &'a str,
        title: &'a str,
        body: &'a str,
        link: Option<&'a str>,
    }
    if parcel.to.is_empty() || parcel.to.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Undeliverable::Endpoint);
    }
    let notification = Notification {
        id: parcel.follow_up.to_string(),
        to: &parcel.to,
        title: &parcel.subject,
        body: &parcel.message,
        link: parcel.facts.as_ref().map(|facts| facts.booking_link.as_str()),
    };
    let mut bytes = serde_json::to_vec_pretty(&notification)?;
    bytes.push(b'\n');
    Ok(bytes)
}

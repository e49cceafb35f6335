//! Parses the events that SES publishes through SNS, in both of their formats.
//!
//! Event publishing (`eventType`) carries our tag; the older notifications (`notificationType`) carry our header at
//! most. See AWS, "Examples of event data that Amazon SES publishes to Amazon SNS", "Contents of Amazon SNS
//! notifications for Amazon SES".

use chrono::{DateTime, Utc};
use relance::{
    client::ClientId,
    courier::FOLLOW_UP_HEADER,
    feedback::{Bounce, Event, Kind},
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

use crate::couriers::FOLLOW_UP_TAG;

/// Why a message cannot be read as an SES event.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackError {
    // serde's error may quote the document, which holds addresses.
    #[error("the event is not written as SES writes them (line {line}, column {column})")]
    Malformed { line: usize, column: usize },
    #[error("SES tells of a kind of event that is not known here: {0:?}")]
    UnknownKind(String),
    #[error("the {0} event says nothing about itself")]
    Empty(Kind),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(alias = "notificationType")]
    event_type: String,
    #[serde(default)]
    mail: Option<Mail>,
    bounce: Option<BounceDetails>,
    complaint: Option<ComplaintDetails>,
    delivery: Option<EventDetails>,
    delivery_delay: Option<DelayDetails>,
    open: Option<EventDetails>,
    click: Option<EventDetails>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    timestamp: DateTime<Utc>,
    message_id: String,
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    tags: HashMap<String, Vec<String>>,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BounceDetails {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ComplaintDetails {
    complained_recipients: Vec<Recipient>,
    timestamp: DateTime<Utc>,
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DelayDetails {
    #[serde(default)]
    delayed_recipients: Vec<Recipient>,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
struct EventDetails {
    timestamp: DateTime<Utc>,
}

/// Reads one event. `None` if it changes nothing: the confirmation of the subscription, a `not-spam` report, and events
/// of SES templates and SES contact lists, which Relance does not use.
///
/// # Errors
/// If the text is not an SES event, is of an unknown kind, or lacks the details of its kind.
pub fn read(text: &str) -> Result<Option<Event>, FeedbackError> {
    let document: Document =
        serde_json::from_str(text).map_err(|e| FeedbackError::Malformed { line: e.line(), column: e.column() })?;
    let kind = match document.event_type.as_str() {
        "Send" => Kind::Sent,
        "Delivery" => Kind::Delivered,
        "Bounce" => Kind::Bounced,
        "Complaint" => Kind::Complained,
        "Open" => Kind::Opened,
        "Click" => Kind::Clicked,
        "Reject" => Kind::Rejected,
        "DeliveryDelay" => Kind::Delayed,
        "AmazonSnsSubscriptionSucceeded" | "Rendering Failure" | "Subscription" => return Ok(None),
        other => {
            return Err(FeedbackError::UnknownKind(
                other.chars().filter(char::is_ascii_alphanumeric).take(40).collect(),
            ));
        }
    };
    let empty = FeedbackError::Empty(kind);
    let Some(mail) = document.mail else { return Err(empty) };
    let mut bounce = None;
    let (occurred_at, recipients) = match kind {
        // SES gives these events no time of their own.
        Kind::Sent | Kind::Rejected => (mail.timestamp, Vec::new()),
        Kind::Delivered => (document.delivery.ok_or(empty)?.timestamp, Vec::new()),
        Kind::Opened => (document.open.ok_or(empty)?.timestamp, Vec::new()),
        Kind::Clicked => (document.click.ok_or(empty)?.timestamp, Vec::new()),
        Kind::Delayed => {
            let delay = document.delivery_delay.ok_or(empty)?;
            (delay.timestamp, delay.delayed_recipients)
        }
        Kind::Bounced => {
            let of = document.bounce.ok_or(empty)?;
            // `Transient` and `Undetermined` do not show that the address is dead.
            bounce = Some(if of.bounce_type == "Permanent" { Bounce::Hard } else { Bounce::Soft });
            (of.timestamp, of.bounced_recipients)
        }
        Kind::Complained => {
            let of = document.complaint.ok_or(empty)?;
            if of.complaint_feedback_type.as_deref() == Some("not-spam") {
                return Ok(None);
            }
            (of.timestamp, of.complained_recipients)
        }
    };
    Ok(Some(Event {
        kind,
        bounce,
        follow_up: follow_up(&mail),
        message_id: mail.message_id,
        destination: mail.destination.iter().filter_map(|address| client(address)).collect(),
        recipients: recipients.iter().filter_map(|recipient| client(&recipient.email_address)).collect(),
        sent_at: mail.timestamp,
        occurred_at,
    }))
}

fn follow_up(mail: &Mail) -> Option<Uuid> {
    let tag = mail.tags.get(FOLLOW_UP_TAG).and_then(|values| values.first());
    let header = || mail.headers.iter().find(|header| header.name.eq_ignore_ascii_case(FOLLOW_UP_HEADER));
    tag.or_else(|| header().map(|header| &header.value))?.trim().parse().ok()
}

/// `Name <address>`, or the address alone.
fn client(written: &str) -> Option<ClientId> {
    let address = written.rsplit_once('<').map_or(written, |(_, address)| address.trim_end().trim_end_matches('>'));
    ClientId::of_email(address)
}

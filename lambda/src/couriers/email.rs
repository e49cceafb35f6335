//! E-mails through SES v2.

use aws_sdk_sesv2::{
    error::BuildError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag},
};
use relance::courier::{Answer, FOLLOW_UP_HEADER, Letter, Parcel};

use super::{Aws, accepted, answers};

/// The message tag that every SES event about the message carries; SES allows letters, digits, `-` and `_` in it.
pub const FOLLOW_UP_TAG: &str = "follow_up";

impl Aws {
    /// Returns the provider's message id, or the meaning of its refusal.
    pub(super) async fn send_email(&self, parcel: &Parcel) -> Result<String, Answer> {
        let letter = Letter::of(parcel).map_err(|reason| Answer::Refused(reason.to_string()))?;
        let message = self.message(&letter, parcel).map_err(|e| Answer::Refused(e.to_string()))?;
        let tag = MessageTag::builder().name(FOLLOW_UP_TAG).value(parcel.follow_up.to_string()).build();
        let sent = self
            .ses
            .send_email()
            .from_email_address(letter.sender())
            .destination(Destination::builder().to_addresses(letter.recipient()).build())
            .set_reply_to_addresses(letter.reply_to.map(|address| vec![address.to_string()]))
            .set_configuration_set_name(self.sending.configuration_set.clone())
            .email_tags(tag.map_err(|e| Answer::Refused(e.to_string()))?)
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await
            .map_err(|error| answers::answer(answers::Call::Email, letter.from.as_str(), &error))?;
        accepted(sent.message_id())
    }

    fn message(&self, letter: &Letter<'_>, parcel: &Parcel) -> Result<Message, BuildError> {
        let utf8 = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let body = Body::builder().text(utf8(letter.text)?).html(utf8(&letter.html)?).build();
        let mut message = Message::builder().subject(utf8(&letter.subject)?).body(body);
        let id = parcel.follow_up.to_string();
        for (name, value) in self.headers(&id, parcel.locale.as_str()) {
            message = message.headers(MessageHeader::builder().name(name).value(value).build()?);
        }
        Ok(message.build())
    }

    /// With a base URL, mail programs show a one-click unsubscribe button (RFC 2369, RFC 8058). The follow-up's id is
    /// random, so nobody can guess another client's link.
    fn headers(&self, follow_up: &str, language: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![(FOLLOW_UP_HEADER, follow_up.to_owned()), ("Content-Language", language.to_owned())];
        if let Some(base) = &self.sending.unsubscribe_base_url {
            headers.push(("List-Unsubscribe", format!("<{base}/{follow_up}>")));
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        headers
    }
}

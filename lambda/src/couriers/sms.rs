//! SMS through SNS.

use aws_sdk_sns::types::MessageAttributeValue;
use relance::{
    courier::{Answer, Parcel, phone_number},
    draft::sms::segments,
};

use super::{
    Aws, accepted,
    answers::{self, Call},
};

impl Aws {
    /// Returns the provider's message id, or the meaning of its refusal.
    pub(super) async fn send_sms(&self, parcel: &Parcel) -> Result<String, Answer> {
        let number = phone_number(&parcel.to).map_err(|reason| Answer::Refused(reason.to_string()))?;
        let size = segments(&parcel.message);
        tracing::info!(follow_up = %parcel.follow_up, segments = size.count, encoding = ?size.encoding, "an SMS is sent");
        let mut publish = self
            .sns
            .publish()
            .phone_number(number.as_str())
            .message(&parcel.message)
            .message_attributes("AWS.SNS.SMS.SMSType", text("Promotional")?);
        if let Some(sender) = &self.sending.sms_sender_id {
            publish = publish.message_attributes("AWS.SNS.SMS.SenderID", text(sender)?);
        }
        let sent =
            publish.send().await.map_err(|error| answers::answer(Call::Sms, parcel.from.address.as_str(), &error))?;
        accepted(sent.message_id())
    }
}

fn text(value: &str) -> Result<MessageAttributeValue, Answer> {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    attribute.map_err(|e| Answer::Refused(e.to_string()))
}

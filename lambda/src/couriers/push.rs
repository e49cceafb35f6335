//! Push messages through SNS.

use aws_sdk_sns::error::ProvideErrorMetadata;
use relance::{
    client::Platform,
    courier::{Answer, Parcel},
};
use serde_json::json;

use super::{
    Aws, accepted,
    answers::{self, Call},
};

impl Aws {
    /// Returns the provider's message id, or the meaning of its refusal.
    ///
    /// The device is registered each time: for a known token SNS returns the existing endpoint, so the endpoint need
    /// not be stored.
    pub(super) async fn send_push(&self, parcel: &Parcel) -> Result<String, Answer> {
        let Some(platform) = parcel.platform else {
            return Err(Answer::Refused("the device's platform is not known: register the device again".to_owned()));
        };
        let (application, variable) = match platform {
            Platform::Ios => (&self.sending.apns_application, "PUSH_APNS_ARN"),
            Platform::Android => (&self.sending.fcm_application, "PUSH_FCM_ARN"),
        };
        let Some(application) = application else {
            return Err(Answer::NotSetUp(format!("push to {platform} is not set up: set {variable}")));
        };
        let endpoint = self.endpoint(application, parcel).await?;
        let publish = self.sns.publish().target_arn(endpoint).message_structure("json");
        let sent = publish.message(payload(parcel)).send().await;
        accepted(sent.map_err(|error| answers::answer(Call::Push, parcel.from.address.as_str(), &error))?.message_id())
    }

    /// The ARN of the device's endpoint, or the meaning of the error. A lost answer means `Later`, not `Unknown`,
    /// because this call sends no message.
    async fn endpoint(&self, application: &str, parcel: &Parcel) -> Result<String, Answer> {
        let register = self.sns.create_platform_endpoint().platform_application_arn(application).token(&parcel.to);
        match register.send().await {
            Ok(registered) => registered.endpoint_arn.ok_or_else(|| Answer::later("SNS named no endpoint".to_owned())),
            Err(error) => {
                let told = error.as_service_error().and_then(|refusal| known_endpoint(refusal.message()?));
                told.ok_or_else(|| match answers::answer(Call::Register, parcel.from.address.as_str(), &error) {
                    Answer::Unknown(why) => Answer::later(why),
                    answer => answer,
                })
            }
        }
    }
}

/// A device whose endpoint is disabled, or has user data of the booking app, is registered with other attributes. SNS
/// then refuses, and names the existing endpoint only in the message (AWS, "Manage device tokens for Amazon SNS mobile
/// push").
fn known_endpoint(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("Endpoint ")?;
    let (arn, rest) = rest.split_once(' ')?;
    (arn.starts_with("arn:") && rest.starts_with("already exists with the same Token")).then(|| arn.to_owned())
}

/// One payload per platform (AWS, "Creating mobile push notifications with Amazon SNS"), of which SNS picks the right
/// one.
fn payload(parcel: &Parcel) -> String {
    let link = parcel.facts.as_ref().map(|facts| facts.booking_link.as_str());
    let id = parcel.follow_up.to_string();
    let mut apple = json!({
        "aps": { "alert": { "title": parcel.subject, "body": parcel.message }, "sound": "default" },
        "follow_up": id,
    });
    let mut data = json!({ "follow_up": id });
    if let Some(link) = link {
        apple["link"] = json!(link);
        data["link"] = json!(link);
    }
    let notification = json!({ "title": parcel.subject, "body": parcel.message });
    let firebase = json!({ "fcmV1Message": { "message": { "notification": notification, "data": data } } });
    let apple = apple.to_string();
    json!({
        "default": parcel.message,
        "APNS": apple,
        "APNS_SANDBOX": apple,
        "GCM": firebase.to_string(),
    })
    .to_string()
}

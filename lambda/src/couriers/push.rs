//! SNS, to a device.

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
    /// The provider's id, or what its answer means.
    ///
    /// The device is registered each time: SNS answers with the endpoint it has for a token it knows, so that nothing
    /// needs to be remembered between the two calls.
    pub(super) async fn send_push(&self, parcel: &Parcel) -> Result<String, Answer> {
        let Some(platform) = parcel.platform else {
            return Err(Answer::Refused("the device's platform is not known: register the device again".to_owned()));
        };
        let (application, variable) = match platform {
            Platform::Ios => (&self.sending.apns_application, "PUSH_APNS_ARN"),
            Platform::Android => (&self.sending.fcm_application, "PUSH_FCM_ARN"),
        };
        let Some(application) = application else {
            return Err(Answer::later(format!("push to {platform} is not set up: set {variable}")));
        };
        let registered = self.sns.create_platform_endpoint().platform_application_arn(application).token(&parcel.to);
        let endpoint = registered.send().await.map_err(|error| {
            match answers::answer(Call::Register, &parcel.from, &error) {
                // Nothing was to be sent yet, so whatever was lost, it was no message.
                Answer::Unknown(why) => Answer::later(why),
                answer => answer,
            }
        })?;
        let publish = self.sns.publish().set_target_arn(endpoint.endpoint_arn).message_structure("json");
        let sent = publish.message(payload(parcel)).send().await;
        accepted(sent.map_err(|error| answers::answer(Call::Push, &parcel.from, &error))?.message_id())
    }
}

/// One text for every platform (AWS, "Creating mobile push notifications with Amazon SNS"): SNS takes the one that fits.
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

//! The e-mails, SMS and pushes that reach the providers, as the proxy before the emulated AWS received them.

use relance::{
    client::{Channel, Platform},
    courier::{Answer, Courier, Parcel},
    draft::{FactSheet, Tone},
    locale::Locale,
    settings::Sender,
    testing::fixtures::noon,
};
use relance_lambda::{config::Sending, couriers::Aws as Couriers};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{aws::Aws, fixtures::SENDER, provider::Provider};

fn parcel(channel: Channel, to: &str) -> Parcel {
    Parcel {
        follow_up: Uuid::new_v4(),
        channel,
        to: to.to_owned(),
        to_name: "Élise Exemple".to_owned(),
        platform: (channel == Channel::Push).then_some(Platform::Ios),
        from: Sender {
            address: SENDER.parse().expect("an address"),
            reply_to: Some("bonjour@nzooimmo.com".parse().expect("an address")),
        },
        subject: "Élise, à bientôt à Kinshasa\u{a0}?".to_owned(),
        message: "Bonjour Élise,\n\nRéserver\u{a0}: https://nzooimmo.com/reservation".to_owned(),
        locale: Locale::Fr,
        facts: Some(FactSheet {
            locale: Locale::Fr,
            tone: Tone::Warm,
            first_name: Some("Élise".to_owned()),
            last_space: None,
            favourite_space: None,
            months_as_client: 3,
            offer: None,
            season: None,
            booking_link: "https://nzooimmo.com/reservation".to_owned(),
            business_name: "N'zoo Immo à Gombe".to_owned(),
        }),
        at: noon(),
    }
}

fn couriers(aws: &Aws) -> Couriers {
    let sending = Sending {
        unsubscribe_base_url: Some("https://nzooimmo.com/u".to_owned()),
        sms_sender_id: Some("NzooImmo".to_owned()),
        apns_application: Some(aws.apns.clone()),
        fcm_application: Some(aws.fcm.clone()),
        ..sending()
    };
    Couriers::new(&aws.config, sending)
}

/// The request that the provider received, and the courier's answer.
async fn sent(couriers: &Couriers, provider: &Provider, parcel: &Parcel) -> (Value, Answer) {
    let answer = couriers.send(parcel).await;
    (provider.last_message(), answer)
}

async fn set_up(name: &str) -> (Aws, Provider) {
    let mut aws = Aws::prepare(name).await;
    let provider = Provider::before(&aws.url).await;
    aws.config = aws.config.to_builder().endpoint_url(&provider.url).build();
    (aws, provider)
}

#[tokio::test]
#[ignore = "needs the emulated AWS: make test"]
async fn an_email_has_both_bodies_its_headers_and_the_tag_by_which_its_events_find_it() {
    let (aws, provider) = set_up("email").await;
    let parcel = parcel(Channel::Email, "elise@exemple.test");
    let (asked, answer) = sent(&couriers(&aws), &provider, &parcel).await;
    assert!(matches!(answer, Answer::Accepted(_)), "{answer:?}");
    assert_eq!(asked["FromEmailAddress"], "=?utf-8?Q?N=27zoo_Immo_=C3=A0_Gombe?= <relance@nzooimmo.com>");
    assert_eq!(asked["Destination"], json!({ "ToAddresses": ["=?utf-8?Q?=C3=89lise_Exemple?= <elise@exemple.test>"] }));
    assert_eq!(asked["ReplyToAddresses"], json!(["bonjour@nzooimmo.com"]));
    assert_eq!(asked["EmailTags"], json!([{ "Name": "follow_up", "Value": parcel.follow_up.to_string() }]));
    let message = &asked["Content"]["Simple"];
    assert_eq!(message["Subject"], json!({ "Data": parcel.subject, "Charset": "UTF-8" }));
    assert_eq!(message["Body"]["Text"], json!({ "Data": parcel.message, "Charset": "UTF-8" }));
    let html = message["Body"]["Html"]["Data"].as_str().expect("HTML");
    assert!(html.contains("&#201;lise") && html.contains("https://nzooimmo.com/reservation"), "{html}");
    let id = parcel.follow_up;
    assert_eq!(
        message["Headers"],
        json!([
            { "Name": "X-Relance-Follow-Up", "Value": id.to_string() },
            { "Name": "Content-Language", "Value": "fr" },
            { "Name": "List-Unsubscribe", "Value": format!("<https://nzooimmo.com/u/{id}>") },
            { "Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click" },
        ])
    );
}

#[tokio::test]
#[ignore = "needs the emulated AWS: make test"]
async fn an_sms_names_its_sender_and_is_promotional() {
    let (aws, provider) = set_up("sms").await;
    let (asked, answer) = sent(&couriers(&aws), &provider, &parcel(Channel::Sms, "+243812345678")).await;
    assert!(matches!(answer, Answer::Accepted(_)), "{answer:?}");
    assert_eq!(
        (&asked["PhoneNumber"], &asked["Message"]),
        (&json!("+243812345678"), &json!("Bonjour Élise,\n\nRéserver\u{a0}: https://nzooimmo.com/reservation"))
    );
    let attributes: Vec<(&Value, &Value)> = (1..=2)
        .map(|n| {
            let entry = |key: &str| &asked[format!("MessageAttributes.entry.{n}.{key}")];
            (entry("Name"), entry("Value.StringValue"))
        })
        .collect();
    assert!(attributes.contains(&(&json!("AWS.SNS.SMS.SMSType"), &json!("Promotional"))), "{asked}");
    assert!(attributes.contains(&(&json!("AWS.SNS.SMS.SenderID"), &json!("NzooImmo"))), "{asked}");
}

#[tokio::test]
#[ignore = "needs the emulated AWS: make test"]
async fn a_push_is_written_for_both_platforms_and_bears_link_and_id() {
    let (aws, provider) = set_up("push").await;
    let couriers = couriers(&aws);
    for platform in Platform::ALL {
        let parcel = Parcel { platform: Some(platform), ..parcel(Channel::Push, &format!("token-{platform}")) };
        let (asked, answer) = sent(&couriers, &provider, &parcel).await;
        assert!(matches!(answer, Answer::Accepted(_)), "{answer:?}");
        assert_eq!(asked["MessageStructure"], "json");
        let parse = |value: &Value| -> Value { serde_json::from_str(value.as_str().expect("a text")).expect("JSON") };
        let message = parse(&asked["Message"]);
        assert_eq!(message["default"], parcel.message);
        let (id, link) = (parcel.follow_up.to_string(), "https://nzooimmo.com/reservation");
        for apple in ["APNS", "APNS_SANDBOX"] {
            let payload = parse(&message[apple]);
            assert_eq!(payload["aps"]["alert"], json!({ "title": parcel.subject, "body": parcel.message }));
            assert_eq!((&payload["link"], &payload["follow_up"]), (&json!(link), &json!(id)));
        }
        let payload = &parse(&message["GCM"])["fcmV1Message"]["message"];
        assert_eq!(payload["notification"], json!({ "title": parcel.subject, "body": parcel.message }));
        assert_eq!(payload["data"], json!({ "link": link, "follow_up": id }));
    }
}

#[tokio::test]
#[ignore = "needs the emulated AWS: make test"]
async fn what_the_providers_refuse_is_told_apart() {
    let (aws, _provider) = set_up("refusals").await;
    let couriers = couriers(&aws);
    let elsewhere = Sender { address: "nobody@elsewhere.example".parse().expect("an address"), reply_to: None };
    let stranger = Parcel { from: elsewhere, ..parcel(Channel::Email, "a@exemple.test") };
    let expected = "the sender's identity is not verified (MessageRejected)".to_owned();
    assert_eq!(couriers.send(&stranger).await, Answer::AccountRefused(expected));

    aws.switch_off(&aws.apns, "token-off").await;
    let off = couriers.send(&parcel(Channel::Push, "token-off")).await;
    assert_eq!(off, Answer::AddressGone("the device is switched off at its platform (EndpointDisabled)".to_owned()));

    let nobody = Couriers::new(&aws.config, Sending { apns_application: None, ..sending() });
    let answer = nobody.send(&parcel(Channel::Push, "token")).await;
    assert_eq!(answer, Answer::NotSetUp("push to ios is not set up: set PUSH_APNS_ARN".to_owned()));
    let answer = couriers.send(&parcel(Channel::Email, "é@exemple.test")).await;
    assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
}

fn sending() -> Sending {
    Sending {
        configuration_set: None,
        unsubscribe_base_url: None,
        sms_sender_id: None,
        apns_application: None,
        fcm_application: None,
        per_second: 100.0,
        concurrency: 1,
    }
}

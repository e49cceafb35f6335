//! The emulated AWS that `scripts/with-aws` starts, and a function that uses it.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_sdk_sesv2::config::Credentials;
use serde_json::Value;

use crate::{fixtures::SENDER, runtime_api::Function};

pub const REGION: &str = "eu-west-1";

/// The emulated AWS, with new platform applications of each kind. Their names contain the test's own, because all tests
/// share one emulator.
pub struct Aws {
    pub url: String,
    pub config: SdkConfig,
    pub apns: String,
    pub fcm: String,
}

#[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
fn url() -> String {
    std::env::var("RELANCE_TEST_AWS")
        .expect("RELANCE_TEST_AWS names no emulated AWS: run this through scripts/with-aws")
}

impl Aws {
    pub async fn prepare(name: &str) -> Self {
        let url = url();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(&url)
            .region(Region::from_static(REGION))
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .retry_config(RetryConfig::disabled())
            .load()
            .await;
        let ses = aws_sdk_sesv2::Client::new(&config);
        // Another test may have created it already.
        let _verified = ses.create_email_identity().email_identity(SENDER).send().await;
        let sns = aws_sdk_sns::Client::new(&config);
        let application = async |platform: &str| {
            let made = sns.create_platform_application().name(format!("{name}-{platform}")).platform(platform);
            let made = made.attributes("PlatformCredential", "x").attributes("PlatformPrincipal", "x");
            let made = made.send().await.expect("an application");
            made.platform_application_arn.expect("its ARN")
        };
        let (apns, fcm) = (application("APNS").await, application("GCM").await);
        Self { url, config, apns, fcm }
    }

    /// A function that sends to `endpoint`: this emulator, or a proxy before it.
    pub fn function(&self, database: &str, endpoint: &str) -> Function {
        Function::default()
            .with("DATABASE_URL", database)
            .with("AWS_ENDPOINT_URL", endpoint)
            .with("AWS_REGION", REGION)
            .with("AWS_ACCESS_KEY_ID", "test")
            .with("AWS_SECRET_ACCESS_KEY", "test")
            .with("PUSH_APNS_ARN", &self.apns)
            .with("PUSH_FCM_ARN", &self.fcm)
            .with("SENDS_PER_SECOND", 1000)
            .with("RELANCE_ALLOW_CLOCK", true)
    }

    /// Registers a device and disables its endpoint, as SNS does when the platform rejects the token.
    pub async fn switch_off(&self, application: &str, token: &str) {
        let sns = aws_sdk_sns::Client::new(&self.config);
        let made = sns.create_platform_endpoint().platform_application_arn(application).token(token).send().await;
        let endpoint = made.expect("an endpoint").endpoint_arn.expect("its ARN");
        let off = sns.set_endpoint_attributes().endpoint_arn(endpoint).attributes("Enabled", "false").send().await;
        off.expect("switched off");
    }
}

/// Long enough for any invocation of these tests.
pub const AMPLE: Duration = Duration::from_secs(120);

/// An SQS event with these bodies.
pub fn queued(bodies: impl IntoIterator<Item = Value>) -> Value {
    let records: Vec<Value> = bodies
        .into_iter()
        .enumerate()
        .map(|(n, body)| {
            serde_json::json!({
                "messageId": format!("message-{n}"),
                "receiptHandle": "handle",
                "body": body.to_string(),
                "attributes": {},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:feedback",
                "awsRegion": REGION,
            })
        })
        .collect();
    serde_json::json!({ "Records": records })
}

/// SES's `Send` event of an e-mail that it accepted.
pub fn send_event(follow_up: uuid::Uuid, client: &str) -> Value {
    serde_json::json!({
        "eventType": "Send",
        "mail": {
            "timestamp": "2026-03-10T09:00:01.000Z",
            "source": SENDER,
            "messageId": format!("ses-{follow_up}"),
            "destination": [client],
            "tags": { "follow_up": [follow_up.to_string()] },
        },
        "send": {},
    })
}

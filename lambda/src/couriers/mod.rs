//! The couriers: they send messages through SES and SNS.

use std::time::Duration;

use aws_config::{SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use relance::{
    client::Channel,
    courier::{Answer, Courier, Evidence, Parcel},
};
use uuid::Uuid;

pub use email::FOLLOW_UP_TAG;
pub use quota::Quota;

use crate::config::Sending;
use pace::Pace;

pub mod answers;
mod email;
mod pace;
mod push;
mod quota;
mod sms;

/// Timeouts to connect, and of a whole call. A message whose call times out is uncertain, so the second is generous.
const CONNECT: Duration = Duration::from_secs(3);
const CALL: Duration = Duration::from_secs(10);

/// The couriers of one process.
#[derive(Debug)]
pub struct Aws {
    ses: aws_sdk_sesv2::Client,
    sns: aws_sdk_sns::Client,
    sending: Sending,
    pace: Pace,
}

/// The timeouts of every AWS client, and no retries: a retry by the SDK could send a message twice.
pub fn with_timeouts(config: &SdkConfig) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(CALL).build();
    config.to_builder().retry_config(RetryConfig::disabled()).timeout_config(timeouts).build()
}

impl Aws {
    pub fn new(config: &SdkConfig, sending: Sending) -> Self {
        let pace = Pace::new(sending.per_second);
        let config = with_timeouts(config);
        Self { ses: aws_sdk_sesv2::Client::new(&config), sns: aws_sdk_sns::Client::new(&config), sending, pace }
    }
}

impl Courier for Aws {
    async fn wait_for_capacity(&self) {
        self.pace.wait().await;
    }

    async fn send(&self, parcel: &Parcel) -> Answer {
        let sent = match parcel.channel {
            Channel::Email => self.send_email(parcel).await,
            Channel::Sms => self.send_sms(parcel).await,
            Channel::Push => self.send_push(parcel).await,
        };
        sent.map_or_else(|answer| answer, Answer::Accepted)
    }

    fn concurrency(&self) -> usize {
        self.sending.concurrency
    }

    /// Always unknown: the engine itself reads the stored events of SES, and SMS and push have none.
    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

/// The id of an accepted message; an acceptance without an id counts as uncertain.
fn accepted(id: Option<&str>) -> Result<String, Answer> {
    id.map(str::to_owned).ok_or_else(|| Answer::Unknown("the provider accepted it without an id".to_owned()))
}

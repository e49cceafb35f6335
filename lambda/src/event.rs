//! The events that invoke the function.

use aws_lambda_events::{sns::SnsEvent, sqs::SqsEvent};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// What EventBridge Scheduler sends: `{"task": "tick"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub task: Task,
    /// Replaces the clock's time, in tests.
    #[serde(default)]
    pub now: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// All of the tasks below; analysis and generation only at the interval of the settings.
    Tick,
    Analyse,
    Generate,
    Send,
    Maintain,
}

/// One feedback message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message id that SNS or SQS gave it.
    pub id: String,
    /// SES's JSON, or the SNS envelope around it.
    pub body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Schedule(Schedule),
    /// Directly from the SNS topic.
    Topic(Vec<Message>),
    /// From an SQS queue, which must be told which messages to deliver again.
    Queue(Vec<Message>),
}

/// What wakes a function. Each of the two that are deployed takes its own kind of event and refuses the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// EventBridge Scheduler.
    Schedule,
    /// What SES tells, through a topic or a queue.
    Feedback,
}

#[derive(Debug, thiserror::Error)]
#[error("this is no event that the function knows ({0}): send {{\"task\": \"tick\"}}, or records of SNS or SQS")]
pub struct UnknownEvent(String);

impl Event {
    pub const fn source(&self) -> Source {
        match self {
            Self::Schedule(_) => Source::Schedule,
            Self::Topic(_) | Self::Queue(_) => Source::Feedback,
        }
    }

    pub fn read(event: &Value) -> Result<Self, UnknownEvent> {
        let record = event.get("Records").and_then(|records| records.get(0));
        // SNS and SQS spell the same key differently.
        let source = |key: &str| record.and_then(|record| record.get(key)).and_then(Value::as_str);
        if source("eventSource") == Some("aws:sqs") {
            let SqsEvent { records, .. } = parse(event, "records of SQS")?;
            return Ok(Self::Queue(records.into_iter().map(queued).collect()));
        }
        if source("EventSource") == Some("aws:sns") {
            let SnsEvent { records, .. } = parse(event, "records of SNS")?;
            let told = |record: aws_lambda_events::sns::SnsRecord| Message {
                id: record.sns.message_id,
                body: record.sns.message,
            };
            return Ok(Self::Topic(records.into_iter().map(told).collect()));
        }
        if record.is_some() {
            return Err(UnknownEvent("records of neither SNS nor SQS".to_owned()));
        }
        // A scheduled event holds no personal data, so the error may quote it.
        Schedule::deserialize(event).map(Self::Schedule).map_err(|e| UnknownEvent(e.to_string()))
    }
}

fn queued(message: aws_lambda_events::sqs::SqsMessage) -> Message {
    Message { id: message.message_id.unwrap_or_default(), body: message.body.unwrap_or_default() }
}

fn parse<T: for<'de> Deserialize<'de>>(event: &Value, what: &str) -> Result<T, UnknownEvent> {
    // serde's error may quote the records, which hold addresses.
    T::deserialize(event).map_err(|_| UnknownEvent(format!("{what} that are not complete")))
}

impl Message {
    /// SES's JSON, without the envelope that SNS puts around it in a queue unless raw delivery is on.
    pub fn content(&self) -> String {
        let envelope: Option<Value> = serde_json::from_str(&self.body).ok();
        let inside = envelope.as_ref().and_then(|e| e.get("Message")).and_then(Value::as_str);
        inside.unwrap_or(&self.body).to_owned()
    }
}

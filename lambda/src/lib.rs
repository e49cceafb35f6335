//! The scheduled Lambda's handler, a plain function of its dependencies and an event.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use relance::{
    courier::Courier,
    engine::{Analysed, Engine, Generated, Progress, Rhythm, Sent, Ticked, aws_delivers},
    store::Store,
    writer::TemplateWriter,
};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    couriers::Quota,
    event::{Event, Message, Schedule, Source, Task},
    metrics::Metrics,
};

pub mod config;
pub mod couriers;
pub mod crash;
pub mod event;
pub mod feedback;
pub mod metrics;

/// What every invocation shares.
pub struct Deps<C> {
    pub store: Store,
    pub courier: C,
    pub clock: fn() -> DateTime<Utc>,
    /// The kind of event that is taken; all without it.
    pub takes: Option<Source>,
    /// Whether an event may replace the clock's time.
    pub allow_clock: bool,
    pub progress: Box<dyn Progress + Send>,
    /// Called with each line of metrics.
    pub write_metrics: fn(&str),
}

/// The answer to a scheduled event.
#[derive(Debug, Serialize)]
pub struct Response {
    #[serde(flatten)]
    pub report: Report,
    /// Why nothing was sent; set if this function does not send for this database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sending: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    Ticked(Box<Ticked>),
    Analysed(Analysed),
    Generated(Generated),
    Sent(Sent),
    Maintained { withdrawn: u64 },
}

const SILENCE: &str = "the database did not answer in time: what was done is kept, and the next event goes on with it";

/// What is left of an invocation to answer that it ran out of time.
const LAST_MOMENT: TimeDelta = TimeDelta::milliseconds(50);

const OUTBOX_SENDS: &str = "nothing was sent: the setting `delivery` of this database is outbox, so `relance` sends";

const fn told(source: Source) -> &'static str {
    match source {
        Source::Schedule => "the events of the schedule",
        Source::Feedback => "what SES tells",
    }
}

/// A courier that can report its account's quota.
pub trait Account: Courier {
    fn quota(&self) -> impl Future<Output = Option<Quota>> + Send;
}

impl Account for couriers::Aws {
    fn quota(&self) -> impl Future<Output = Option<Quota>> + Send {
        self.account()
    }
}

impl<C: Account> Deps<C> {
    /// Answers one event; `deadline` is when Lambda ends the process.
    ///
    /// # Errors
    /// If the event is unknown, is of the kind that the other function takes, sets the time where [`Self::allow_clock`] is
    /// false, or its task fails or does not end before the deadline. Messages of a
    /// topic that cannot be ingested are an error; those of a queue are listed in the answer instead.
    pub async fn handle(&self, event: &Value, deadline: Option<DateTime<Utc>>) -> Result<Value> {
        let Some(end) = deadline else { return self.answer(event, None).await };
        let time = (end - LAST_MOMENT - (self.clock)()).to_std().unwrap_or_default();
        timeout(time, self.answer(event, deadline)).await.unwrap_or_else(|_| bail!(SILENCE))
    }

    async fn answer(&self, event: &Value, deadline: Option<DateTime<Utc>>) -> Result<Value> {
        let event = Event::read(event)?;
        if self.takes.is_some_and(|source| source != event.source()) {
            bail!("this function does not take {}: wake the other function of the stack with it", told(event.source()));
        }
        match event {
            Event::Schedule(schedule) => Ok(serde_json::to_value(self.run(schedule, deadline).await?)?),
            Event::Topic(messages) => {
                let failed = self.ingest(&messages).await;
                if let [first, ..] = &failed[..] {
                    bail!(
                        "{} of {} messages could not be taken in, the first: {}",
                        failed.len(),
                        messages.len(),
                        first.1
                    );
                }
                Ok(json!({ "ingested": messages.len() }))
            }
            Event::Queue(messages) => {
                // The queue delivers these again, as often as its redrive policy says, then moves them to its
                // dead-letter queue.
                let failed = self.ingest(&messages).await;
                let kept: Vec<Value> = failed.iter().map(|(id, _)| json!({ "itemIdentifier": id })).collect();
                Ok(json!({ "batchItemFailures": kept }))
            }
        }
    }

    async fn run(&self, Schedule { task, now }: Schedule, deadline: Option<DateTime<Utc>>) -> Result<Response> {
        let begun = Instant::now();
        let now = match now {
            Some(_) if !self.allow_clock => {
                bail!("the event says what time it is: only a rehearsal may, where RELANCE_ALLOW_CLOCK is true")
            }
            Some(now) => now,
            None => (self.clock)(),
        };
        let settings = self.store.settings().await.context("cannot read the settings")?;
        let sends = aws_delivers(&settings);
        let engine = self.engine(sends.then_some(&self.courier), now, deadline);
        let quota = match task {
            Task::Tick | Task::Send if sends => self.courier.quota().await,
            _ => None,
        };
        let report = match task {
            Task::Tick => Report::Ticked(Box::new(engine.tick(Rhythm::Scheduled).await?)),
            Task::Analyse => Report::Analysed(engine.analyse().await?),
            Task::Generate => Report::Generated(engine.generate().await?),
            Task::Send => Report::Sent(engine.send().await?.unwrap_or_default()),
            Task::Maintain => Report::Maintained { withdrawn: engine.maintain().await? },
        };
        self.report_metrics(&report, quota, begun.elapsed(), now).await?;
        Ok(Response { report, sending: (!sends).then_some(OUTBOX_SENDS) })
    }

    /// Ingests each message separately; returns the ids of those that failed, with the reason.
    async fn ingest(&self, messages: &[Message]) -> Vec<(String, anyhow::Error)> {
        let mut failed = Vec::new();
        for message in messages {
            if let Err(error) = self.ingest_one(message).await {
                tracing::error!(message = %message.id, error = format!("{error:#}"), "feedback could not be taken in");
                failed.push((message.id.clone(), error));
            }
        }
        failed
    }

    async fn ingest_one(&self, message: &Message) -> Result<()> {
        let Some(event) = feedback::read(&message.content())? else { return Ok(()) };
        let ingested = self.engine(None, (self.clock)(), None).ingest(&event).await?;
        tracing::info!(kind = %event.kind, follow_up = ?event.follow_up, ?ingested, "feedback was taken in");
        Ok(())
    }

    fn engine<'a>(
        &'a self,
        courier: Option<&'a C>,
        now: DateTime<Utc>,
        deadline: Option<DateTime<Utc>>,
    ) -> Engine<'a, C> {
        Engine {
            store: &self.store,
            courier,
            now,
            clock: self.clock,
            deadline,
            progress: &*self.progress,
            writer: &TemplateWriter,
        }
    }

    async fn report_metrics(
        &self,
        report: &Report,
        quota: Option<Quota>,
        time: Duration,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut metrics = Metrics::default();
        match report {
            Report::Ticked(ticked) => {
                metrics.ticked(time);
                metrics.count("StagesFailed", ticked.failed.len() as u64);
                ticked.generated.iter().for_each(|generated| metrics.generated(generated));
                ticked.sent.iter().for_each(|sent| metrics.sent(sent));
            }
            Report::Generated(generated) => metrics.generated(generated),
            Report::Sent(sent) => metrics.sent(sent),
            Report::Analysed(_) | Report::Maintained { .. } => {}
        }
        metrics.backlog(&self.store.backlog(now).await?, now);
        metrics.count("SendingPaused", self.store.pauses().await?.len() as u64);
        if let Some(quota) = quota {
            metrics.quota(&quota);
        }
        metrics.lines(now).iter().for_each(|line| (self.write_metrics)(line));
        Ok(())
    }
}

//! Queries and actions of the overview tab.

use chrono::{DateTime, TimeDelta, Utc};
use relance::{
    client::Channel,
    courier::Courier,
    engine::{Rhythm, Ticked},
    operations::OperationError,
    operator::Right,
    settings::Settings,
    store::{Backlog, ChannelRefusal, Day, FailingStage, LastRun, Overview, PATIENCE, Pause, with_patience},
};

use crate::console::{error::ConsoleError, jobs::Job, worker::Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Figures,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub overview: Overview,
    pub analysed_at: Option<DateTime<Utc>>,
    pub holds_demo: bool,
    pub pauses: Vec<Pause>,
    pub refusals: Vec<ChannelRefusal>,
    pub failing: Vec<FailingStage>,
    pub backlog: Backlog,
    pub daily: Vec<Day>,
    /// In the last 7 days.
    pub bounces: i64,
    /// The last action of the schedule.
    pub last_run: Option<LastRun>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Resume(Channel),
    Tick,
}

#[derive(Debug)]
pub enum Outcome {
    Resumed(Channel),
    Ticked(Box<Ticked>),
}

impl Job for Query {}

pub async fn read<C: Courier>(worker: &Worker<C>, settings: &Settings) -> Result<Box<Figures>, OperationError> {
    let (store, now) = (&worker.store, worker.clock.now());
    let state = store.engine_state().await?;
    Ok(Box::new(Figures {
        overview: store.overview(settings, now).await?,
        analysed_at: state.analysed_at,
        holds_demo: state.holds_demo,
        pauses: store.pauses().await?,
        refusals: store.channel_refusals().await?,
        failing: store.failing_stages().await?,
        backlog: store.backlog(now).await?,
        daily: store.daily(&settings.calendar(), now).await?,
        bounces: store.bounces(now - TimeDelta::days(7)).await?,
        last_run: store.last_run().await?,
    }))
}

pub async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
    let operations = worker.operations();
    Ok(match action {
        Action::Resume(channel) => {
            operations.resume(channel).await?;
            Outcome::Resumed(channel)
        }
        Action::Tick => {
            operations.authorise(Right::Tick).await?;
            let courier = worker.active_courier().await?;
            let engine = worker.engine(courier);
            Outcome::Ticked(Box::new(with_patience(PATIENCE, engine.tick(Rhythm::AtOnce)).await?))
        }
    })
}

//! The Lambda's handler, a plain function of its dependencies and an event.

use anyhow::Result;
use chrono::{DateTime, Utc};
use relance::{
    courier::Nobody,
    engine::{Analysed, Engine, Generated, Rhythm, Ticked},
    store::Store,
};
use serde::{Deserialize, Serialize};

/// What every invocation shares.
pub struct Deps {
    pub store: Store,
    pub clock: fn() -> DateTime<Utc>,
}

/// What EventBridge Scheduler sends: `{"task": "tick"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Event {
    pub task: Task,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// All of it, at the rhythm the settings ask for.
    Tick,
    Analyse,
    Generate,
}

/// What an invocation answers.
#[derive(Debug, Serialize)]
pub struct Done {
    #[serde(flatten)]
    pub report: Report,
    pub sending: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    Ticked(Box<Ticked>),
    Analysed(Analysed),
    Generated(Generated),
}

/// This version of the function only writes follow-ups down.
const NO_COURIER: &str = "nothing was sent: this function has no courier yet";

pub async fn handle(deps: &Deps, event: Event) -> Result<Done> {
    let engine: Engine<'_, Nobody> = Engine {
        store: &deps.store,
        courier: None,
        now: (deps.clock)(),
        clock: deps.clock,
        deadline: None,
        progress: &(),
    };
    let report = match event.task {
        Task::Tick => Report::Ticked(Box::new(engine.tick(Rhythm::AsSet).await?)),
        Task::Analyse => Report::Analysed(engine.analyse().await?),
        Task::Generate => Report::Generated(engine.generate().await?),
    };
    Ok(Done { report, sending: NO_COURIER })
}

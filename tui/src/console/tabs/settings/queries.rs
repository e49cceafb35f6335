//! Queries and actions of the settings tab.

use relance::{
    courier::Courier,
    operations::OperationError,
    settings::Settings,
    store::{SettingChange, ThresholdCounts},
};

use crate::console::{error::ConsoleError, jobs::Job, worker::Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Who changed which setting last.
    Changes,
    /// How many clients the thresholds of these settings mark.
    ThresholdCounts(Box<Settings>),
}

#[derive(Debug)]
pub enum Answer {
    Changes(Vec<SettingChange>),
    ThresholdCounts(Box<Marked>),
}

/// How many clients the thresholds mark now, and would mark with the typed value.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub now: ThresholdCounts,
    pub then: ThresholdCounts,
    /// With the new thresholds.
    pub settings: Settings,
}

/// Changes a setting to the value that the user typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub key: &'static str,
    pub value: String,
}

impl Job for Query {}

pub async fn read<C: Courier>(query: Query, worker: &Worker<C>, settings: &Settings) -> Result<Answer, OperationError> {
    let operations = worker.operations();
    Ok(match query {
        Query::Changes => Answer::Changes(worker.store.setting_changes().await?),
        Query::ThresholdCounts(wanted) => {
            let now = operations.threshold_counts(settings).await?;
            let then = operations.threshold_counts(&wanted).await?;
            Answer::ThresholdCounts(Box::new(Marked { now, then, settings: *wanted }))
        }
    })
}

/// Returns the settings after the change.
pub async fn act<C: Courier>(Action { key, value }: Action, worker: &Worker<C>) -> Result<Box<Settings>, ConsoleError> {
    Ok(Box::new(worker.operations().set(key, &value).await?))
}

//! What is read and done there.

use relance::{
    courier::Courier,
    operations::OperationError,
    settings::Settings,
    store::{SettingChange, ThresholdCounts},
};

use crate::console::{jobs::Job, trouble::Trouble, worker::Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Who changed which setting last.
    Changes,
    /// How many clients the thresholds of such settings mark.
    ThresholdCounts(Box<Settings>),
}

#[derive(Debug)]
pub enum Answer {
    Changes(Vec<SettingChange>),
    ThresholdCounts(Box<Marked>),
}

/// Whom thresholds mark as they are, and as a person is about to set them.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub now: ThresholdCounts,
    pub then: ThresholdCounts,
    /// With the new thresholds.
    pub settings: Settings,
}

/// A setting is changed, as a person typed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
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

/// The settings as they are then.
pub async fn act<C: Courier>(Deed { key, value }: Deed, worker: &Worker<C>) -> Result<Box<Settings>, Trouble> {
    Ok(Box::new(worker.operations().set(key, &value).await?))
}

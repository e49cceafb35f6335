//! Queries and actions of the strategies tab.

use relance::{
    courier::Courier,
    operations::{OperationError, Preview},
    strategy::{Strategy, StrategyId},
};

use crate::console::{error::ConsoleError, jobs::Job, worker::Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// The strategies themselves, which come with every answer.
    Rules,
    /// What a strategy would do.
    Preview(Box<Strategy>),
}

#[derive(Debug)]
pub enum Answer {
    Rules,
    Preview(Box<Strategy>, Box<Preview>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Switch {
        id: StrategyId,
        active: bool,
    },
    /// Saves a strategy; `seen` is the version that the edit started from.
    Save {
        strategy: Box<Strategy>,
        seen: Option<Box<Strategy>>,
    },
    Reset(StrategyId),
}

impl Job for Query {}

pub async fn read<C: Courier>(query: Query, worker: &Worker<C>) -> Result<Answer, OperationError> {
    Ok(match query {
        Query::Rules => Answer::Rules,
        Query::Preview(strategy) => {
            let preview = worker.operations().preview(&strategy).await?;
            Answer::Preview(strategy, Box::new(preview))
        }
    })
}

pub async fn act<C: Courier>(action: Action, worker: &Worker<C>) -> Result<(), ConsoleError> {
    let operations = worker.operations();
    match action {
        Action::Switch { id, active } => operations.switch_strategy(&id, active).await?,
        Action::Save { strategy, seen: Some(seen) } => operations.edit_strategy(&strategy, Some(&seen)).await?,
        Action::Save { strategy, seen: None } => operations.add_strategy(&strategy).await?,
        Action::Reset(id) => drop(operations.reset_strategy(&id).await?),
    }
    Ok(())
}

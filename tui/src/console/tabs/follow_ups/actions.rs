//! Actions of the follow-ups tab.

use chrono::{DateTime, Utc};
use relance::{
    courier::Courier,
    follow_up::FollowUp,
    operations::{Change, OperationError, Operations},
};
use uuid::Uuid;

use crate::console::{error::ConsoleError, worker::Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Decide {
        ids: Vec<Uuid>,
        decision: Decision,
    },
    /// Undoes the last decision.
    Undo(Vec<Change>),
    Edit {
        id: Uuid,
        subject: String,
        message: String,
        seen: Option<String>,
    },
    SendNow(Uuid),
}

/// A decision on one follow-up or several.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    Approve,
    Cancel {
        reason: String,
    },
    Reschedule {
        at: DateTime<Utc>,
    },
    /// Whether an uncertain one has left.
    Settle {
        left: bool,
    },
}

#[derive(Debug)]
pub enum Outcome {
    Decided(Decision, Decided),
    Undone(Decided),
    Edited(Box<FollowUp>),
    /// It was made due now; `tried` tells whether this process tried to deliver it.
    Due {
        follow_up: Box<FollowUp>,
        tried: bool,
    },
}

/// The results of one decision on several follow-ups, which do not depend on each other.
#[derive(Debug, Default)]
pub struct Decided {
    pub done: Vec<Change>,
    pub refused: Vec<(Uuid, ConsoleError)>,
}

pub async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
    let operations = worker.operations();
    Ok(match action {
        Action::Decide { ids, decision } => {
            let mut decided = Decided::default();
            for id in ids {
                if !decided.record(id, decide(&operations, id, &decision).await)? {
                    break;
                }
            }
            Outcome::Decided(decision, decided)
        }
        Action::Undo(changes) => {
            let mut decided = Decided::default();
            for change in changes {
                let restored = operations.take_back(&change).await;
                let restored = restored.map(|after| Change { before: change.after.clone(), after });
                if !decided.record(change.after.id, restored)? {
                    break;
                }
            }
            Outcome::Undone(decided)
        }
        Action::Edit { id, subject, message, seen } => {
            Outcome::Edited(Box::new(operations.edit(id, &subject, &message, seen.as_deref()).await?.after))
        }
        Action::SendNow(id) => send_now(worker, id).await?,
    })
}

async fn send_now<C: Courier + Send + Sync>(worker: &Worker<C>, id: Uuid) -> Result<Outcome, ConsoleError> {
    let follow_up = Box::new(worker.operations().send_now(id).await?.after);
    let Some(courier) = worker.active_courier().await? else { return Ok(Outcome::Due { follow_up, tried: false }) };
    worker.engine(Some(courier)).send().await?;
    let after = worker.store.follow_up(id).await.map_err(OperationError::from)?.map(Box::new);
    Ok(Outcome::Due { follow_up: after.unwrap_or(follow_up), tried: true })
}

impl Decided {
    /// Records the result for one; returns whether to go on with the others. A refusal does not stop them. A database
    /// error does; after a success it is only recorded, so that what was done can be undone.
    fn record(&mut self, id: Uuid, result: Result<Change, OperationError>) -> Result<bool, OperationError> {
        match result {
            Ok(change) => self.done.push(change),
            Err(error @ OperationError::Database(_)) if self.done.is_empty() => return Err(error),
            Err(error) => {
                let is_lost = matches!(error, OperationError::Database(_));
                self.refused.push((id, error.into()));
                return Ok(!is_lost);
            }
        }
        Ok(true)
    }
}

async fn decide(operations: &Operations<'_>, id: Uuid, decision: &Decision) -> Result<Change, OperationError> {
    match decision {
        Decision::Approve => operations.approve(id).await,
        Decision::Cancel { reason } => operations.cancel(id, reason).await,
        Decision::Reschedule { at } => operations.reschedule(id, *at).await,
        Decision::Settle { left } => operations.settle(id, *left).await,
    }
}

//! The schedule's steps, when a person has them done: the engine writes in transactions of its own, as the schedule.

use super::{OperationError, Operations};
use crate::{
    audit::{Action, Entry},
    engine::Analysed,
    operator::Right,
};

impl Operations<'_> {
    /// Leaves a line of who had the clients analysed.
    pub async fn record_analysis(&self, done: &Analysed) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Analyse).await?;
        let action = Action::Analyse { folded: done.folded, rescored: done.rescored };
        tx.record(Entry::new(action, self.actor), self.now).await?;
        Ok(tx.commit().await?)
    }
}

//! The engine's transaction: it can be committed only at a named checkpoint, so that a test harness can kill the
//! process right before and right after.

use std::ops::{Deref, DerefMut};

use super::{Checkpoint, Edge, Engine, Progress};
use crate::store::Tx;

/// A [`Tx`] of a run of the engine.
pub(super) struct Transaction<'a> {
    tx: Tx,
    progress: &'a dyn Progress,
}

impl<C> Engine<'_, C> {
    /// Begins a transaction that will write.
    pub(super) async fn begin(&self) -> sqlx::Result<Transaction<'_>> {
        Ok(Transaction { tx: self.store.begin().await?, progress: self.progress })
    }
}

impl Transaction<'_> {
    pub(super) async fn commit(self, at: Checkpoint) -> sqlx::Result<()> {
        self.progress.passing(at, Edge::Before);
        self.tx.commit().await?;
        self.progress.passing(at, Edge::After);
        Ok(())
    }

    pub(super) async fn rollback(self) -> sqlx::Result<()> {
        self.tx.rollback().await
    }
}

impl Deref for Transaction<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

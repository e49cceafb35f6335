//! Resuming a paused channel.

use super::{OperationError, Operations};
use crate::{
    audit::{Action, Entry},
    client::Channel,
    operator::Right,
};

impl Operations<'_> {
    /// Resumes a channel that was paused for its bounces or complaints.
    ///
    /// # Errors
    /// [`OperationError::NotPaused`] when it is not paused.
    pub async fn resume(&self, channel: Channel) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Resume).await?;
        if !tx.resume(channel, self.now).await? {
            return Err(OperationError::NotPaused(channel));
        }
        tx.record(Entry::new(Action::Resume { channel }, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }
}

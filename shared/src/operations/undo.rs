//! Undoing a decision.

use super::{Change, FollowUpError, OperationError, Operations};
use crate::{
    audit::{Action, Entry, Transition},
    follow_up::FollowUp,
    operator::Right,
};

impl Operations<'_> {
    /// Restores a follow-up as it was before an approval or a cancellation.
    ///
    /// # Errors
    /// [`FollowUpError::ChangedMeanwhile`] when anything has happened to it since, such as a sender's claim;
    /// [`FollowUpError::AnotherOpen`] when the client has got another open one.
    pub async fn take_back(&self, Change { before, after }: &Change) -> Result<FollowUp, OperationError> {
        after.status.returns_to(before.status)?;
        let mut restored = FollowUp { version: after.version, updated_at: self.now, ..before.clone() };
        let mut tx = self.begin(Right::TakeBack).await?;
        match tx.replace_follow_up(&mut restored).await {
            Ok(true) => {}
            Ok(false) => return Err(FollowUpError::ChangedMeanwhile(after.id).into()),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Err(FollowUpError::AnotherOpen(after.id).into());
            }
            Err(error) => return Err(error.into()),
        }
        let action = Action::TakeBack(Transition::between(after, &restored));
        tx.record(Entry::about(&restored, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(restored)
    }
}

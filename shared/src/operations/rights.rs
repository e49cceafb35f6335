//! Rights, checked in the transaction of each action: a revoked right has effect at once, in an open console too.

use super::{AccessError, OperationError, Operations};
use crate::{
    operator::Right,
    store::{Authority, Tx},
};

impl Operations<'_> {
    /// Begins a transaction of an action that asks for `right`.
    pub(super) async fn begin(&self, right: Right) -> Result<Tx, OperationError> {
        let mut tx = self.store.begin().await?;
        self.check_right(tx.authority(self.actor).await?, right)?;
        Ok(tx)
    }

    /// Checks the right of this person to have the engine run, which writes in transactions of its own.
    ///
    /// # Errors
    /// [`OperationError::Access`] when this person is no active operator, or their role does not have the right.
    pub async fn authorise(&self, right: Right) -> Result<(), OperationError> {
        self.check_right(self.store.authority(self.actor).await?, right)
    }

    /// The same, of what was read before.
    ///
    /// # Errors
    /// [`OperationError::Access`], as above.
    pub fn check_right(&self, authority: Authority, right: Right) -> Result<(), OperationError> {
        match authority.effective() {
            Some(role) if role.may(right) => Ok(()),
            Some(role) => {
                Err(AccessError::NotAllowed { name: self.actor.to_owned(), role, needed: right.needs() }.into())
            }
            None => Err(AccessError::NoOperator(self.actor.to_owned()).into()),
        }
    }
}

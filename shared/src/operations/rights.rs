//! Who may do what, asked in the transaction that does it: a right that was taken away is gone at once, on a console
//! that stands open too.

use super::{AccessError, OperationError, Operations};
use crate::{
    operator::Right,
    store::{Authority, Tx},
};

impl Operations<'_> {
    /// Begins a transaction of an action that asks for `right`.
    pub(super) async fn begin(&self, right: Right) -> Result<Tx, OperationError> {
        let mut tx = self.store.begin().await?;
        self.judge(tx.authority(self.actor).await?, right)?;
        Ok(tx)
    }

    /// Whether this person may have the engine run on their behalf, which writes in transactions of its own.
    pub async fn authorise(&self, right: Right) -> Result<(), OperationError> {
        self.judge(self.store.authority(self.actor).await?, right)
    }

    pub(super) fn judge(&self, authority: Authority, right: Right) -> Result<(), OperationError> {
        match authority.effective() {
            Some(role) if role.may(right) => Ok(()),
            Some(role) => {
                Err(AccessError::NotAllowed { name: self.actor.to_owned(), role, needed: right.needs() }.into())
            }
            None => Err(AccessError::NoOperator(self.actor.to_owned()).into()),
        }
    }
}

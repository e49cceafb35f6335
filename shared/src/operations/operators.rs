//! Managing operators: adding, changing role or keys, disabling. One active admin always remains.

use super::{OperationError, Operations, OperatorError};
use crate::{
    audit::{Action, Entry},
    operator::{OperatorName, PublicKey, Right, Role},
    store::{Operator, Tx},
};

impl Operations<'_> {
    /// # Errors
    /// [`OperatorError::FirstIsAdmin`], [`OperatorError::Exists`], [`OperatorError::KeyTaken`].
    pub async fn add_operator(
        &self,
        name: &OperatorName,
        role: Role,
        key: Option<&PublicKey>,
    ) -> Result<Operator, OperationError> {
        let mut tx = self.begin_operators().await?;
        if role != Role::Admin && tx.active_admins().await? == 0 {
            return Err(OperatorError::FirstIsAdmin.into());
        }
        if tx.operator(name).await?.is_some() {
            return Err(OperatorError::Exists(name.clone()).into());
        }
        let operator = Operator { name: name.clone(), role, disabled_at: None, created_at: self.now };
        tx.save_operator(&operator, self.now).await?;
        tx.guard(self.now).await?;
        if let Some(key) = key {
            self.add(&mut tx, name, key).await?;
        }
        self.finish(tx, Action::AddOperator { operator: name.clone(), role }).await?;
        Ok(operator)
    }

    /// # Errors
    /// [`OperatorError::LastAdmin`] when no active admin would remain.
    pub async fn change_role(&self, name: &OperatorName, role: Role) -> Result<Operator, OperationError> {
        let (tx, before, after) = self.change_operator(name, |operator| operator.role = role).await?;
        self.finish(tx, Action::ChangeRole { operator: name.clone(), from: before.role, to: role }).await?;
        Ok(after)
    }

    /// Disables or enables an operator; a disabled one keeps name, role and keys, and may do nothing.
    ///
    /// # Errors
    /// [`OperatorError::LastAdmin`] when no active admin would remain.
    pub async fn disable_operator(&self, name: &OperatorName, disabled: bool) -> Result<Operator, OperationError> {
        let change = |operator: &mut Operator| operator.disabled_at = disabled.then_some(self.now);
        let (tx, _, after) = self.change_operator(name, change).await?;
        let operator = name.clone();
        let action = if disabled { Action::DisableOperator { operator } } else { Action::EnableOperator { operator } };
        self.finish(tx, action).await?;
        Ok(after)
    }

    /// # Errors
    /// [`OperatorError::KeyTaken`] when an operator, this one included, has the key already.
    pub async fn add_key(&self, name: &OperatorName, key: &PublicKey) -> Result<(), OperationError> {
        let mut tx = self.begin_operators().await?;
        tx.operator(name).await?.ok_or_else(|| OperatorError::Unknown(name.clone()))?;
        self.add(&mut tx, name, key).await?;
        self.finish(tx, Action::AddKey { operator: name.clone(), key: key.fingerprint() }).await
    }

    /// Removes the key of that fingerprint (`SHA256:…`).
    pub async fn remove_key(&self, name: &OperatorName, fingerprint: &str) -> Result<(), OperationError> {
        let mut tx = self.begin_operators().await?;
        let keys = tx.keys_of(name).await?;
        let is_it = |text: &str| text.parse::<PublicKey>().is_ok_and(|key| key.fingerprint() == fingerprint);
        let key = keys.into_iter().find(|key| is_it(&key.key)).ok_or_else(|| OperatorError::NoKey(name.clone()))?;
        tx.delete_key(&key.key).await?;
        self.finish(tx, Action::RemoveKey { operator: name.clone(), key: fingerprint.to_owned() }).await
    }

    /// Locks the operators, so that two admins cannot remove each other concurrently.
    async fn begin_operators(&self) -> Result<Tx, OperationError> {
        let mut tx = self.store.begin().await?;
        tx.lock_operators().await?;
        self.check_right(tx.authority(self.actor).await?, Right::ManageOperators)?;
        Ok(tx)
    }

    async fn change_operator(
        &self,
        name: &OperatorName,
        change: impl FnOnce(&mut Operator),
    ) -> Result<(Tx, Operator, Operator), OperationError> {
        let mut tx = self.begin_operators().await?;
        let before = tx.operator(name).await?.ok_or_else(|| OperatorError::Unknown(name.clone()))?;
        let mut after = before.clone();
        change(&mut after);
        tx.save_operator(&after, self.now).await?;
        if tx.active_admins().await? == 0 {
            return Err(OperatorError::LastAdmin(name.clone()).into());
        }
        Ok((tx, before, after))
    }

    async fn add(&self, tx: &mut Tx, name: &OperatorName, key: &PublicKey) -> Result<(), OperationError> {
        if let Some(known) = tx.key(key).await? {
            return Err(OperatorError::KeyTaken(known.operator).into());
        }
        Ok(tx.insert_key(key, name, self.now).await?)
    }

    async fn finish(&self, mut tx: Tx, action: Action) -> Result<(), OperationError> {
        tx.record(Entry::new(action, self.actor), self.now).await?;
        Ok(tx.commit().await?)
    }
}

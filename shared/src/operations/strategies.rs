//! Adding, changing, switching and resetting strategies.

use super::{OperationError, Operations, StrategyChangeError};
use crate::{
    audit::{Action, Entry},
    operator::Right,
    strategy::{Strategy, StrategyId, builtin},
};

impl Operations<'_> {
    /// # Errors
    /// [`StrategyChangeError::Exists`] when there is one of that id.
    pub async fn add_strategy(&self, strategy: &Strategy) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::ChangeStrategies).await?;
        if !tx.insert_strategy(strategy, self.now).await? {
            return Err(StrategyChangeError::Exists(strategy.id.clone()).into());
        }
        tx.record(Entry::about_strategy(&strategy.id, Action::AddStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Replaces every field of a strategy. `seen` is the version that the person started from, so that an edit never
    /// overwrites another; `None` where it made no sense.
    ///
    /// # Errors
    /// [`StrategyChangeError::ChangedMeanwhile`] when the stored one is not `seen`.
    pub async fn edit_strategy(&self, strategy: &Strategy, seen: Option<&Strategy>) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::ChangeStrategies).await?;
        let stored = tx.strategy_to_change(&strategy.id).await?;
        let stored = stored.ok_or_else(|| StrategyChangeError::Missing(strategy.id.clone()))?;
        if stored.as_ref().ok() != seen {
            return Err(StrategyChangeError::ChangedMeanwhile(strategy.id.clone()).into());
        }
        tx.replace_strategy(strategy, self.now).await?;
        tx.record(Entry::about_strategy(&strategy.id, Action::EditStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn switch_strategy(&self, id: &StrategyId, active: bool) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::ChangeStrategies).await?;
        if !tx.set_strategy_active(id, active, self.now).await? {
            return Err(StrategyChangeError::Missing(id.clone()).into());
        }
        let action = if active { Action::EnableStrategy } else { Action::DisableStrategy };
        tx.record(Entry::about_strategy(id, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Restores every field of a built-in strategy.
    ///
    /// # Errors
    /// [`StrategyChangeError::NotBuiltIn`] when no built-in strategy has that id.
    pub async fn reset_strategy(&self, id: &StrategyId) -> Result<Strategy, OperationError> {
        let original = builtin().into_iter().find(|s| s.id == *id);
        let original = original.ok_or_else(|| StrategyChangeError::NotBuiltIn(id.clone()))?;
        let mut tx = self.begin(Right::ChangeStrategies).await?;
        if !tx.replace_strategy(&original, self.now).await? {
            tx.insert_strategy(&original, self.now).await?;
        }
        tx.record(Entry::about_strategy(id, Action::ResetStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(original)
    }
}

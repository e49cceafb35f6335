//! Changing settings and strategies, and letting a channel send again.

use super::{OperationError, Operations, StrategyChangeError};
use crate::{
    audit::{Action, Entry},
    client::Channel,
    operator::Right,
    settings::Settings,
    strategy::{Strategy, StrategyId, builtin},
};

impl Operations<'_> {
    /// Changes one setting and answers with all of them.
    pub async fn set(&self, key: &str, value: &str) -> Result<Settings, OperationError> {
        let mut tx = self.begin(Right::Manage).await?;
        let before = tx.settings().await?;
        let mut settings = before.clone();
        settings.set(key, value)?;
        if settings.options.time_zone != before.options.time_zone {
            // The hours of the stored facts are those of the old zone.
            tx.forget_watermark().await?;
        }
        tx.save_settings(&settings, self.now).await?;
        tx.save_setting_change(key, self.actor, self.now).await?;
        let action = Action::Set { key: key.to_owned(), from: before.get(key)?, to: settings.get(key)? };
        tx.record(Entry::new(action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(settings)
    }

    /// Lets a channel send again that was paused for its bounces or complaints.
    pub async fn resume(&self, channel: Channel) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Manage).await?;
        if !tx.resume(channel, self.now).await? {
            return Err(OperationError::NotPaused(channel));
        }
        tx.record(Entry::new(Action::Resume { channel }, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn add_strategy(&self, strategy: &Strategy) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Manage).await?;
        if !tx.insert_strategy(strategy, self.now).await? {
            return Err(StrategyChangeError::Exists(strategy.id.clone()).into());
        }
        tx.record(Entry::about_strategy(&strategy.id, Action::AddStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes every field of a strategy anew. `seen` is what the person started from: an edit never overwrites
    /// another's.
    pub async fn edit_strategy(&self, strategy: &Strategy, seen: &Strategy) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Manage).await?;
        // A writer's lock first: what is read then stays.
        if !tx.replace_strategy(strategy, self.now).await? {
            return Err(StrategyChangeError::Missing(strategy.id.clone()).into());
        }
        let (found, _) = self.store.strategies().await?;
        if found.iter().find(|s| s.id == seen.id) != Some(seen) {
            return Err(StrategyChangeError::ChangedMeanwhile(strategy.id.clone()).into());
        }
        tx.record(Entry::about_strategy(&strategy.id, Action::EditStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn switch_strategy(&self, id: &StrategyId, active: bool) -> Result<(), OperationError> {
        let mut tx = self.begin(Right::Manage).await?;
        if !tx.set_strategy_active(id, active, self.now).await? {
            return Err(StrategyChangeError::Missing(id.clone()).into());
        }
        let action = if active { Action::EnableStrategy } else { Action::DisableStrategy };
        tx.record(Entry::about_strategy(id, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a built-in strategy back every field it came with.
    pub async fn reset_strategy(&self, id: &StrategyId) -> Result<Strategy, OperationError> {
        let original = builtin().into_iter().find(|s| s.id == *id);
        let original = original.ok_or_else(|| StrategyChangeError::NotBuiltIn(id.clone()))?;
        let mut tx = self.begin(Right::Manage).await?;
        if !tx.replace_strategy(&original, self.now).await? {
            tx.insert_strategy(&original, self.now).await?;
        }
        tx.record(Entry::about_strategy(id, Action::ResetStrategy, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(original)
    }
}

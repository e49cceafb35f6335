//! Changing settings.

use super::{OperationError, Operations};
use crate::{
    audit::{Action, Entry},
    operator::Right,
    settings::Settings,
};

impl Operations<'_> {
    /// Changes one setting and answers with all of them.
    ///
    /// # Errors
    /// [`OperationError::Setting`] when there is no such setting, or it cannot have this value.
    pub async fn set(&self, key: &str, value: &str) -> Result<Settings, OperationError> {
        let mut tx = self.begin(Right::ChangeSettings).await?;
        let before = tx.settings().await?;
        let mut settings = before.clone();
        settings.set(key, value)?;
        if settings.options.time_zone != before.options.time_zone {
            // The hours in the stored facts are in the old zone: fold everything again.
            tx.forget_watermark().await?;
        }
        if settings.options.known_placeholders() != before.options.known_placeholders() {
            // Some reservations may be somebody else's, or nobody's.
            tx.forget_watermark().await?;
        }
        tx.save_settings(&settings, self.now).await?;
        tx.save_setting_change(key, self.actor, self.now).await?;
        let action = Action::Set { key: key.to_owned(), from: before.get(key)?, to: settings.get(key)? };
        tx.record(Entry::new(action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(settings)
    }
}

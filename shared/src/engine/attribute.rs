//! Who came back: the first reservation a client makes after a message, within the attribution window.

use chrono::TimeDelta;

use super::{Checkpoint, Engine, EngineError};
use crate::courier::Courier;

impl<C: Courier> Engine<'_, C> {
    /// How many messages are newly known to have brought their client back. The last message before the reservation
    /// gets the credit.
    pub async fn attribute(&self) -> Result<u64, EngineError> {
        let window = TimeDelta::days(self.store.settings().await?.options.attribution_days);
        // A reservation may be read days after it was made: look back twice the window.
        let mut returns = self.store.returns(self.now - window - window).await?;
        returns.retain(|back| back.reserved_at - back.sent_at <= window);
        returns.dedup_by_key(|back| back.follow_up_id);
        let mut credited = 0;
        for back in returns {
            let mut tx = self.begin().await?;
            credited += u64::from(tx.record_return(&back).await?);
            tx.commit(Checkpoint::Credit).await?;
        }
        Ok(credited)
    }
}

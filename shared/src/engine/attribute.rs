//! Attribution: credits messages with the reservations that their clients made afterwards.

use chrono::TimeDelta;

use super::{Checkpoint, Engine, EngineError};
use crate::{
    courier::Courier,
    follow_up::attribution::{self, lookback},
};

impl<C: Courier> Engine<'_, C> {
    /// Records new returns; the number of messages newly credited.
    pub async fn attribute(&self) -> Result<u64, EngineError> {
        let window = TimeDelta::days(self.store.settings().await?.options.attribution_days);
        let returns = self.store.returns(self.now - lookback(window)).await?;
        let mut credited = 0;
        for back in attribution::credited(returns, window) {
            let mut tx = self.begin().await?;
            credited += u64::from(tx.record_return(&back).await?);
            tx.commit(Checkpoint::Credit).await?;
        }
        Ok(credited)
    }
}

//! Attribution: credits messages with the reservations that their clients made afterwards, and takes back what no longer
//! stands.

use chrono::TimeDelta;

use super::{Checkpoint, Engine, EngineError};
use crate::{
    courier::Courier,
    follow_up::attribution::{self, corrections, credited, lookback},
};

/// What an attribution did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributed {
    /// Messages newly credited.
    pub returned: u64,
    /// Messages whose reservation was cancelled since, or was never confirmed.
    pub taken_back: u64,
}

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn correct_credits(&self) -> Result<Attributed, EngineError> {
        let window = TimeDelta::days(self.store.settings().await?.options.attribution_days);
        let stored = self.store.credits().await?;
        let returns = self.store.returns(self.now - lookback(window), self.now).await?;
        let attribution::Corrections { given, changed, taken_back } = corrections(&stored, &credited(returns, window));
        for credit in given.iter().chain(&changed) {
            let mut tx = self.begin().await?;
            tx.credit(credit).await?;
            tx.commit(Checkpoint::Credit).await?;
        }
        for message in &taken_back {
            let mut tx = self.begin().await?;
            tx.take_credit_back(*message).await?;
            tx.commit(Checkpoint::Credit).await?;
        }
        Ok(Attributed { returned: given.len() as u64, taken_back: taken_back.len() as u64 })
    }
}

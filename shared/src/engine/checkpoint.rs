//! Moments that cannot be taken back: every commit of a follow-up's life and every call of the courier passes one of these,
//! named, so that a harness can end the process right before and right after it.
//!
//! That none is forgotten is a matter of types: a [`super::transaction::Transaction`] has no other `commit`, and senders
//! hold a [`Line`] instead of the courier.

use super::Engine;
use crate::{
    courier::{Answer, Courier, Parcel},
    text_enum::text_enum,
};

text_enum! {
    pub enum Checkpoint {
        /// A follow-up is written down.
        Write = "write",
        /// The automatic mode approves one.
        SelfApprove = "self-approve",
        /// The gate refuses one inside the claim.
        TurnBack = "turn-back",
        /// One is taken for sending.
        Claim = "claim",
        /// The courier is called.
        Call = "call",
        /// What the provider said is written down.
        Record = "record",
        /// What a dead sender left behind is settled.
        Settle = "settle",
        /// A provider's event is taken in.
        Ingest = "ingest",
        /// A channel is paused.
        Pause = "pause",
        /// A return is credited to a message.
        Credit = "credit",
        /// One that can never leave is withdrawn.
        Withdraw = "withdraw",
        /// Events that no provider repeats any more are forgotten.
        Forget = "forget",
    }
    unknown: "{0:?} is not a checkpoint: use one of {1}"
}

/// On which side of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Before,
    After,
}

/// The courier, as those who send hold it.
pub(super) struct Line<'a, C> {
    engine: &'a Engine<'a, C>,
    courier: &'a C,
}

impl<'a, C: Courier> Line<'a, C> {
    /// `None` when this process sends nothing for this database.
    pub(super) fn of(engine: &'a Engine<'a, C>) -> Option<Self> {
        Some(Self { engine, courier: engine.courier? })
    }

    /// Lets the courier carry it; where the process may be ended soon, only until it must be written down.
    pub(super) async fn call(&self, parcel: &Parcel) -> Answer {
        self.engine.progress.passing(Checkpoint::Call, Edge::Before);
        let answer = match self.engine.time_to_call() {
            None => self.courier.send(parcel).await,
            Some(time) => tokio::time::timeout(time, self.courier.send(parcel))
                .await
                .unwrap_or_else(|_| Answer::Unknown("the run ended before the provider answered".to_owned())),
        };
        self.engine.progress.passing(Checkpoint::Call, Edge::After);
        answer
    }

    /// Waits until the courier may be called again.
    pub(super) async fn turn(&self) {
        self.courier.turn().await;
    }

    /// How many may call at once.
    pub(super) fn concurrency(&self) -> usize {
        self.courier.concurrency().max(1)
    }
}

//! Named points of no return: every commit about a follow-up and every call of the courier passes one, so that a test
//! harness can kill the process right before and right after it.
//!
//! Types make sure that none is forgotten: a [`super::transaction::Transaction`] has no other `commit`, and senders
//! hold a [`CourierHandle`] instead of the courier.

use super::Engine;
use crate::{
    courier::{Answer, Courier, Parcel},
    text_enum::text_enum,
};

text_enum! {
    pub enum Checkpoint {
        /// A follow-up is stored.
        Write = "write",
        /// The automatic mode approves one.
        SelfApprove = "self-approve",
        /// The gate refuses one inside the claim.
        TurnBack = "turn-back",
        /// One is claimed for sending.
        Claim = "claim",
        /// The courier is called.
        Call = "call",
        /// The provider's answer is recorded.
        Record = "record",
        /// A follow-up whose lease had expired is reconciled.
        Settle = "settle",
        /// A provider's event is ingested.
        Ingest = "ingest",
        /// A channel is paused.
        Pause = "pause",
        /// A return is credited to a message, or taken back.
        Credit = "credit",
        /// One that can no longer be sent is withdrawn.
        Withdraw = "withdraw",
        /// The hashes of old events are deleted.
        Forget = "forget",
    }
    unknown: "{0:?} is not a checkpoint: use one of {1}"
}

/// The side of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Before,
    After,
}

/// The courier as senders hold it, so that every call passes [`Checkpoint::Call`].
pub(super) struct CourierHandle<'a, C> {
    engine: &'a Engine<'a, C>,
    courier: &'a C,
}

impl<'a, C: Courier> CourierHandle<'a, C> {
    /// `None` when this process sends nothing for this database.
    pub(super) fn of(engine: &'a Engine<'a, C>) -> Option<Self> {
        Some(Self { engine, courier: engine.courier? })
    }

    /// Calls the courier. With a deadline, it gives up in time to record the answer.
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
    pub(super) async fn wait_for_capacity(&self) {
        self.courier.wait_for_capacity().await;
    }

    /// How many calls may run concurrently.
    pub(super) fn concurrency(&self) -> usize {
        self.courier.concurrency().max(1)
    }
}

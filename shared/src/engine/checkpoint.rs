//! The moments of the schedule at which dying matters: around each commit and around the provider call.
//!
//! Every commit of a step that writes or moves follow-ups, and every call of a courier, goes through here under a name of
//! its own, so that a harness can end the process right before and right after it. A commit or a call that does not is
//! found by the test below.

use super::Engine;
use crate::{
    courier::{Answer, Courier, Parcel},
    store::Tx,
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
        /// Events that are told no more are forgotten.
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

impl<C> Engine<'_, C> {
    pub(super) async fn commit(&self, tx: Tx, at: Checkpoint) -> sqlx::Result<()> {
        self.progress.passing(at, Edge::Before);
        tx.commit().await?;
        self.progress.passing(at, Edge::After);
        Ok(())
    }
}

impl<C: Courier> Engine<'_, C> {
    /// Lets the courier carry it; where the process may be ended soon, only until it must be written down.
    pub(super) async fn call(&self, courier: &C, parcel: &Parcel) -> Answer {
        self.progress.passing(Checkpoint::Call, Edge::Before);
        let answer = match self.time_to_call() {
            None => courier.send(parcel).await,
            Some(time) => tokio::time::timeout(time, courier.send(parcel))
                .await
                .unwrap_or_else(|_| Answer::Unknown("the run ended before the provider answered".to_owned())),
        };
        self.progress.passing(Checkpoint::Call, Edge::After);
        answer
    }
}

#[cfg(test)]
mod tests {
    /// Every file of this folder in which follow-ups are written or moved.
    const SOURCES: [(&str, &str); 8] = [
        ("attribute.rs", include_str!("attribute.rs")),
        ("feedback.rs", include_str!("feedback.rs")),
        ("generate.rs", include_str!("generate.rs")),
        ("maintain.rs", include_str!("maintain.rs")),
        ("reconcile.rs", include_str!("reconcile.rs")),
        ("send/claim.rs", include_str!("send/claim.rs")),
        ("send/mod.rs", include_str!("send/mod.rs")),
        ("send/record.rs", include_str!("send/record.rs")),
    ];

    #[test]
    fn nothing_is_committed_and_nobody_is_called_but_at_a_named_checkpoint() {
        for (file, source) in SOURCES {
            for (number, line) in source.lines().enumerate() {
                let passes_by = [".commit()", "courier.send("].into_iter().find(|call| line.contains(call));
                assert_eq!(passes_by, None, "{file}:{}: use Engine::commit or Engine::call", number + 1);
            }
        }
    }

    /// What else is awaited lies inside a transaction (it happens with its commit or not at all), only reads, or is a
    /// step of the engine that is looked at itself.
    #[test]
    fn whatever_is_awaited_while_sending_is_known_to_be_safe_to_die_in() {
        for (file, source) in SOURCES
            .into_iter()
            .filter(|(file, _)| file.starts_with("send/") || ["feedback.rs", "reconcile.rs"].contains(file))
        {
            // Statement by statement, for one may go over several lines.
            for statement in source.split(';').filter(|statement| statement.contains(".await")) {
                let known = [
                    "tx.",
                    "(&mut tx",
                    "run.",
                    "self.",
                    "engine.",
                    "give_back(",
                    "courier.evidence(",
                    "join_all(",
                    "sleep(",
                ];
                assert!(known.iter().any(|call| statement.contains(call)), "{file}: name a checkpoint: {statement}");
            }
        }
    }
}

//! Reconciles follow-ups whose sender died: by evidence, never by sending again blindly.

use serde::Serialize;

use super::{Checkpoint, Engine, EngineError, SCHEDULE, send::release_slot};
use crate::{
    audit::{Action, Entry},
    courier::{Courier, Evidence},
    follow_up::Step,
};

/// What was found out about follow-ups whose lease had expired.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// They were sent.
    pub found_sent: u64,
    /// They were not sent, and may be sent again.
    pub found_unsent: u64,
    /// Unknown: a person decides.
    pub uncertain: u64,
}

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn settle_expired(&self) -> Result<Reconciled, EngineError> {
        let (mut report, mut last) = (Reconciled::default(), None);
        let Some(courier) = self.courier else { return Ok(report) };
        for before in self.store.expired_leases((self.clock)()).await? {
            let evidence = courier.evidence(before.id).await;
            let first_event = self.store.first_event_at(before.id).await?;
            let mut after = before.clone();
            let (step, count) = match (evidence, first_event) {
                (Evidence::Sent(id), _) => {
                    after.outcome.sent_at = Some(self.now);
                    after.outcome.provider_message_id = Some(id);
                    (Step::FoundSent, &mut report.found_sent)
                }
                // The provider's events prove it, although its answer was not recorded.
                (_, Some(at)) => {
                    after.outcome.sent_at = Some(at);
                    (Step::FoundSent, &mut report.found_sent)
                }
                (Evidence::NotSent, None) => (Step::FoundUnsent, &mut report.found_unsent),
                (Evidence::Unknown, None) => (Step::Lost, &mut report.uncertain),
            };
            if after.apply(step, self.now).is_err() {
                continue;
            }
            let mut tx = self.begin().await?;
            if !tx.replace_follow_up(&mut after).await? {
                tx.rollback().await?;
                continue;
            }
            if step == Step::FoundUnsent {
                release_slot(&mut tx, &before).await?;
            }
            let action = Action::Reconcile { status: after.status };
            tx.record(Entry::about(&after, action.clone(), SCHEDULE), self.now).await?;
            tx.commit(Checkpoint::Settle).await?;
            *count += 1;
            last = Some(action);
        }
        if let Some(action) = last {
            self.save_last_action(&action).await?;
        }
        Ok(report)
    }
}

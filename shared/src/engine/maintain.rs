//! Maintenance: withdraws follow-ups that can no longer be sent, so that nobody reviews them and their clients may get
//! another; deletes the hashes of events that no provider will repeat.

use chrono::TimeDelta;

use super::{Checkpoint, Engine, EngineError, SCHEDULE};
use crate::{
    audit::{Action, Entry},
    calendar::Calendar,
    courier::Courier,
    draft::DraftSource,
    follow_up::{FollowUp, Step, gate::Refusal},
    store::Quota,
};

/// SNS retries an event for 23 days (AWS, "Amazon SNS message delivery retries"), and a queue keeps it for 14.
const EVENT_RETENTION: TimeDelta = TimeDelta::days(60);

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn withdraw_outdated(&self) -> Result<u64, EngineError> {
        let calendar = self.store.settings().await?.calendar();
        let today = calendar.day(self.now);
        let mut withdrawn = 0;
        for overtaken in self.store.overtaken().await? {
            withdrawn += self.withdraw(overtaken, Refusal::CameBack, &calendar).await?;
        }
        // An offer is valid for at least one day after the follow-up's date.
        for waiting in self.store.waiting_since(self.now - TimeDelta::days(1)).await? {
            if let Some(day) = waiting.draft.offer_valid_until().filter(|day| *day < today) {
                withdrawn += self.withdraw(waiting, Refusal::OfferExpired(day), &calendar).await?;
            }
        }
        let mut tx = self.begin().await?;
        tx.delete_seen_events(self.now - EVENT_RETENTION).await?;
        tx.commit(Checkpoint::Forget).await?;
        Ok(withdrawn)
    }

    async fn withdraw(&self, mut after: FollowUp, why: Refusal, calendar: &Calendar) -> Result<u64, EngineError> {
        let written_on = calendar.day(after.generated_at);
        let frees_its_slot = is_unseen(&after) && written_on == calendar.day(self.now);
        if after.apply(Step::Cancel, self.now).is_err() {
            return Ok(0);
        }
        after.outcome.failure = Some(why.into());
        after.outcome.rests = false;
        let mut tx = self.begin().await?;
        if frees_its_slot {
            // First, as a slot is taken before its follow-up is stored: otherwise each could wait for the other.
            tx.give_slot_back(written_on, Quota::Written).await?;
        }
        if !tx.replace_follow_up(&mut after).await? {
            tx.rollback().await?;
            return Ok(0);
        }
        let action = Action::Withdraw { reason: why.code() };
        tx.record(Entry::about(&after, action.clone(), SCHEDULE), self.now).await?;
        tx.commit(Checkpoint::Withdraw).await?;
        self.save_last_action(&action).await?;
        Ok(1)
    }
}

/// Whether no person has changed or approved it. [`crate::store::Connection::written_by`] counts by the same rule.
fn is_unseen(follow_up: &FollowUp) -> bool {
    follow_up.draft.source != DraftSource::Human && follow_up.approved_by().is_none_or(|by| by == SCHEDULE)
}

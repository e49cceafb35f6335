//! Ingesting providers' events: each counts once, in whatever order and however often it arrives.

use serde::Serialize;

use super::{Checkpoint, Engine, EngineError, SCHEDULE};
use crate::{
    audit::{Action, Entry, Transition},
    client::Channel,
    feedback::{Event, Kind, soft_bounces},
    follow_up::{FollowUp, Status, Step},
    store::{Suppressed, Tx},
};

/// What came of one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// It has arrived before.
    pub repeated: bool,
    /// It names no message of ours.
    pub unmatched: bool,
    /// It proved that a message was sent of which that was not known.
    pub settled: bool,
    /// It suppressed an address.
    pub suppressed: bool,
    /// It brought the channel over its limit: the channel is paused.
    pub paused: bool,
}

impl<C> Engine<'_, C> {
    pub async fn ingest(&self, event: &Event) -> Result<Ingested, EngineError> {
        let (mut ingested, mut done) = (Ingested::default(), None);
        let mut tx = self.begin().await?;
        tx.lock_channel(Channel::Email).await?;
        if !tx.record_seen_event(event, self.now).await? {
            tx.rollback().await?;
            return Ok(Ingested { repeated: true, ..ingested });
        }
        let mut about = match event.follow_up {
            Some(id) => tx.follow_up(id).await?,
            None => None,
        };
        if about.is_none() {
            about = tx.follow_up_of_message(&event.message_id).await?;
        }
        ingested.unmatched = about.is_none();
        if let Some(about) = &about {
            tx.record_event(about.id, event).await?;
            done = self.settle(&mut tx, about, event).await?;
            ingested.settled = done.is_some();
        }
        for address in event.dead_addresses() {
            // If the message is ours, only an address of its client is suppressed.
            let is_theirs = match &about {
                Some(about) => about.client_id == *address || tx.is_named(about.client_key, address).await?,
                None => true,
            };
            if is_theirs {
                let reason =
                    if event.kind == Kind::Complained { Suppressed::Complaint } else { Suppressed::HardBounce };
                tx.suppress(Channel::Email, address.as_str(), reason, event.occurred_at).await?;
                ingested.suppressed = true;
            }
        }
        match &about {
            Some(about) if matches!(event.kind, Kind::Bounced | Kind::Delivered) => {
                ingested.suppressed |= judge_soft_bounces(&mut tx, about).await?;
            }
            // An event about an unknown message is only remembered if it suppressed an address: the message may become
            // ours once an answer that is still on its way is recorded and the event is delivered again.
            None if !ingested.suppressed => {
                tx.rollback().await?;
                return Ok(ingested);
            }
            _ => {}
        }
        if matches!(event.kind, Kind::Bounced | Kind::Complained) {
            let pause = self.pause_if_unhealthy(&mut tx).await?;
            ingested.paused = pause.is_some();
            done = pause.or(done);
        }
        tx.commit(Checkpoint::Ingest).await?;
        if let Some(action) = done {
            self.save_last_action(&action).await?;
        }
        Ok(ingested)
    }

    /// An event proves that its message was sent, whatever became of it: marks the follow-up if that was not known.
    async fn settle(&self, tx: &mut Tx, before: &FollowUp, event: &Event) -> Result<Option<Action>, EngineError> {
        // Not while it is being sent: its sender records the answer.
        let is_open =
            before.status == Status::Uncertain || (before.status == Status::Approved && before.sending.attempts > 0);
        let mut after = before.clone();
        if !is_open || after.apply(Step::FoundSent, self.now).is_err() {
            return Ok(None);
        }
        after.outcome.sent_at = Some(event.sent_at);
        after.outcome.provider_message_id = Some(event.message_id.clone());
        after.outcome.failure = None;
        if !tx.replace_follow_up(&mut after).await? {
            return Ok(None);
        }
        let action = Action::Settle { transition: Transition::between(before, &after), event: Some(event.kind) };
        tx.record(Entry::about(&after, action.clone(), SCHEDULE), self.now).await?;
        Ok(Some(action))
    }

    /// Runs before sending: a bounce that arrived before its message was recorded as sent was not counted then.
    pub(super) async fn pause_unhealthy_channels(&self) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        tx.lock_channel(Channel::Email).await?;
        let pause = self.pause_if_unhealthy(&mut tx).await?;
        tx.commit(Checkpoint::Pause).await?;
        match pause {
            Some(action) => self.save_last_action(&action).await,
            None => Ok(()),
        }
    }

    /// Pauses e-mail when it has too many bounces or complaints; other channels report none.
    async fn pause_if_unhealthy(&self, tx: &mut Tx) -> Result<Option<Action>, EngineError> {
        let health = tx.health(Channel::Email).await?;
        let Some(because) = health.pause_reason() else { return Ok(None) };
        let paused = tx.pause(Channel::Email, &because, self.now).await?;
        if !paused {
            return Ok(None);
        }
        tracing::error!(%because, "e-mail is paused: `relance resume email` once the cause is found");
        let action = Action::Pause { channel: Channel::Email, because, health };
        tx.record(Entry::new(action.clone(), SCHEDULE), self.now).await?;
        Ok(Some(action))
    }
}

/// Judged from the whole history again, so that a late event counts at its own time.
async fn judge_soft_bounces(tx: &mut Tx, about: &FollowUp) -> Result<bool, EngineError> {
    let (address, reason) = (about.client_id.as_str(), Suppressed::SoftBounces);
    let known = tx.is_suppressed_for(Channel::Email, address, reason).await?;
    tx.unsuppress(Channel::Email, address, reason).await?;
    let Some(since) = soft_bounces::too_many_at(tx.deliveries(&about.client_id).await?) else { return Ok(false) };
    tx.suppress(Channel::Email, address, reason, since).await?;
    Ok(!known)
}

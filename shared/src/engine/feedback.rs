//! Taking in what providers tell: each event counts once, in whatever order and however often it comes.

use serde::Serialize;
use serde_json::json;

use super::{Checkpoint, Engine, EngineError, SCHEDULE};
use crate::{
    client::Channel,
    feedback::{Event, Kind, soft_bounces},
    follow_up::{FollowUp, Status, Step},
    store::{Entry, Suppressed, Tx},
};

/// What came of one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// It was told before.
    pub repeated: bool,
    /// It is about no message of ours.
    pub unmatched: bool,
    /// It proved that a message left of which nobody knew.
    pub settled: bool,
    /// It struck an address out.
    pub suppressed: bool,
    /// It was one too many: the channel is paused.
    pub paused: bool,
}

impl<C> Engine<'_, C> {
    pub async fn ingest(&self, event: &Event) -> Result<Ingested, EngineError> {
        let mut ingested = Ingested::default();
        let mut tx = self.store.begin().await?;
        tx.lock_channel(Channel::Email).await?;
        if !tx.see(event, self.now).await? {
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
            ingested.settled = self.settle(&mut tx, about, event).await?;
        }
        for address in event.dead_addresses() {
            // Where we know to whom the message went, nobody else's address is believed to be the one.
            if about.as_ref().is_none_or(|about| about.client_id == *address) {
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
            // Of others' messages it is only remembered what struck an address out: the rest may become ours yet, when
            // an answer that is still on its way is recorded and the event is told again.
            None if !ingested.suppressed => {
                tx.rollback().await?;
                return Ok(ingested);
            }
            _ => {}
        }
        if matches!(event.kind, Kind::Bounced | Kind::Complained) {
            ingested.paused = self.pause_if_unwell(&mut tx).await?;
        }
        self.commit(tx, Checkpoint::Ingest).await?;
        Ok(ingested)
    }

    /// A message of which its provider tells has left, whatever became of it afterwards.
    async fn settle(&self, tx: &mut Tx, before: &FollowUp, event: &Event) -> Result<bool, EngineError> {
        // One that is being sent is its sender's to record.
        let is_open =
            before.status == Status::Uncertain || (before.status == Status::Approved && before.sending.attempts > 0);
        let mut after = before.clone();
        if !is_open || after.take(Step::FoundSent, self.now).is_err() {
            return Ok(false);
        }
        after.outcome.sent_at = Some(event.sent_at);
        after.outcome.provider_message_id = Some(event.message_id.clone());
        after.outcome.failure = None;
        let settled = tx.replace_follow_up(&mut after).await?;
        if settled {
            let entry = Entry::about(&after, "settle", SCHEDULE);
            tx.log(entry.with(json!({ "from": before.status, "to": after.status, "event": event.kind })), self.now)
                .await?;
        }
        Ok(settled)
    }

    /// Before sending: a bounce may have come before its message was recorded as sent, and counted for nothing.
    pub(super) async fn look_after_channels(&self) -> Result<(), EngineError> {
        let mut tx = self.store.begin().await?;
        tx.lock_channel(Channel::Email).await?;
        self.pause_if_unwell(&mut tx).await?;
        Ok(self.commit(tx, Checkpoint::Pause).await?)
    }

    /// Pauses e-mail when too much of it goes wrong; only e-mail tells.
    async fn pause_if_unwell(&self, tx: &mut Tx) -> Result<bool, EngineError> {
        let health = tx.health(Channel::Email).await?;
        let Some(because) = health.pause_reason() else { return Ok(false) };
        let paused = tx.pause(Channel::Email, &because, self.now).await?;
        if paused {
            tracing::error!(%because, "e-mail is paused: `relance resume email` once the cause is found");
            let details = json!({ "channel": Channel::Email, "because": because, "health": health });
            tx.log(Entry::new("pause", SCHEDULE).with(details), self.now).await?;
        }
        Ok(paused)
    }
}

/// Judged anew from the whole history, so that what comes late in between counts where it belongs.
async fn judge_soft_bounces(tx: &mut Tx, about: &FollowUp) -> Result<bool, EngineError> {
    let (address, reason) = (about.client_id.as_str(), Suppressed::SoftBounces);
    let known = tx.is_suppressed_for(Channel::Email, address, reason).await?;
    tx.unsuppress(Channel::Email, address, reason).await?;
    let Some(since) = soft_bounces::too_many_at(tx.deliveries(&about.client_id).await?) else { return Ok(false) };
    tx.suppress(Channel::Email, address, reason, since).await?;
    Ok(!known)
}

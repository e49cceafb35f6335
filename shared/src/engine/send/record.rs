//! Recording a provider's answer.

use std::{sync::PoisonError, time::Duration};

use chrono::TimeDelta;
use tokio::time::sleep;

use super::{Run, release_slot};
use crate::{
    audit::{Action, Entry},
    client::Channel,
    courier::{Answer, Courier},
    engine::{Checkpoint, EngineError, SCHEDULE},
    follow_up::{Failure, FollowUp, Status, Step},
    store::{Suppressed, Tx},
};

/// Minutes to wait after the first, second, … temporary refusal; one more refusal is final.
const BACKOFF_MINUTES: [i64; 5] = [1, 5, 15, 60, 240];

/// The upper limit for a delay that a provider asks for.
const MAX_WAIT: Duration = Duration::from_secs(24 * 3600);

/// How long a message waits for its channel to be set up.
const SET_UP_RECHECK: TimeDelta = TimeDelta::hours(1);

/// Delays before recording an answer is tried again. The answer is the only proof of what happened: a database failure
/// of a few seconds must not make the follow-up uncertain.
const RECORD_RETRY_DELAYS: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

impl<C: Courier> Run<'_, C> {
    pub(super) async fn record(&self, claimed: &FollowUp, answer: Answer) -> Result<(), EngineError> {
        self.note_refusal(claimed.draft.channel, &answer);
        let recorded = self.persist(claimed, &answer).await?;
        if let (Answer::AddressGone(_), Some(failed)) = (answer, recorded) {
            match self.redraft(&failed).await {
                Ok(redrafted) => self.update_report(|report| report.redrafted += u64::from(redrafted)),
                // The recorded answer stays; the next generation may choose the client again.
                Err(error) => tracing::warn!(follow_up = %failed.id, %error, "the next channel got no draft"),
            }
        }
        Ok(())
    }

    /// Notes what is wrong with us, which people must see; an account that may not send ends the run.
    fn note_refusal(&self, channel: Channel, answer: &Answer) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Answer::Accepted(_) => drop(refusals.entry(channel).or_default()),
            Answer::AccountRefused(why) | Answer::NotSetUp(why) => {
                tracing::error!(%channel, %why, "the provider takes nothing through this channel");
                refusals.insert(channel, Some(why.clone()));
                self.update_report(|report| report.account_refused = Some(why.clone()));
            }
            _ => {}
        }
        if let Answer::AccountRefused(_) = answer {
            self.end();
        }
    }

    /// Records the answer, with retries; `None` when the follow-up was settled otherwise meanwhile.
    async fn persist(&self, claimed: &FollowUp, answer: &Answer) -> Result<Option<FollowUp>, EngineError> {
        for pause in RECORD_RETRY_DELAYS {
            match self.try_record(claimed, answer).await {
                Err(error) => {
                    tracing::warn!(follow_up = %claimed.id, %error, "an answer could not be recorded, again soon")
                }
                done => return done,
            }
            sleep(pause).await;
        }
        self.try_record(claimed, answer).await
    }

    async fn try_record(&self, claimed: &FollowUp, answer: &Answer) -> Result<Option<FollowUp>, EngineError> {
        let _permit = self.connections.acquire().await;
        let mut tx = self.engine.begin().await?;
        let mut after = self.outcome(claimed, answer)?;
        if !tx.replace_follow_up(&mut after).await? {
            let Some(now) = tx.follow_up(claimed.id).await?.filter(|now| is_undecided(now, claimed)) else {
                tx.rollback().await?;
                tracing::warn!(follow_up = %claimed.id, "somebody else has decided before the answer was recorded");
                return Ok(None);
            };
            after = self.outcome(&now, answer)?;
            if !tx.replace_follow_up(&mut after).await? {
                tx.rollback().await?;
                return Ok(None);
            }
        }
        if matches!(after.status, Status::Approved | Status::Failed) {
            release_slot(&mut tx, &after).await?;
        }
        let action = match after.status {
            Status::Sent => Action::Send,
            Status::Failed => Action::Fail,
            Status::Approved => Action::PutBack,
            _ => Action::Lose,
        };
        let entry = Entry {
            error: after.outcome.failure.as_ref().map(Failure::as_str),
            ..Entry::about(&after, action, SCHEDULE)
        };
        tx.record(entry, self.engine.now).await?;
        if let Answer::AddressGone(_) = answer {
            self.suppress_address(&mut tx, &after).await?;
        }
        tx.commit(Checkpoint::Record).await?;
        self.update_report(|report| {
            *match after.status {
                Status::Sent => &mut report.sent,
                Status::Failed => &mut report.failed,
                Status::Approved => &mut report.put_back,
                _ => &mut report.uncertain,
            } += 1;
        });
        Ok(Some(after))
    }

    /// The follow-up as changed by the answer.
    fn outcome(&self, before: &FollowUp, answer: &Answer) -> Result<FollowUp, EngineError> {
        let mut after = before.clone();
        let (step, why) = match answer {
            Answer::Accepted(id) => {
                after.outcome.sent_at = Some(self.engine.now);
                after.outcome.provider_message_id = Some(id.clone());
                (Step::Accepted, None)
            }
            Answer::Refused(why) => (Step::Refused, Some(why)),
            Answer::AddressGone(why) => {
                // It never arrived, so there is no cooldown: the strategy may use another channel.
                after.outcome.rests = false;
                (Step::Refused, Some(why))
            }
            Answer::Later { why, after: wish } => match backoff(before) {
                Some(pause) => {
                    let wish = TimeDelta::from_std(wish.unwrap_or_default().min(MAX_WAIT)).unwrap_or_default();
                    after.sending.next_try_at = Some(self.engine.now + pause.max(wish));
                    (Step::Deferred, Some(why))
                }
                None => (Step::Refused, Some(why)),
            },
            Answer::AccountRefused(why) => {
                // Not the fault of this message: it does not count as an attempt, and the follow-up stays due.
                after.sending.attempts -= 1;
                (Step::Deferred, Some(why))
            }
            Answer::NotSetUp(why) => {
                // Not counted either; others go on meanwhile.
                after.sending.attempts -= 1;
                after.sending.next_try_at = Some(self.engine.now + SET_UP_RECHECK);
                (Step::Deferred, Some(why))
            }
            Answer::Unknown(why) => (Step::Lost, Some(why)),
        };
        after.apply(step, self.engine.now)?;
        after.outcome.failure = why.and_then(|why| Failure::words(why));
        Ok(after)
    }

    /// Disables the device, or suppresses the number, that nothing reaches any more.
    async fn suppress_address(&self, tx: &mut Tx, failed: &FollowUp) -> Result<(), EngineError> {
        let now = self.engine.now;
        let Some(insight) = tx.insight(failed.client_key).await? else { return Ok(()) };
        match (failed.draft.channel, &insight.contact.addresses.device, &insight.contact.addresses.phone) {
            (Channel::Push, Some(device), _) => tx.disable_device(device, now).await?,
            (Channel::Sms, _, Some(phone)) => {
                tx.suppress(Channel::Sms, phone.as_str(), Suppressed::OptedOut, now).await?
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether this claim was given up as uncertain, so that its late answer still counts.
fn is_undecided(now: &FollowUp, claimed: &FollowUp) -> bool {
    now.status == Status::Uncertain && now.sending.attempts == claimed.sending.attempts
}

/// How long to wait after this claim was refused for now; `None` when it was the last attempt. Adds up to 50 % of
/// jitter, derived from the claim's random token, so that follow-ups refused together are not retried together.
fn backoff(claimed: &FollowUp) -> Option<TimeDelta> {
    let tried = usize::try_from(claimed.sending.attempts).ok()?.checked_sub(1)?;
    let seconds = 60 * BACKOFF_MINUTES.get(tried)?;
    let chance = claimed.sending.lease.as_ref().map_or(0, |lease| lease.token.as_u128() % 1000) as i64;
    Some(TimeDelta::seconds(seconds + seconds * chance / 2000))
}

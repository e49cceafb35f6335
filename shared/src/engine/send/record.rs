//! Recording what the provider said.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;
use uuid::Uuid;

use super::{Run, give_back};
use crate::{
    audit::{Action, Entry},
    client::{Channel, Hours},
    courier::{Answer, Courier},
    engine::{Checkpoint, EngineError, SCHEDULE, strategy_of},
    follow_up::{FollowUp, Status, Step, compose::Material, gate::Case},
    store::{Quota, Suppressed, Tx},
};

/// Minutes until the next try after the first, second, … refusal for now; after the last one it has failed.
const BACKOFF_MINUTES: [i64; 5] = [1, 5, 15, 60, 240];

/// The longest a provider's wish to be left alone is followed.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// How long to wait before writing an answer down once more. It is all that proves what happened: a database that is
/// back within seconds must not make it an uncertain one.
const RECORD_AGAIN_AFTER: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

impl<C: Courier> Run<'_, C> {
    pub(super) async fn record(&self, claimed: &FollowUp, answer: Answer) -> Result<(), EngineError> {
        if let Answer::AccountRefused(why) = &answer {
            tracing::error!(%why, "the provider lets this account send nothing: the run ends");
            self.tell(|report| report.account_refused = Some(why.clone()));
            self.end();
        }
        // Read before the transaction: within it, it would wait for a second connection while holding the first.
        let everyone = match &answer {
            Answer::AddressGone(_) => self.engine.store.engine_state().await?.hours,
            _ => Hours::default(),
        };
        for pause in RECORD_AGAIN_AFTER {
            match self.write_down(claimed, &answer, &everyone).await {
                Err(error) => {
                    tracing::warn!(follow_up = %claimed.id, %error, "an answer could not be recorded, again soon")
                }
                done => return done,
            }
            sleep(pause).await;
        }
        self.write_down(claimed, &answer, &everyone).await
    }

    async fn write_down(&self, claimed: &FollowUp, answer: &Answer, everyone: &Hours) -> Result<(), EngineError> {
        let mut tx = self.engine.store.begin().await?;
        let mut after = self.outcome(claimed, answer)?;
        if !tx.replace_follow_up(&mut after).await? {
            let Some(now) = tx.follow_up(claimed.id).await?.filter(|now| is_undecided(now, claimed)) else {
                tx.rollback().await?;
                tracing::warn!(follow_up = %claimed.id, "somebody else has decided before the answer was recorded");
                return Ok(());
            };
            after = self.outcome(&now, answer)?;
            if !tx.replace_follow_up(&mut after).await? {
                tx.rollback().await?;
                return Ok(());
            }
        }
        if matches!(after.status, Status::Approved | Status::Failed) {
            give_back(&mut tx, &after).await?;
        }
        let action = match after.status {
            Status::Sent => Action::Send,
            Status::Failed => Action::Fail,
            Status::Approved => Action::PutBack,
            _ => Action::Lose,
        };
        let entry = Entry { error: after.outcome.failure.as_deref(), ..Entry::about(&after, action, SCHEDULE) };
        tx.record(entry, self.engine.now).await?;
        let mut redrafted = false;
        if let Answer::AddressGone(_) = answer {
            redrafted = self.leave_address(&mut tx, &after, everyone).await?;
        }
        self.engine.commit(tx, Checkpoint::Record).await?;
        self.tell(|report| {
            *match after.status {
                Status::Sent => &mut report.sent,
                Status::Failed => &mut report.failed,
                Status::Approved => &mut report.put_back,
                _ => &mut report.uncertain,
            } += 1;
            report.redrafted += u64::from(redrafted);
        });
        Ok(())
    }

    /// What the answer makes of the follow-up.
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
                // It never arrived: the strategy may write to the client through another channel.
                after.outcome.rests = false;
                (Step::Refused, Some(why))
            }
            Answer::Later { why, after: wish } => match backoff(before) {
                Some(pause) => {
                    let wish = TimeDelta::from_std(wish.unwrap_or_default().min(LONGEST_WAIT)).unwrap_or_default();
                    after.sending.next_try_at = Some(self.engine.now + pause.max(wish));
                    (Step::Deferred, Some(why))
                }
                None => (Step::Refused, Some(why)),
            },
            Answer::AccountRefused(why) => {
                // No fault of this one: it counts as no try, and is the first again once the account may send.
                after.sending.attempts -= 1;
                (Step::Deferred, Some(why))
            }
            Answer::Unknown(why) => (Step::Lost, Some(why)),
        };
        after.take(step, self.engine.now)?;
        after.outcome.failure = why.cloned();
        Ok(after)
    }

    /// Strikes the address out, and writes the client a new draft for their next channel, which needs an approval of its
    /// own; `false` when there is none, or the gate or the day's limit refuses.
    async fn leave_address(&self, tx: &mut Tx, failed: &FollowUp, everyone: &Hours) -> Result<bool, EngineError> {
        let now = self.engine.now;
        let Some(insight) = tx.insight(&failed.client_id).await? else { return Ok(false) };
        match (failed.draft.channel, &insight.contact.addresses.device, &insight.contact.addresses.phone) {
            (Channel::Push, Some(device), _) => tx.disable_device(device, now).await?,
            (Channel::Sms, _, Some(phone)) => {
                tx.suppress(Channel::Sms, phone.as_str(), Suppressed::OptedOut, now).await?
            }
            _ => {}
        }
        let Some(insight) = tx.insight(&failed.client_id).await? else { return Ok(false) };
        let strategy = strategy_of(failed, &self.strategies);
        let history = tx.history(&failed.client_id, &failed.strategy_id).await?;
        let case = Case {
            settings: &self.rules.settings,
            calendar: &self.rules.calendar,
            strategy: &strategy,
            profile: &insight.profile,
            contact: &insight.contact,
            history,
        };
        let Ok(channel) = case.may_write(now) else { return Ok(false) };
        let material = Material {
            rules: &self.rules,
            strategy: &strategy,
            profile: &insight.profile,
            assessment: &self.rules.assess(&insight.profile, now),
            contact: &insight.contact,
            everyone,
        };
        let Ok(draft) = material.compose(Uuid::new_v4(), channel, now) else { return Ok(false) };
        let limit = self.rules.settings.daily_follow_up_limit;
        let written = tx.take_slot(self.rules.calendar.day(now), Quota::Written, limit).await?
            && tx.insert_follow_up(&draft).await?;
        if written {
            let action = Action::Generate { by_hand: false, instead_of: Some(failed.id) };
            tx.record(Entry::about(&draft, action, SCHEDULE), now).await?;
        }
        Ok(written)
    }
}

/// Whether nobody knew what became of this claim until its own sender came to tell.
fn is_undecided(now: &FollowUp, claimed: &FollowUp) -> bool {
    now.status == Status::Uncertain && now.sending.attempts == claimed.sending.attempts
}

/// How long to leave it alone after this claim was refused for now, or `None` after the last. Up to half as long again,
/// drawn from the claim's random token, so that those refused together do not come back together.
fn backoff(claimed: &FollowUp) -> Option<TimeDelta> {
    let tried = usize::try_from(claimed.sending.attempts).ok()?.checked_sub(1)?;
    let seconds = 60 * BACKOFF_MINUTES.get(tried)?;
    let chance = claimed.sending.lease.as_ref().map_or(0, |lease| lease.token.as_u128() % 1000) as i64;
    Some(TimeDelta::seconds(seconds + seconds * chance / 2000))
}

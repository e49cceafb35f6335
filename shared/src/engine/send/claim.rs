//! Claiming: the gate's second question, a slot of the day, a token and a lease, in one short transaction.

use chrono::TimeDelta;
use uuid::Uuid;

use super::Run;
use crate::{
    courier::{Courier, Parcel},
    engine::{Checkpoint, EngineError, SCHEDULE, strategy_of},
    follow_up::{
        FollowUp, Step,
        gate::{Case, Fate, Leaving, Refusal, daily_limit},
    },
    store::{Entry, Quota, Tx},
};

pub(super) enum Claim {
    NothingDue,
    Refused(Refusal),
    Taken(Box<(FollowUp, Parcel)>),
}

impl<C: Courier> Run<'_, C> {
    pub(super) async fn claim(&self) -> Result<Claim, EngineError> {
        let (engine, settings) = (self.engine, &self.rules.settings);
        let mut tx = engine.store.begin().await?;
        let Some(due) = tx.next_due(engine.now).await? else {
            tx.rollback().await?;
            return Ok(Claim::NothingDue);
        };
        let mut claimed = due.clone();
        let claim = match self.may_leave(&mut tx, &due).await? {
            Ok(parcel) => {
                let day = self.rules.calendar.day(engine.now);
                if tx.take_slot(day, Quota::Sent, settings.daily_follow_up_limit).await? {
                    // The status was read under the lock: the step is legal.
                    let _legal = claimed.take(Step::Claim, engine.now);
                    claimed.claim_token = Some(Uuid::new_v4());
                    claimed.lease_until = Some((engine.clock)() + TimeDelta::seconds(settings.options.lease_seconds));
                    claimed.claimed_on = Some(day);
                    claimed.attempts += 1;
                    Claim::Taken(Box::new((claimed.clone(), parcel)))
                } else {
                    Claim::Refused(daily_limit(&self.rules.calendar, engine.now))
                }
            }
            Err(refusal) => Claim::Refused(refusal),
        };
        let checkpoint = match &claim {
            Claim::Refused(refusal) => {
                self.turn_back(&mut tx, &mut claimed, *refusal).await?;
                Checkpoint::TurnBack
            }
            _ => Checkpoint::Claim,
        };
        if !tx.replace_follow_up(&due, &claimed).await? {
            // The row is locked, so nobody can have changed it; if somebody did, nothing may leave.
            tx.rollback().await?;
            return Ok(Claim::NothingDue);
        }
        engine.commit(tx, checkpoint).await?;
        Ok(claim)
    }

    /// The gate's second question, on what the database says at this moment.
    async fn may_leave(&self, tx: &mut Tx, due: &FollowUp) -> Result<Result<Parcel, Refusal>, EngineError> {
        let (now, settings) = (self.engine.now, &self.rules.settings);
        let Some(mut insight) = tx.insight(&due.client_id).await? else {
            return Ok(Err(Refusal::Unreachable));
        };
        let presence = tx.presence(&due.client_id).await?;
        insight.profile.last_day = presence.last_day;
        let case = Case {
            settings,
            calendar: &self.rules.calendar,
            strategy: &strategy_of(due, &self.strategies),
            profile: &insight.profile,
            contact: &insight.contact,
            history: tx.history(&due.client_id, &due.strategy_id).await?,
        };
        let leaving = Leaving {
            channel: due.channel,
            written_at: due.generated_at,
            last_kept_reservation: presence.last_kept,
            offer_valid_until: due.facts.as_ref().and_then(|f| f.offer.as_ref()).map(|offer| offer.valid_until),
            approval_covers_text: due.is_covered(),
            channel_is_paused: tx.is_paused(due.channel).await?,
        };
        if let Err(refusal) = case.may_send(&leaving, now) {
            return Ok(Err(refusal));
        }
        let Some(to) = insight.contact.addresses.on(due.channel).map(str::to_owned) else {
            return Ok(Err(Refusal::Unreachable));
        };
        Ok(Ok(Parcel {
            follow_up: due.id,
            channel: due.channel,
            to,
            to_name: insight.profile.name,
            platform: insight.contact.addresses.device.map(|device| device.platform),
            from: settings.options.sender_email.clone(),
            reply_to: settings.options.reply_to.clone(),
            subject: due.subject.clone(),
            message: due.message.clone(),
            locale: due.locale,
            facts: due.facts.clone(),
            at: now,
        }))
    }

    /// Defers it with a date, cancels it with a reason, or puts it back before a person.
    async fn turn_back(&self, tx: &mut Tx, follow_up: &mut FollowUp, refusal: Refusal) -> Result<(), EngineError> {
        let step = match refusal.fate() {
            Fate::Defer(until) => {
                follow_up.next_try_at = Some(until);
                Step::Deferred
            }
            Fate::Cancel { rests } => {
                follow_up.rests = rests;
                Step::Cancel
            }
            Fate::Void => Step::Voided,
            Fate::Stop => return Ok(()),
        };
        let _legal = follow_up.take(step, self.engine.now);
        follow_up.failure = Some(refusal.code().to_owned());
        let entry = Entry::about(follow_up, "refuse", SCHEDULE);
        tx.log(entry.with(serde_json::json!({ "reason": refusal.code() })), self.engine.now).await?;
        Ok(())
    }
}

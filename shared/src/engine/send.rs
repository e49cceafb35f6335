//! Sending: claim in one short transaction, call, record.
//!
//! ```text
//! claim  – the gate is asked again; `sending`, a token and a lease are on disk before anything leaves
//! call   – outside any transaction, with the follow-up's id on the message
//! record – only while the token is still ours
//! ```

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Serialize;
use uuid::Uuid;

use super::{Engine, EngineError, SCHEDULE, Stage, strategy_of};
use crate::{
    courier::{Answer, Courier, Parcel},
    follow_up::{
        FollowUp, Status, Step,
        gate::{Case, Fate, Leaving, Refusal, daily_limit},
    },
    store::{Entry, Quota, Tx},
    strategy::{Rules, Strategy},
};

/// Minutes until the next try after the first, second, … refusal for now; after the last one it has failed.
const BACKOFF_MINUTES: [i64; 5] = [1, 5, 15, 60, 240];

/// What sending did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sent {
    pub sent: u64,
    /// Approved by the automatic mode before.
    pub self_approved: u64,
    /// Refused for good by the provider.
    pub failed: u64,
    /// Refused for now by the provider.
    pub put_back: u64,
    /// Nobody knows.
    pub uncertain: u64,
    /// Refused by the gate, by reason.
    pub refused: BTreeMap<&'static str, u64>,
}

enum Claim {
    NothingDue,
    Refused(Refusal),
    Taken(Box<(FollowUp, Parcel)>),
}

impl<C: Courier> Engine<'_, C> {
    /// Sends what is approved and due; `None` when this process sends nothing for this database.
    pub async fn send(&self) -> Result<Option<Sent>, EngineError> {
        let Some(courier) = self.courier else { return Ok(None) };
        let (rules, _) = self.rules().await?;
        let mut report = Sent::default();
        if !rules.settings.enabled {
            return Ok(Some(report));
        }
        let (strategies, _) = self.store.strategies().await?;
        report.self_approved = self.approve_by_rule(&rules).await?;
        while !self.is_over() {
            match self.claim(&rules, &strategies).await? {
                Claim::NothingDue => break,
                Claim::Refused(refusal) => *report.refused.entry(refusal.code()).or_default() += 1,
                Claim::Taken(taken) => {
                    let (claimed, parcel) = *taken;
                    let answer = courier.send(&parcel).await;
                    self.record(&claimed, answer, &mut report).await?;
                    self.progress.reached(Stage::Sending, report.sent, None);
                }
            }
        }
        Ok(Some(report))
    }

    /// The automatic mode: approves what is sure enough and untouched by a person.
    async fn approve_by_rule(&self, rules: &Rules) -> Result<u64, EngineError> {
        if !rules.settings.auto_mode_enabled {
            return Ok(0);
        }
        let mut approved = 0;
        for mut follow_up in self.store.self_approving(rules.settings.options.auto_confidence_floor).await? {
            let mut tx = self.store.begin().await?;
            approved += u64::from(self.approve_itself(&mut tx, &mut follow_up).await?);
            tx.commit().await?;
        }
        Ok(approved)
    }

    /// Approves in the schedule's name; `false` when it was changed meanwhile.
    pub(super) async fn approve_itself(&self, tx: &mut Tx, follow_up: &mut FollowUp) -> Result<bool, EngineError> {
        let before = follow_up.clone();
        if follow_up.approve(SCHEDULE, self.now).is_err() || !tx.replace_follow_up(&before, follow_up).await? {
            return Ok(false);
        }
        tx.log(Entry::about(follow_up, "approve", SCHEDULE), self.now).await?;
        Ok(true)
    }

    async fn claim(&self, rules: &Rules, strategies: &[Strategy]) -> Result<Claim, EngineError> {
        let mut tx = self.store.begin().await?;
        let Some(due) = tx.next_due(self.now).await? else {
            tx.rollback().await?;
            return Ok(Claim::NothingDue);
        };
        let mut claimed = due.clone();
        let claim = match self.may_leave(&mut tx, rules, &strategy_of(&due, strategies), &due).await? {
            Ok(parcel) => {
                let settings = &rules.settings;
                let day = rules.calendar.day(self.now);
                if tx.take_slot(day, Quota::Sent, settings.daily_follow_up_limit).await? {
                    // The status was read under the lock: the step is legal.
                    let _legal = claimed.take(Step::Claim, self.now);
                    claimed.claim_token = Some(Uuid::new_v4());
                    claimed.lease_until = Some((self.clock)() + TimeDelta::seconds(settings.options.lease_seconds));
                    claimed.claimed_on = Some(day);
                    claimed.attempts += 1;
                    Claim::Taken(Box::new((claimed.clone(), parcel)))
                } else {
                    Claim::Refused(daily_limit(&rules.calendar, self.now))
                }
            }
            Err(refusal) => Claim::Refused(refusal),
        };
        if let Claim::Refused(refusal) = &claim {
            self.turn_back(&mut tx, &mut claimed, *refusal).await?;
        }
        if tx.replace_follow_up(&due, &claimed).await? {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(claim)
    }

    /// The gate's second question, on what the database says at this moment.
    async fn may_leave(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        strategy: &Strategy,
        due: &FollowUp,
    ) -> Result<Result<Parcel, Refusal>, EngineError> {
        let Some(mut insight) = tx.insight(&due.client_id).await? else {
            return Ok(Err(Refusal::Unreachable));
        };
        let presence = tx.presence(&due.client_id).await?;
        insight.profile.last_day = presence.last_day;
        let case = Case {
            settings: &rules.settings,
            calendar: &rules.calendar,
            strategy,
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
        };
        if let Err(refusal) = case.may_send(&leaving, self.now) {
            return Ok(Err(refusal));
        }
        let Some(to) = insight.contact.address(due.channel).map(str::to_owned) else {
            return Ok(Err(Refusal::Unreachable));
        };
        Ok(Ok(Parcel {
            follow_up: due.id,
            channel: due.channel,
            to,
            to_name: insight.profile.name,
            platform: insight.contact.device.as_ref().map(|device| device.platform),
            from: rules.settings.options.sender_email.clone(),
            reply_to: rules.settings.options.reply_to.clone(),
            subject: due.subject.clone(),
            message: due.message.clone(),
            locale: due.locale,
            facts: due.facts.clone(),
            at: self.now,
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
        let _legal = follow_up.take(step, self.now);
        follow_up.failure = Some(refusal.code().to_owned());
        let entry = Entry::about(follow_up, "refuse", SCHEDULE);
        tx.log(entry.with(serde_json::json!({ "reason": refusal.code() })), self.now).await?;
        Ok(())
    }

    /// Writes down what the provider said, if the follow-up is still ours.
    async fn record(&self, claimed: &FollowUp, answer: Answer, report: &mut Sent) -> Result<(), EngineError> {
        let mut after = claimed.clone();
        let tried = usize::try_from(claimed.attempts).unwrap_or(usize::MAX).saturating_sub(1);
        let (step, action, reason) = match answer {
            Answer::Accepted(id) => {
                after.sent_at = Some(self.now);
                after.provider_message_id = Some(id);
                (Step::Accepted, "send", None)
            }
            Answer::Refused(why) | Answer::AddressGone(why) => (Step::Refused, "fail", Some(why)),
            Answer::Later { why, .. } | Answer::AccountRefused(why) => match BACKOFF_MINUTES.get(tried) {
                Some(minutes) => {
                    after.next_try_at = Some(self.now + TimeDelta::minutes(*minutes));
                    (Step::Deferred, "put_back", Some(why))
                }
                None => (Step::Refused, "fail", Some(why)),
            },
            Answer::Unknown(why) => (Step::Lost, "lose", Some(why)),
        };
        let _legal = after.take(step, self.now);
        after.failure = reason;
        let mut tx = self.store.begin().await?;
        if !tx.replace_follow_up(claimed, &after).await? {
            tx.rollback().await?;
            tracing::warn!(follow_up = %claimed.id, "the lease was lost before the answer could be recorded");
            return Ok(());
        }
        if matches!(after.status, Status::Approved | Status::Failed) {
            give_back(&mut tx, &after).await?;
        }
        let entry = Entry { error: after.failure.as_deref(), ..Entry::about(&after, action, SCHEDULE) };
        tx.log(entry, self.now).await?;
        tx.commit().await?;
        match after.status {
            Status::Sent => report.sent += 1,
            Status::Failed => report.failed += 1,
            Status::Approved => report.put_back += 1,
            _ => report.uncertain += 1,
        }
        Ok(())
    }
}

/// Frees the sending slot of a follow-up that did not leave.
pub(super) async fn give_back(tx: &mut Tx, follow_up: &FollowUp) -> sqlx::Result<()> {
    match follow_up.claimed_on {
        Some(day) => tx.give_slot_back(day, Quota::Sent).await,
        None => Ok(()),
    }
}

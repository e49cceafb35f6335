//! Claiming: the gate's second check, a slot of the day and a lease, in one short transaction.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use uuid::Uuid;

use super::Run;
use crate::{
    audit::{Action, Entry},
    courier::Courier,
    engine::{Checkpoint, EngineError, SCHEDULE, transaction::Transaction},
    follow_up::{
        FollowUp, Lease, Step,
        gate::{Case, Disposition, Leaving, Refusal, daily_limit},
    },
    store::{Quota, Tx},
    strategy::Strategy,
};

pub(super) enum Claim {
    NothingDue,
    Refused(Refusal),
    /// As stored now: its sender records the outcome over this version.
    Taken(Box<FollowUp>),
}

impl<C: Courier> Run<'_, C> {
    /// Claims the most urgent follow-up that is due, or says why it may not be sent.
    pub(super) async fn claim(&self) -> Result<Claim, EngineError> {
        let engine = self.engine;
        let Some(_permit) = self.connections.acquire_for_claim(engine).await else { return Ok(Claim::NothingDue) };
        let Some(mut tx) = self.begin().await? else { return Ok(Claim::NothingDue) };
        let Some(mut due) = tx.next_due(engine.now).await? else {
            tx.rollback().await?;
            return Ok(Claim::NothingDue);
        };
        let mut refusal = self.may_leave(&mut tx, &due).await?.err();
        let day = self.rules.calendar.day(engine.now);
        let limit = self.rules.settings.daily_follow_up_limit;
        if refusal.is_none() && !tx.take_slot(day, Quota::Sent, limit).await? {
            refusal = Some(daily_limit(&self.rules.calendar, engine.now));
        }
        let checkpoint = match refusal {
            Some(refusal) => {
                self.apply_refusal(&mut tx, &mut due, refusal).await?;
                Checkpoint::TurnBack
            }
            None => {
                let lease = TimeDelta::seconds(self.rules.settings.options.lease_seconds);
                let lease = Lease { token: Uuid::new_v4(), until: (engine.clock)() + lease };
                due.claim(lease, day, engine.now)?;
                Checkpoint::Claim
            }
        };
        if !tx.replace_follow_up(&mut due).await? {
            // The row is locked, so it cannot have changed; if it did, nothing may be sent.
            tx.rollback().await?;
            return Ok(Claim::NothingDue);
        }
        tx.commit(checkpoint).await?;
        Ok(refusal.map_or_else(|| Claim::Taken(Box::new(due)), Claim::Refused))
    }

    /// Begins a transaction. A sender with a permit has a connection reserved, so a timeout of the pool means only that
    /// opening one was slow, or that this thread was busy, as with the first call of a provider. Retries until the run
    /// must end, which is `None`; without a deadline, the timeout is returned at once.
    async fn begin(&self) -> Result<Option<Transaction<'_>>, EngineError> {
        loop {
            match self.engine.begin().await {
                Err(sqlx::Error::PoolTimedOut) if self.engine.deadline.is_some() => {
                    if self.is_over() {
                        return Ok(None);
                    }
                }
                begun => return Ok(Some(begun?)),
            }
        }
    }

    /// The gate's second check, on the current state of the database.
    async fn may_leave(&self, tx: &mut Tx, due: &FollowUp) -> Result<Result<(), Refusal>, EngineError> {
        let Some(mut insight) = tx.insight(due.client_key).await? else {
            return Ok(Err(Refusal::Unreachable));
        };
        insight.profile.last_day = tx.presence(due.client_key).await?.last_day;
        let case = Case {
            settings: &self.rules.settings,
            calendar: &self.rules.calendar,
            strategy: &strategy_of(due, &self.strategies),
            profile: &insight.profile,
            contact: &insight.contact,
            history: tx.history(due.client_key, &due.strategy_id).await?,
        };
        let leaving = Leaving {
            channel: due.draft.channel,
            written_at: due.generated_at,
            bound_to_conditions: due.bound_to_conditions,
            offer_valid_until: due.draft.offer_valid_until(),
            approval_covers_text: due.is_covered(),
            channel_is_paused: tx.is_paused(due.draft.channel).await?,
        };
        Ok(case.may_send(&leaving, self.engine.now))
    }

    /// Defers it with a date, cancels it with a reason, or returns it for review.
    async fn apply_refusal(&self, tx: &mut Tx, follow_up: &mut FollowUp, refusal: Refusal) -> Result<(), EngineError> {
        let step = match refusal.disposition() {
            Disposition::Defer(until) => {
                follow_up.sending.next_try_at = Some(until);
                Step::Deferred
            }
            Disposition::Cancel { rests } => {
                follow_up.outcome.rests = rests;
                Step::Cancel
            }
            Disposition::Void => Step::Voided,
            Disposition::Stop => return Ok(()),
        };
        follow_up.apply(step, self.engine.now)?;
        follow_up.outcome.failure = Some(refusal.into());
        if refusal == Refusal::NoLongerFires {
            // Whoever approves it now has been told.
            follow_up.bound_to_conditions = false;
        }
        let action = Action::Refuse { reason: refusal.code() };
        tx.record(Entry::about(follow_up, action, SCHEDULE), self.engine.now).await?;
        Ok(())
    }
}

/// The strategy a follow-up was written for or, if it is gone, one without restrictions.
fn strategy_of(follow_up: &FollowUp, all: &[Strategy]) -> Strategy {
    all.iter().find(|s| s.id == follow_up.strategy_id).cloned().unwrap_or_else(|| Strategy {
        id: follow_up.strategy_id.clone(),
        name: follow_up.strategy_id.0.clone(),
        description: String::new(),
        trigger_conditions: Vec::new(),
        ai_prompt: String::new(),
        templates: BTreeMap::new(),
        priority: follow_up.priority,
        channels: vec![follow_up.draft.channel],
        cooldown_days: 0,
        windows: Vec::new(),
        also_current: false,
        is_active: true,
    })
}

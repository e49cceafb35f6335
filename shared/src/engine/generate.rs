//! Writing the day's follow-ups: who is wanted most by each strategy, dealt by weight, each in its own transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{Checkpoint, Engine, EngineError, SCHEDULE, Stage};
use crate::{
    audit::{Action, Entry},
    client::{Channel, Hours},
    courier::Courier,
    follow_up::{
        FollowUp,
        compose::Material,
        gate::{Case, History},
    },
    store::{Insight, Quota},
    strategy::{Claim, Rules, Strategy, StrategyId, apportion},
};

/// Candidates looked at together.
const PAGE: i64 = 200;

/// What a generation did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Generated {
    pub written: u64,
    /// Of those, approved by the automatic mode.
    pub self_approved: u64,
    pub by_strategy: BTreeMap<String, u64>,
    /// Candidates the gate refused, by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// Drafts that could not be written.
    pub unwritable: u64,
}

/// What became of one attempt to write.
enum Written {
    Done,
    /// Somebody else was faster.
    AlreadyOpen,
    /// Somebody else has used up the strategy's share.
    ShareIsUsed,
    DayIsFull,
}

struct Candidate {
    insight: Insight,
    channel: Channel,
}

/// What a strategy has to play with today.
struct Allotment<'r> {
    strategy: &'r Strategy,
    /// Best first, the gate has let them through.
    candidates: Vec<Candidate>,
    /// Follow-ups it has already written today.
    already: i64,
    /// How many it may write today, those included.
    share: i64,
}

impl<C: Courier> Engine<'_, C> {
    pub async fn generate(&self) -> Result<Generated, EngineError> {
        let (rules, _) = self.rules().await?;
        let mut report = Generated::default();
        if !rules.settings.enabled || rules.settings.daily_follow_up_limit <= 0 {
            return Ok(report);
        }
        let everyone = self.store.engine_state().await?.hours;
        for allotment in self.apportion_day(&rules, &mut report).await? {
            if !self.write_share(&rules, &everyone, allotment, &mut report).await? {
                break;
            }
        }
        if report.written > 0 {
            self.did(&Action::Generate { by_hand: false, instead_of: None }).await?;
        }
        Ok(report)
    }

    /// Every strategy's candidates and share of the day.
    async fn apportion_day<'r>(
        &self,
        rules: &'r Rules,
        report: &mut Generated,
    ) -> Result<Vec<Allotment<'r>>, EngineError> {
        let limit = rules.settings.daily_follow_up_limit;
        // The candidates before what was written: who is written to in between counts twice for this run, which then
        // writes too few. The other way round, several runs at once would write a strategy more than its share.
        let mut allotments = Vec::new();
        for strategy in rules.strategies() {
            let candidates = self.candidates(rules, strategy, limit, report).await?;
            allotments.push(Allotment { strategy, candidates, already: 0, share: 0 });
        }
        let (begin, end) = self.business_day(rules);
        let written: BTreeMap<StrategyId, i64> = self.store.written_between(begin, end).await?.into_iter().collect();
        for allotment in &mut allotments {
            allotment.already = written.get(&allotment.strategy.id).copied().unwrap_or(0);
        }
        // What was written today counts as dealt, so that a run that was stopped is resumed with the same shares; only
        // what strategies have written that are switched off by now is no longer there to apportion.
        let gone = written.values().sum::<i64>() - allotments.iter().map(|allotment| allotment.already).sum::<i64>();
        let claims: Vec<Claim> = allotments
            .iter()
            .map(|allotment| Claim {
                weight: allotment.strategy.priority.weight(),
                available: allotment.already as usize + allotment.candidates.len(),
            })
            .collect();
        for (allotment, share) in allotments.iter_mut().zip(apportion((limit - gone).max(0) as usize, &claims)) {
            allotment.share = share as i64;
        }
        Ok(allotments)
    }

    /// Writes what is left of a strategy's share; `false` when nothing more can be written today, or in this run.
    async fn write_share(
        &self,
        rules: &Rules,
        everyone: &Hours,
        allotment: Allotment<'_>,
        report: &mut Generated,
    ) -> Result<bool, EngineError> {
        let Allotment { strategy, share, .. } = allotment;
        let mut left = share - allotment.already;
        for Candidate { insight, channel } in allotment.candidates {
            if left <= 0 {
                break;
            }
            if self.is_over() {
                return Ok(false);
            }
            let material = Material {
                rules,
                strategy,
                profile: &insight.profile,
                assessment: &insight.assessment,
                contact: &insight.contact,
                everyone,
            };
            let mut follow_up = match material.compose(Uuid::new_v4(), channel, self.now) {
                Ok(follow_up) => follow_up,
                Err(error) => {
                    tracing::warn!(strategy = %strategy.id, %error, "a draft could not be written");
                    report.unwritable += 1;
                    continue;
                }
            };
            match self.write_down(rules, &mut follow_up, share).await? {
                Written::Done => {
                    left -= 1;
                    report.written += 1;
                    report.self_approved += u64::from(follow_up.approval.is_some());
                    *report.by_strategy.entry(strategy.id.0.clone()).or_default() += 1;
                    let limit = rules.settings.daily_follow_up_limit;
                    self.progress.reached(Stage::Generating, report.written, Some(limit.unsigned_abs()));
                }
                Written::AlreadyOpen => {}
                Written::ShareIsUsed => break,
                Written::DayIsFull => return Ok(false),
            }
        }
        Ok(true)
    }

    fn business_day(&self, rules: &Rules) -> (DateTime<Utc>, DateTime<Utc>) {
        let day = rules.calendar.day(self.now);
        (rules.calendar.start_of(day), rules.calendar.next_day(self.now))
    }

    /// The strategy's best candidates that the gate lets through, `most` at most.
    async fn candidates(
        &self,
        rules: &Rules,
        strategy: &Strategy,
        most: i64,
        report: &mut Generated,
    ) -> Result<Vec<Candidate>, EngineError> {
        let rested = self.now - chrono::TimeDelta::days(i64::from(strategy.cooldown_days));
        let mut found = Vec::new();
        let mut offset = 0;
        loop {
            let page = self.store.candidates(&strategy.id, rested, PAGE, offset).await?;
            offset += PAGE;
            let is_last = (page.len() as i64) < PAGE;
            for insight in page {
                let case = Case {
                    settings: &rules.settings,
                    calendar: &rules.calendar,
                    strategy,
                    profile: &insight.profile,
                    contact: &insight.contact,
                    // The query has left out for whom the strategy rests.
                    history: History { last_sent: insight.last_sent, rests_from: None },
                };
                match case.may_write(self.now) {
                    Ok(channel) => found.push(Candidate { insight, channel }),
                    Err(refusal) => *report.refused.entry(refusal.code()).or_default() += 1,
                }
                if found.len() as i64 >= most {
                    return Ok(found);
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }

    /// Takes a slot of the day, of which its strategy may use `share`, and stores the follow-up, or neither.
    async fn write_down(&self, rules: &Rules, follow_up: &mut FollowUp, share: i64) -> Result<Written, EngineError> {
        let settings = &rules.settings;
        let day = rules.calendar.day(self.now);
        let (begin, end) = self.business_day(rules);
        let mut tx = self.store.begin().await?;
        if !tx.take_slot(day, Quota::Written, settings.daily_follow_up_limit).await? {
            tx.rollback().await?;
            return Ok(Written::DayIsFull);
        }
        // Counted under the lock of the day's row: two generations at once would each use the whole share, and starve
        // the strategies after it.
        if tx.written_by(&follow_up.strategy_id, begin, end).await? >= share {
            tx.rollback().await?;
            return Ok(Written::ShareIsUsed);
        }
        if !tx.insert_follow_up(follow_up).await? {
            tx.rollback().await?;
            return Ok(Written::AlreadyOpen);
        }
        let action = Action::Generate { by_hand: false, instead_of: None };
        tx.record(Entry::about(follow_up, action, SCHEDULE), self.now).await?;
        if settings.auto_mode_enabled && follow_up.draft.confidence > settings.options.auto_confidence_floor {
            self.approve_itself(&mut tx, follow_up).await?;
        }
        self.commit(tx, Checkpoint::Write).await?;
        Ok(Written::Done)
    }
}

//! Writing the day's follow-ups: plan → write → store.
//!
//! ```text
//! plan  – each strategy's best candidates that pass the gate; the day's slots are shared by weight
//! write – concurrently, because it may take seconds: no transaction is open meanwhile
//! store – each in a transaction of its own, in which the gate is asked again
//! ```

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use uuid::Uuid;

use super::{Checkpoint, Engine, EngineError, SCHEDULE, Stage};
use crate::{
    audit::{Action, Entry},
    client::{ClientKey, Hours},
    courier::Courier,
    draft::Written,
    follow_up::{
        FollowUp, Material, Plan,
        gate::{self, History, RefusalCode},
    },
    store::{Quota, World},
    strategy::{Claim, Rules, Strategy, StrategyId, apportion},
};

/// Candidates read per query.
const PAGE: i64 = 200;

/// Drafts written concurrently: a day's fifty, with a model that takes seconds for each, are done well within one run
/// of the function, and a small account's limit at a provider of models is not exceeded.
const WRITE_CONCURRENCY: usize = 8;

/// The audit action of each.
const GENERATE: Action = Action::Generate { by_hand: false, instead_of: None };

/// What a generation did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Generated {
    /// The system is switched off: nothing was done.
    pub disabled: bool,
    pub written: u64,
    /// Of those, approved by the automatic mode.
    pub self_approved: u64,
    pub by_strategy: BTreeMap<String, u64>,
    /// Candidates the gate refused, by reason.
    pub refused: BTreeMap<RefusalCode, u64>,
    /// Drafts that could not be written.
    pub unwritable: u64,
    /// Drafts that were discarded, because what they depend on changed while they were written.
    pub dropped: u64,
}

/// What became of one draft.
enum Stored {
    Done {
        self_approved: bool,
    },
    /// The client already has an open follow-up.
    AlreadyOpen,
    /// Another run has used up the strategy's share.
    ShareIsUsed,
    /// The client, the strategy or a setting has changed.
    WorldChanged,
    DayIsFull,
}

/// What a strategy may write today.
struct Allotment<'r> {
    strategy: &'r Strategy,
    /// Best first; they have passed the gate.
    candidates: VecDeque<Plan>,
    /// Follow-ups it has already written today.
    already: i64,
    /// How many it may write today, those included.
    share: i64,
    /// How many of those are still to be written.
    left: i64,
}

/// What all plans of a run have in common.
struct Premises<'r> {
    rules: &'r Rules,
    all_hours: &'r Hours,
    /// [`Rules::digest`].
    digest: String,
}

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn write_the_day(&self) -> Result<Generated, EngineError> {
        let (rules, _) = self.rules().await?;
        let mut report = Generated::default();
        if !rules.settings.enabled {
            return Ok(Generated { disabled: true, ..report });
        }
        if rules.settings.daily_follow_up_limit <= 0 {
            return Ok(report);
        }
        rules.settings.booking_link()?;
        let all_hours = self.store.engine_state().await?.hours;
        let premises = Premises { rules: &rules, all_hours: &all_hours, digest: rules.digest() };
        let mut allotments = self.apportion_day(&premises, &mut report).await?;
        // In rounds: where a draft was not stored, the strategy's next candidate gets its slot.
        loop {
            let round = next_round(&mut allotments);
            if round.is_empty() || !self.write_round(&premises, round, &mut allotments, &mut report).await? {
                break;
            }
        }
        if report.written > 0 {
            self.save_last_action(&GENERATE).await?;
        }
        Ok(report)
    }

    /// Every strategy's candidates and share of the day.
    async fn apportion_day<'r>(
        &self,
        premises: &Premises<'r>,
        report: &mut Generated,
    ) -> Result<Vec<Allotment<'r>>, EngineError> {
        let rules = premises.rules;
        let limit = rules.settings.daily_follow_up_limit;
        // The candidates before the counts: a client written to in between counts twice for this run, which then writes
        // too few. In the other order, concurrent runs could exceed the share of a strategy.
        let mut allotments = Vec::new();
        for strategy in rules.strategies() {
            let candidates = self.candidates(premises, strategy, limit, report).await?;
            allotments.push(Allotment { strategy, candidates, already: 0, share: 0, left: 0 });
        }
        let (begin, end) = self.business_day(rules);
        let written: BTreeMap<StrategyId, i64> = self.store.written_between(begin, end).await?.into_iter().collect();
        for allotment in &mut allotments {
            allotment.already = written.get(&allotment.strategy.id).copied().unwrap_or(0);
        }
        // What was written today counts as a used part of its strategy's share, so that a resumed run computes the same
        // shares. What was written for strategies that are switched off by now only reduces the total.
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
            allotment.left = allotment.share - allotment.already;
        }
        Ok(allotments)
    }

    /// The strategy's best candidates that pass the gate, `most` at most.
    async fn candidates(
        &self,
        premises: &Premises<'_>,
        strategy: &Strategy,
        most: i64,
        report: &mut Generated,
    ) -> Result<VecDeque<Plan>, EngineError> {
        let cooldown_cutoff = gate::cooldown_cutoff(strategy, self.now);
        let mut found = VecDeque::new();
        let mut offset = 0;
        loop {
            let page = self.store.candidates(&strategy.id, cooldown_cutoff, PAGE, offset).await?;
            offset += PAGE;
            let is_last = (page.len() as i64) < PAGE;
            let keys: Vec<ClientKey> = page.iter().map(|insight| insight.key).collect();
            let presences = self.store.presences(&keys).await?;
            for mut insight in page {
                let presence = presences.get(&insight.key).copied().unwrap_or_default();
                insight.profile.last_day = presence.last_day;
                let material = Material {
                    rules: premises.rules,
                    strategy,
                    client: insight.key,
                    profile: &insight.profile,
                    assessment: &insight.assessment,
                    contact: &insight.contact,
                    // The query has left out clients in the strategy's cooldown.
                    history: History { last_sent: insight.last_sent, rests_from: None, last_kept: presence.last_kept },
                    all_hours: premises.all_hours,
                };
                match material.plan(self.now) {
                    Ok(plan) => found.push_back(plan),
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

    /// Writes a round's plans concurrently, and stores each as it is done; `false` when nothing more can be written
    /// today, or in this run. Each has a slot of its strategy's share, so their order does not matter.
    async fn write_round(
        &self,
        premises: &Premises<'_>,
        round: Vec<(usize, Plan)>,
        allotments: &mut [Allotment<'_>],
        report: &mut Generated,
    ) -> Result<bool, EngineError> {
        let writing = round.into_iter().map(|(place, plan)| async move {
            let written = self.writer.write(&plan).await;
            (place, plan, written)
        });
        let mut drafts = stream::iter(writing).buffer_unordered(WRITE_CONCURRENCY);
        loop {
            // Drafts still being written when the run must end are dropped.
            let Some(next) = self.in_time(drafts.next()).await else { return Ok(false) };
            let Some((place, plan, written)) = next else { return Ok(true) };
            if self.is_over() {
                return Ok(false);
            }
            let Some(allotment) = allotments.get_mut(place) else { continue };
            let written = match written {
                Ok(written) => written,
                Err(error) => {
                    tracing::warn!(strategy = %allotment.strategy.id, %error, "a draft could not be written");
                    report.unwritable += 1;
                    continue;
                }
            };
            match self.store(premises, plan, written, allotment.share).await? {
                Stored::Done { self_approved } => {
                    allotment.left -= 1;
                    report.written += 1;
                    report.self_approved += u64::from(self_approved);
                    *report.by_strategy.entry(allotment.strategy.id.0.clone()).or_default() += 1;
                    let limit = premises.rules.settings.daily_follow_up_limit;
                    self.progress.reached(Stage::Generate, report.written, Some(limit.unsigned_abs()));
                }
                Stored::AlreadyOpen => {}
                Stored::WorldChanged => report.dropped += 1,
                Stored::ShareIsUsed => allotment.left = 0,
                Stored::DayIsFull => return Ok(false),
            }
        }
    }

    /// Takes a slot of the day, of which the strategy may use `share`, and stores the follow-up, in one transaction.
    async fn store(
        &self,
        premises: &Premises<'_>,
        plan: Plan,
        written: Written,
        share: i64,
    ) -> Result<Stored, EngineError> {
        let rules = premises.rules;
        let (begin, end) = self.business_day(rules);
        let mut tx = self.begin().await?;
        let world = tx.world(plan.client_key).await?;
        let history = tx.history(plan.client_key, &plan.strategy_id).await?;
        let Some(world) = world.filter(|world| self.still_holds(premises, world, history, &plan)) else {
            tx.rollback().await?;
            return Ok(Stored::WorldChanged);
        };
        let settings = &world.rules.settings;
        if !tx.take_slot(rules.calendar.day(self.now), Quota::Written, settings.daily_follow_up_limit).await? {
            tx.rollback().await?;
            return Ok(Stored::DayIsFull);
        }
        // Counted while the day's row is locked: otherwise two concurrent runs would each use the whole share, and
        // starve other strategies.
        if tx.written_by(&plan.strategy_id, begin, end).await? >= share {
            tx.rollback().await?;
            return Ok(Stored::ShareIsUsed);
        }
        let mut follow_up: FollowUp = plan.follow_up(Uuid::new_v4(), written, self.now);
        if !tx.insert_follow_up(&follow_up).await? {
            tx.rollback().await?;
            return Ok(Stored::AlreadyOpen);
        }
        tx.record(Entry::about(&follow_up, GENERATE, SCHEDULE), self.now).await?;
        let is_sure = follow_up.draft.confidence > settings.options.auto_confidence_floor;
        let self_approved =
            settings.auto_mode_enabled && is_sure && self.approve_itself(&mut tx, &mut follow_up).await?;
        tx.commit(Checkpoint::Write).await?;
        Ok(Stored::Done { self_approved })
    }

    /// Whether the same plan would be made now: asks the gate again, with the current rules and client.
    fn still_holds(&self, premises: &Premises<'_>, world: &World, history: History, plan: &Plan) -> bool {
        let assessment = &world.insight.assessment;
        let is_recommended = assessment.recommended.as_ref() == Some(&plan.strategy_id) && assessment.needs_follow_up;
        let Some(strategy) = world.rules.strategy(&plan.strategy_id) else { return false };
        is_recommended
            && world.rules.digest() == premises.digest
            && world.material(strategy, history, premises.all_hours).plan(self.now).is_ok_and(|again| again == *plan)
    }

    fn business_day(&self, rules: &Rules) -> (DateTime<Utc>, DateTime<Utc>) {
        let day = rules.calendar.day(self.now);
        (rules.calendar.start_of(day), rules.calendar.next_day(self.now))
    }
}

/// As many of each strategy's best candidates as it has slots left, with the index of their strategy.
fn next_round(allotments: &mut [Allotment<'_>]) -> Vec<(usize, Plan)> {
    let mut round = Vec::new();
    for (place, allotment) in allotments.iter_mut().enumerate() {
        let count = usize::try_from(allotment.left).unwrap_or(0).min(allotment.candidates.len());
        round.extend(allotment.candidates.drain(..count).map(|plan| (place, plan)));
    }
    round
}

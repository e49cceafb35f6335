//! Folding what changed and scoring what may have become another.
//!
//! A full pass ([`super::full_pass`]) runs once a business day and whenever too much has changed; between two of them only
//! the clients whose reservations changed are folded, and those whose day count changed are scored from their stored
//! facts.

use chrono::TimeDelta;
use serde::Serialize;

use super::{
    Engine, EngineError, Stage,
    full_pass::{self, fold, store_insights},
};
use crate::{
    client::{ClientId, Hours},
    courier::Courier,
    store::EngineState,
    strategy::Rules,
};

/// Clients scored again, or folded one by one, in one transaction.
const BATCH: usize = 2_000;

/// With more changed clients than that, one pass over all is cheaper than looking each up.
const FEW: i64 = 2_000;

/// How long a booking may take from its `updated_at` to its commit: what changed so lately is read again.
const LATE_COMMITS: TimeDelta = TimeDelta::minutes(15);

/// What an analysis did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Analysed {
    /// Whether every reservation was read.
    pub full_pass: bool,
    /// Clients folded from their reservations.
    pub folded: u64,
    /// Clients scored again from their stored facts.
    pub rescored: u64,
    /// Clients whose reservations are gone.
    pub removed: u64,
    /// Reservations that name no client.
    pub nameless: u64,
    /// Reservations read whose amount, status or dates cannot be read.
    pub unreadable: u64,
    /// Strategies that make no sense and were left out.
    pub unusable_strategies: Vec<String>,
}

impl<C: Courier> Engine<'_, C> {
    pub async fn analyse(&self) -> Result<Analysed, EngineError> {
        let (rules, unusable) = self.rules().await?;
        let mut report = Analysed {
            unusable_strategies: unusable.into_iter().map(|u| format!("{}: {}", u.id, u.reason)).collect(),
            ..Analysed::default()
        };
        let mut state = self.store.engine_state().await?;
        // Before anything is read: what commits meanwhile belongs to the next pass.
        let newest = self.store.newest_change((self.clock)() + TimeDelta::days(1)).await?;
        let surely_committed = (self.clock)() - LATE_COMMITS;

        match self.changed(&state, &rules).await? {
            Some(changed) => {
                self.fold_each(&changed, &rules, &state, &mut report).await?;
                let all = state.rules_hash.as_ref() != Some(&rules.digest());
                self.rescore(&rules, &state, all, &mut report).await?;
            }
            None => {
                report.nameless = self.store.nameless_reservations().await?.unsigned_abs();
                self.fold_all(&rules, &mut state, &mut report).await?;
            }
        }
        state.watermark = newest.map(|at| at.min(surely_committed));
        state.analysed_at = Some(self.now);
        state.rules_hash = Some(rules.digest());
        let mut tx = self.store.begin().await?;
        if report.full_pass {
            report.removed += tx.remove_gone(state.full_pass).await?;
        }
        tx.save_analysis(&state).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// The clients whose reservations changed; `None` when all must be folded.
    async fn changed(&self, state: &EngineState, rules: &Rules) -> Result<Option<Vec<ClientId>>, EngineError> {
        let today = rules.calendar.day(self.now);
        let (Some(watermark), true) = (state.watermark, state.full_pass_day == Some(today)) else {
            return Ok(None);
        };
        let changed = self.store.changed_clients(watermark, FEW + 1).await?;
        Ok((changed.len() as i64 <= FEW).then_some(changed))
    }

    async fn fold_all(&self, rules: &Rules, state: &mut EngineState, report: &mut Analysed) -> Result<(), EngineError> {
        report.full_pass = true;
        state.full_pass += 1;
        state.full_pass_day = Some(rules.calendar.day(self.now));
        state.hours = Hours::default();
        full_pass::run(self.store, rules, state.full_pass, self.now, |written| {
            state.hours.add(&written.hours);
            report.unreadable += written.unreadable;
            report.folded += written.clients;
            self.progress.reached(Stage::Analysing, report.folded, None);
        })
        .await
    }

    async fn fold_each(
        &self,
        clients: &[ClientId],
        rules: &Rules,
        state: &EngineState,
        report: &mut Analysed,
    ) -> Result<(), EngineError> {
        let mut sorted = clients.to_vec();
        sorted.sort_unstable();
        for batch in sorted.chunks(BATCH) {
            let mut insights = Vec::with_capacity(batch.len());
            let mut gone = Vec::new();
            for client in batch {
                let (folded, unreadable) = fold(&self.store.reservations_of(client).await?, rules, self.now)?;
                report.unreadable += unreadable;
                if folded.is_empty() {
                    gone.push(client);
                }
                insights.extend(folded);
            }
            store_insights(self.store, &insights, state.full_pass, self.now).await?;
            report.folded += insights.len() as u64;
            let mut tx = self.store.begin().await?;
            for client in gone {
                report.removed += tx.remove_insight(client).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn rescore(
        &self,
        rules: &Rules,
        state: &EngineState,
        all: bool,
        report: &mut Analysed,
    ) -> Result<(), EngineError> {
        let mut after = String::new();
        loop {
            let stale = self.store.stale_profiles(&after, self.now, all, BATCH as i64).await?;
            let Some(last) = stale.last() else { return Ok(()) };
            after = last.client_id.as_str().to_owned();
            let insights: Vec<_> = stale
                .into_iter()
                .map(|profile| {
                    let assessment = rules.assess(&profile, self.now);
                    (profile, assessment)
                })
                .collect();
            store_insights(self.store, &insights, state.full_pass, self.now).await?;
            report.rescored += insights.len() as u64;
            self.progress.reached(Stage::Analysing, report.rescored, None);
        }
    }
}

//! Analysis: folds what changed, and rescores clients whose scores may have changed.
//!
//! Only clients whose reservations changed are folded, as `updated_at` shows. A booking that committed late, was
//! deleted, or was edited without a new `updated_at` is found by comparing the folded rows with the current ones, once
//! a business day and whenever a late commit shows. A full pass ([`super::full_pass`]) runs the first time, and
//! whenever too much has changed. Other clients are rescored from their stored figures when their day count changes.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{
    Engine, EngineError, Stage,
    full_pass::{self, FoldedRows, fold, read_clients, store_insights},
    naming,
};
use crate::{
    client::{ClientKey, Hours, Placeholders, score::turned_between},
    courier::Courier,
    store::{EngineState, Mark, Turned},
    strategy::{Assessment, Rules},
};

/// Clients rescored in one batch.
const RESCORE_BATCH: usize = 10_000;

/// With more changed clients than that, one pass over all is cheaper than looking each up.
const MAX_CHANGED: i64 = 2_000;

/// Longest time from a booking's `updated_at` to its commit: the next run counts changes this recent again.
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
    /// Reservations that name no client: see [`Placeholders`].
    pub nameless: u64,
    /// Reservations read whose amount, status or dates cannot be read.
    pub unreadable: u64,
    /// Invalid strategies, which were left out.
    pub unusable_strategies: Vec<String>,
}

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn fold_and_score(&self) -> Result<Analysed, EngineError> {
        let (rules, unusable) = self.rules().await?;
        let mut report = Analysed {
            unusable_strategies: unusable.into_iter().map(|u| format!("{}: {}", u.id, u.reason)).collect(),
            ..Analysed::default()
        };
        let mut state = self.store.engine_state().await?;
        // Read first: what commits from now on belongs to the next run.
        let newest = self.store.newest_change((self.clock)() + TimeDelta::days(1)).await?;
        let recent_from = (self.clock)() - LATE_COMMITS;
        let recent_rows = match newest {
            Some(newest) => self.store.changes_between(recent_from, newest).await?,
            None => 0,
        };

        let placeholders = rules.settings.options.known_placeholders();
        if self.fold_changes(&rules, &placeholders, &mut state, &mut report).await? {
            let is_new = state.rules_hash.as_ref() != Some(&rules.digest())
                || state.full_pass_day != Some(rules.calendar.day(self.now));
            let turned = match state.analysed_at {
                Some(last) if !is_new => Turned::Within(turned_between(last, self.now)),
                _ => Turned::All,
            };
            self.rescore(&rules, &turned, &mut report).await?;
        } else {
            // The full pass folds the clients folded so far again.
            (report.folded, report.unreadable) = (0, 0);
            let unreadable = self.fold_all(&rules, &placeholders, &mut state, &mut report).await?;
            let nameless = self.store.nameless_marks().await?;
            report.nameless = nameless.rows.unsigned_abs();
            state.left_out = Some(nameless + unreadable);
        }
        state.watermark = newest;
        (state.recent_from, state.recent_rows) = (Some(recent_from), recent_rows);
        state.full_pass_day = Some(rules.calendar.day(self.now));
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

    /// Folds the clients whose reservations changed; `false` when all must be folded.
    async fn fold_changes(
        &self,
        rules: &Rules,
        placeholders: &Placeholders,
        state: &mut EngineState,
        report: &mut Analysed,
    ) -> Result<bool, EngineError> {
        let Some(watermark) = state.watermark else { return Ok(false) };
        let Some(changed) = self.changed(placeholders, watermark).await? else { return Ok(false) };
        self.fold_each(&changed, rules, state, report).await?;
        let is_new_day = state.full_pass_day != Some(rules.calendar.day(self.now));
        if is_new_day {
            report.nameless = self.store.nameless_marks().await?.rows.unsigned_abs();
        }
        if (is_new_day || self.has_late_commits(state, watermark).await?) && self.differs(state).await? {
            let Some(differing) = self.differing_clients(placeholders).await? else { return Ok(false) };
            self.fold_each(&differing, rules, state, report).await?;
            state.left_out = Some(self.store.left_out_marks().await?);
        }
        Ok(true)
    }

    /// Whether the number of recent changes up to the watermark differs from when the watermark was set. A late commit
    /// raises it; a reservation that changed again lowers it, so this may be true without a late commit.
    async fn has_late_commits(&self, state: &EngineState, watermark: DateTime<Utc>) -> Result<bool, EngineError> {
        let Some(from) = state.recent_from else { return Ok(true) };
        Ok(self.store.changes_between(from, watermark).await? != state.recent_rows)
    }

    /// The clients with a reservation changed since the watermark, by key; `None` when they are too many.
    async fn changed(
        &self,
        placeholders: &Placeholders,
        watermark: DateTime<Utc>,
    ) -> Result<Option<Vec<ClientKey>>, EngineError> {
        let addresses = self.store.changed_addresses(watermark, MAX_CHANGED + 1).await?;
        if addresses.len() as i64 > MAX_CHANGED {
            return Ok(None);
        }
        let by_address = naming::clients_of(self.store, placeholders, addresses, self.now).await?;
        // Only then: an address that names nobody leaves its reservations to their number.
        naming::name_by_number(self.store, placeholders, self.now).await?;
        let by_number = self.store.changed_by_number(watermark, MAX_CHANGED + 1).await?;
        Ok(few([by_address, by_number]))
    }

    /// Whether there are other rows than those that were folded or left out.
    async fn differs(&self, state: &EngineState) -> Result<bool, EngineError> {
        let Some(left_out) = state.left_out else { return Ok(true) };
        Ok(self.store.all_marks().await? != self.store.folded().await? + left_out)
    }

    /// The clients whose reservations differ from those that were folded, by key; `None` when they are too many.
    async fn differing_clients(&self, placeholders: &Placeholders) -> Result<Option<Vec<ClientKey>>, EngineError> {
        let addresses = self.store.unknown_addresses(MAX_CHANGED + 1).await?;
        if addresses.len() as i64 > MAX_CHANGED {
            return Ok(None);
        }
        let new = naming::clients_of(self.store, placeholders, addresses, self.now).await?;
        naming::name_by_number(self.store, placeholders, self.now).await?;
        let differing = self.store.differing_clients(MAX_CHANGED + 1).await?;
        Ok(few([new, differing]))
    }

    /// Folds everything; returns the checksum of the rows of clients of whom not one row is readable.
    async fn fold_all(
        &self,
        rules: &Rules,
        placeholders: &Placeholders,
        state: &mut EngineState,
        report: &mut Analysed,
    ) -> Result<Mark, EngineError> {
        report.full_pass = true;
        state.full_pass += 1;
        state.hours = Hours::default();
        let mut left_out = Mark::default();
        full_pass::run(self.store, rules, placeholders, state.full_pass, self.now, |written| {
            state.hours.add(&written.hours);
            left_out = left_out + written.left_out;
            report.unreadable += written.unreadable;
            report.folded += written.clients;
            self.progress.reached(Stage::Analyse, report.folded, None);
        })
        .await?;
        Ok(left_out)
    }

    /// Folds clients, who must be in order of key.
    async fn fold_each(
        &self,
        clients: &[ClientKey],
        rules: &Rules,
        state: &mut EngineState,
        report: &mut Analysed,
    ) -> Result<(), EngineError> {
        let mut left = clients;
        while !left.is_empty() {
            let (rows, read) = read_clients(self.store, left).await?;
            let (batch, rest) = left.split_at(read);
            left = rest;
            let before = self.store.profiles(batch).await?;
            let FoldedRows { insights, unreadable, .. } =
                fold(&rows, rules, self.now, |place| rows.key(place).map(Some))?;
            store_insights(self.store, &insights, state.full_pass, self.now).await?;
            report.unreadable += unreadable;
            report.folded += insights.len() as u64;
            let there: HashSet<ClientKey> = insights.iter().map(|folded| folded.key).collect();
            let mut tx = self.store.begin().await?;
            for gone in batch.iter().filter(|key| !there.contains(key)) {
                report.removed += tx.remove_insight(*gone).await?;
            }
            tx.commit().await?;
            before.iter().for_each(|profile| state.hours.subtract(&profile.hours));
            insights.iter().for_each(|folded| state.hours.add(&folded.profile.hours));
        }
        Ok(())
    }

    /// Scores clients again whose day count has grown since `last`, or all of them where anything else may have changed,
    /// and writes those whose scores came out differently.
    async fn rescore(&self, rules: &Rules, turned: &Turned, report: &mut Analysed) -> Result<(), EngineError> {
        let mut after = ClientKey::default();
        loop {
            let stale = self.store.stale(after, turned, rules.reads_texts(), RESCORE_BATCH as i64).await?;
            let Some(last) = stale.last() else { return Ok(()) };
            after = last.key;
            let is_last = stale.len() < RESCORE_BATCH;
            report.rescored += stale.len() as u64;
            let judged =
                stale.into_iter().map(|stale| (stale.key, rules.assess(&stale.profile, self.now), stale.stored));
            let scores: Vec<_> = judged
                .filter(|(_, assessment, stored)| !stored.says(assessment, self.now))
                .map(|(key, assessment, _)| (key, assessment))
                .collect();
            // Two transactions write at once on PostgreSQL: their clients differ, so they cannot deadlock.
            let (some, others) = scores.split_at(if self.store.is_embedded() { 0 } else { scores.len() / 2 });
            tokio::try_join!(self.store_scores(some), self.store_scores(others))?;
            self.progress.reached(Stage::Analyse, report.rescored, None);
            if is_last {
                return Ok(());
            }
        }
    }

    async fn store_scores(&self, scores: &[(ClientKey, Assessment)]) -> Result<(), EngineError> {
        if !scores.is_empty() {
            let mut tx = self.store.begin().await?;
            tx.write_scores(scores, self.now).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Clients in order of key, each once; `None` when they are too many.
fn few(found: [Vec<ClientKey>; 2]) -> Option<Vec<ClientKey>> {
    let mut clients = found.concat();
    clients.sort_unstable();
    clients.dedup();
    (clients.len() as i64 <= MAX_CHANGED).then_some(clients)
}

//! Folding what changed and scoring what may have become another.
//!
//! Clients are streamed in pages in the order of their ids: one page is read while another is folded and a third is
//! written. A full pass
//! runs once a business day and whenever too much has changed; between two of them only the clients whose
//! reservations changed are folded, and those whose day count changed are scored from their stored facts.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::mpsc;

use super::{Engine, EngineError, Stage};
use crate::{
    client::{ClientId, Hours, Profile},
    courier::Courier,
    store::{BookingRow, EngineState, readable},
    strategy::{Assessment, Rules},
};

/// Reservations read at once; a client with more gets a page of their own.
const PAGE: i64 = 10_000;

/// Clients scored again, or folded one by one, in one transaction.
const BATCH: usize = 2_000;

/// With more changed clients than that, one pass over all is cheaper than looking each up.
const FEW: i64 = 2_000;

/// How long a booking may take from its `updated_at` to its commit: what changed so lately is read again.
const LATE_COMMITS: TimeDelta = TimeDelta::minutes(15);

/// The smallest id there is: rows that name no client come before it.
const FIRST: &str = "\u{1}";

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
                report.nameless = self.store.nameless_bookings().await?.unsigned_abs();
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
        let (full_pass, now) = (state.full_pass, self.now);
        let shared_rules = Arc::new(rules.clone());
        let (read_out, mut read_in) = mpsc::channel(1);
        let (folded_out, mut folded_in) = mpsc::channel(1);
        let read = async {
            let mut next_from = Some(FIRST.to_owned());
            while let Some(from) = next_from {
                let page = self.read_page(from).await?;
                next_from = page.next_from;
                // Nobody listens only when another stage has failed, and its error is the one to tell.
                if read_out.send(page.rows).await.is_err() {
                    break;
                }
            }
            drop(read_out);
            Ok(())
        };
        let fold = async {
            while let Some(rows) = read_in.recv().await {
                let rules = Arc::clone(&shared_rules);
                let folded = tokio::task::spawn_blocking(move || fold(rows, &rules, now)).await;
                let folded = folded.map_err(|e| sqlx::Error::Io(e.into()))?;
                if folded_out.send(folded).await.is_err() {
                    break;
                }
            }
            drop(folded_out);
            Ok(())
        };
        let write = async {
            while let Some((insights, unreadable)) = folded_in.recv().await {
                self.write(&insights, full_pass).await?;
                for (profile, _) in &insights {
                    state.hours.add(&profile.hours);
                }
                report.unreadable += unreadable;
                report.folded += insights.len() as u64;
                self.progress.reached(Stage::Analysing, report.folded, None);
            }
            Ok::<(), EngineError>(())
        };
        tokio::try_join!(read, fold, write).map(drop)
    }

    /// Whole clients from `from` on.
    async fn read_page(&self, from: String) -> Result<Page, EngineError> {
        let mut limit = PAGE;
        loop {
            let mut rows = self.store.bookings_from(&from, limit).await?;
            if (rows.len() as i64) < limit {
                return Ok(Page { rows, next_from: None });
            }
            // The last client may go on beyond the page: they are read again, whole, with the next.
            let last = rows.last().and_then(|(client, ..)| client.clone());
            let whole = rows.partition_point(|(client, ..)| *client < last);
            if whole > 0 {
                rows.truncate(whole);
                return Ok(Page { rows, next_from: last.map(|id| id.as_str().to_owned()) });
            }
            limit *= 2;
        }
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
                let (folded, unreadable) = fold(self.store.bookings_of(client).await?, rules, self.now);
                report.unreadable += unreadable;
                if folded.is_empty() {
                    gone.push(client);
                }
                insights.extend(folded);
            }
            self.write(&insights, state.full_pass).await?;
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
            self.write(&insights, state.full_pass).await?;
            report.rescored += insights.len() as u64;
            self.progress.reached(Stage::Analysing, report.rescored, None);
        }
    }

    async fn write(&self, insights: &[(Profile, Assessment)], full_pass: i64) -> Result<(), EngineError> {
        if insights.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        tx.write_insights(insights, full_pass, self.now).await?;
        tx.commit().await?;
        Ok(())
    }
}

struct Page {
    rows: Vec<BookingRow>,
    /// Where the next page begins, unless this was the last.
    next_from: Option<String>,
}

/// Folds rows that stand in order of client, and counts those that cannot be read.
fn fold(rows: Vec<BookingRow>, rules: &Rules, now: DateTime<Utc>) -> (Vec<(Profile, Assessment)>, u64) {
    let mut insights = Vec::new();
    let mut unreadable = 0;
    let mut of_one = Vec::new();
    let mut finish = |bookings: Vec<_>| {
        if let Some(profile) = Profile::fold(bookings, &rules.calendar) {
            let assessment = rules.assess(&profile, now);
            insights.push((profile, assessment));
        }
    };
    for row in rows {
        let Some(booking) = readable(row) else {
            unreadable += 1;
            continue;
        };
        if of_one.last().is_some_and(|last: &crate::client::Booking| last.client_id != booking.client_id) {
            finish(std::mem::take(&mut of_one));
        }
        of_one.push(booking);
    }
    finish(of_one);
    (insights, unreadable)
}

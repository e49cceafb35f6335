//! Folding everyone: pages of reservations are read, folded and written side by side, in the order of client ids.
//!
//! Each stage is a task that ends when the one before it has ended or the one after it has: the first error ends all, and
//! is the one that is told. Memory holds a few pages, however many clients there are.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
};

use super::EngineError;
use crate::{
    client::{Hours, Profile, ReservationRow},
    store::{ReservationRows, Store},
    strategy::{Assessment, Rules},
};

/// Reservations read at once; a client with more gets a page of their own.
const PAGE: i64 = 5_000;

/// Pages written at once where there may be several writers: their clients differ, and each locks its own in order.
const WRITERS: usize = 2;

/// The smallest id there is: rows that name no client come before it.
const FIRST: &str = "\u{1}";

/// Profiles with their scores, and how many of the rows they were made of could not be read.
pub(super) type Folded = (Vec<(Profile, Assessment)>, u64);

/// What has been written of one page.
pub(super) struct Written {
    pub clients: u64,
    pub unreadable: u64,
    pub hours: Hours,
}

/// Folds every reservation into insights of pass number `full_pass`; `on_page` is told of each page.
pub(super) async fn run(
    store: &Store,
    rules: &Rules,
    full_pass: i64,
    now: DateTime<Utc>,
    mut on_page: impl FnMut(Written),
) -> Result<(), EngineError> {
    let (read_out, read_in) = mpsc::channel(1);
    let (folded_out, folded_in) = mpsc::channel(1);
    let (written_out, mut written_in) = mpsc::channel(1);
    // Dropped with this future: a pass that is given up leaves no task behind.
    let mut stages = JoinSet::new();
    stages.spawn(read(store.clone(), read_out));
    stages.spawn(fold_pages(read_in, Arc::new(rules.clone()), now, folded_out));
    let folded_in = Arc::new(Mutex::new(folded_in));
    for _ in 0..if store.is_embedded() { 1 } else { WRITERS } {
        stages.spawn(write(store.clone(), Arc::clone(&folded_in), full_pass, now, written_out.clone()));
    }
    drop((written_out, folded_in));
    while let Some(written) = written_in.recv().await {
        on_page(written);
    }
    while let Some(ended) = stages.join_next().await {
        ended.map_err(|e| sqlx::Error::Io(e.into()))??;
    }
    Ok(())
}

async fn read(store: Store, pages: mpsc::Sender<ReservationRows>) -> Result<(), EngineError> {
    let mut next_from = Some(FIRST.to_owned());
    while let Some(from) = next_from {
        let (page, following) = read_page(&store, &from).await?;
        if pages.send(page).await.is_err() {
            break;
        }
        next_from = following;
    }
    Ok(())
}

/// Whole clients from `from` on, and where the next page begins, unless this is the last.
async fn read_page(store: &Store, from: &str) -> sqlx::Result<(ReservationRows, Option<String>)> {
    let mut limit = PAGE;
    loop {
        let mut rows = store.reservations_from(from, limit).await?;
        if (rows.len() as i64) < limit {
            return Ok((rows, None));
        }
        // The last client may go on beyond the page: they are read again, whole, with the next.
        let last = rows.client(rows.len() - 1)?.unwrap_or_default().to_owned();
        let mut whole = rows.len() - 1;
        while whole > 0 && rows.client(whole - 1)? == Some(&last) {
            whole -= 1;
        }
        if whole > 0 {
            rows.truncate(whole);
            return Ok((rows, Some(last)));
        }
        limit *= 2;
    }
}

async fn fold_pages(
    mut pages: mpsc::Receiver<ReservationRows>,
    rules: Arc<Rules>,
    now: DateTime<Utc>,
    folded: mpsc::Sender<Folded>,
) -> Result<(), EngineError> {
    while let Some(page) = pages.recv().await {
        let rules = Arc::clone(&rules);
        let done = tokio::task::spawn_blocking(move || fold(&page, &rules, now)).await;
        if folded.send(done.map_err(|e| sqlx::Error::Io(e.into()))??).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn write(
    store: Store,
    folded: Arc<Mutex<mpsc::Receiver<Folded>>>,
    full_pass: i64,
    now: DateTime<Utc>,
    written: mpsc::Sender<Written>,
) -> Result<(), EngineError> {
    loop {
        let Some((insights, unreadable)) = folded.lock().await.recv().await else { return Ok(()) };
        store_insights(&store, &insights, full_pass, now).await?;
        let mut hours = Hours::default();
        for (profile, _) in &insights {
            hours.add(&profile.hours);
        }
        if written.send(Written { clients: insights.len() as u64, unreadable, hours }).await.is_err() {
            return Ok(());
        }
    }
}

/// Writes insights in a transaction of their own.
pub(super) async fn store_insights(
    store: &Store,
    insights: &[(Profile, Assessment)],
    full_pass: i64,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    if insights.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.write_insights(insights, full_pass, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Folds rows that stand in order of client.
pub(super) fn fold(rows: &ReservationRows, rules: &Rules, now: DateTime<Utc>) -> sqlx::Result<Folded> {
    let mut insights = Vec::new();
    let mut unreadable = 0;
    let mut of_one: Vec<ReservationRow<'_>> = Vec::new();
    let mut finish = |rows: &mut Vec<ReservationRow<'_>>| {
        if let Some(profile) = Profile::fold(rows, &rules.calendar) {
            let assessment = rules.assess(&profile, now);
            insights.push((profile, assessment));
        }
        rows.clear();
    };
    for place in 0..rows.len() {
        let Some(row) = rows.readable(place)? else {
            unreadable += 1;
            continue;
        };
        if of_one.last().is_some_and(|last| last.client_id != row.client_id) {
            finish(&mut of_one);
        }
        of_one.push(row);
    }
    finish(&mut of_one);
    Ok((insights, unreadable))
}

//! The full pass: pages of reservations are read, folded and written concurrently, in the order of addresses.
//!
//! Each stage is a task that ends when its predecessor or its successor has ended: the first error ends all, and is the
//! one returned. Memory holds a few pages, however many clients there are; the view cuts every text, so that the size of
//! a page is bounded too. Clients with several names, or with a number instead of an address, do not have their rows
//! together in this order, and are folded after the others.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
};

use super::{EngineError, naming};
use crate::{
    client::{ClientKey, Hours, Placeholders, Profile, ReservationRow},
    store::{Folded, Mark, Names, ReservationRows, Store, new_key},
    strategy::Rules,
};

/// Reservations read at once; a client with more gets a page of their own.
const PAGE: i64 = 5_000;

/// Pages written concurrently on PostgreSQL: their clients differ, and each page locks its rows in order.
const WRITERS: usize = 2;

/// The smallest address there is: rows without one come before it.
const FIRST: &str = "\u{1}";

/// The rows of whole clients, and the keys of the known ones.
struct Page {
    rows: ReservationRows,
    names: Names,
}

/// A folded page.
struct FoldedPage {
    folded: FoldedRows,
    /// Clients seen for the first time.
    new: Vec<(String, ClientKey)>,
    /// Addresses that name nobody.
    placeholders: Vec<String>,
}

/// The counts of one written page.
pub(super) struct Written {
    pub clients: u64,
    pub unreadable: u64,
    pub left_out: Mark,
    pub hours: Hours,
}

/// Folds every reservation into insights of pass number `full_pass`; calls `on_page` for each page.
pub(super) async fn run(
    store: &Store,
    rules: &Rules,
    placeholders: &Placeholders,
    full_pass: i64,
    now: DateTime<Utc>,
    mut on_page: impl FnMut(Written),
) -> Result<(), EngineError> {
    store.drop_list_indexes().await?;
    naming::judge_again(store, placeholders).await?;
    let apart = store.clients_apart().await?;
    let (read_out, read_in) = mpsc::channel(1);
    let (folded_out, folded_in) = mpsc::channel(1);
    let (written_out, mut written_in) = mpsc::channel(1);
    // Dropping this future aborts the tasks.
    let mut stages = JoinSet::new();
    stages.spawn(read(store.clone(), read_out));
    let premises = Premises { rules: rules.clone(), placeholders: placeholders.clone(), apart, now };
    stages.spawn(fold_pages(read_in, Arc::new(premises), folded_out));
    let folded_in = Arc::new(Mutex::new(folded_in));
    let writer = store.for_long_writes().await?;
    for _ in 0..if store.is_embedded() { 1 } else { WRITERS } {
        stages.spawn(write(writer.clone(), Arc::clone(&folded_in), full_pass, now, written_out.clone()));
    }
    drop((written_out, folded_in));
    while let Some(written) = written_in.recv().await {
        on_page(written);
    }
    while let Some(ended) = stages.join_next().await {
        ended.map_err(|e| sqlx::Error::Io(e.into()))??;
    }
    // After the pages, which tell what is no address: then a number counts.
    naming::name_by_number(store, placeholders, now).await?;
    let mut apart: Vec<ClientKey> = store.clients_apart().await?.into_iter().collect();
    apart.sort_unstable();
    let mut left = &apart[..];
    while !left.is_empty() {
        let (rows, read) = read_clients(store, left).await?;
        left = &left[read..];
        let folded = fold(&rows, rules, now, |place| rows.key(place).map(Some))?;
        store_insights(store, &folded.insights, full_pass, now).await?;
        on_page(written(&folded));
    }
    store.create_list_indexes().await?;
    Ok(())
}

async fn read(store: Store, pages: mpsc::Sender<Page>) -> Result<(), EngineError> {
    let mut next_from = Some(FIRST.to_owned());
    while let Some(from) = next_from {
        let (rows, following) = read_page(&store, &from).await?;
        let last = if rows.is_empty() { None } else { rows.client(rows.len() - 1)? };
        let names = match last {
            Some(last) => store.names_between(&from, last).await?,
            None => Names::new(),
        };
        if pages.send(Page { rows, names }).await.is_err() {
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
        // The last client may continue beyond the page: their rows are read again with the next one.
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

/// The rows of the first of `clients`, which are in order of key: as many as fit in a page, one at least. And how many
/// clients these are.
pub(super) async fn read_clients(
    store: &Store,
    clients: &[ClientKey],
) -> Result<(ReservationRows, usize), EngineError> {
    let mut limit = PAGE;
    loop {
        let mut rows = store.reservations_of(clients, limit).await?;
        if (rows.len() as i64) < limit {
            return Ok((rows, clients.len()));
        }
        // The last client may have more rows: they are read again with the next page.
        let last = rows.key(rows.len() - 1)?;
        let mut whole = rows.len() - 1;
        while whole > 0 && rows.key(whole - 1)? == last {
            whole -= 1;
        }
        if whole > 0 {
            rows.truncate(whole);
            return Ok((rows, clients.partition_point(|key| *key < last)));
        }
        limit *= 2;
    }
}

/// What folding a page depends on.
struct Premises {
    rules: Rules,
    placeholders: Placeholders,
    /// The clients who are folded separately.
    apart: HashSet<ClientKey>,
    now: DateTime<Utc>,
}

async fn fold_pages(
    mut pages: mpsc::Receiver<Page>,
    premises: Arc<Premises>,
    folded: mpsc::Sender<FoldedPage>,
) -> Result<(), EngineError> {
    while let Some(page) = pages.recv().await {
        let premises = Arc::clone(&premises);
        let done = tokio::task::spawn_blocking(move || fold_page(&page, &premises)).await;
        if folded.send(done.map_err(|e| sqlx::Error::Io(e.into()))??).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn write(
    store: Store,
    folded: Arc<Mutex<mpsc::Receiver<FoldedPage>>>,
    full_pass: i64,
    now: DateTime<Utc>,
    written_out: mpsc::Sender<Written>,
) -> Result<(), EngineError> {
    loop {
        let Some(page) = folded.lock().await.recv().await else { return Ok(()) };
        let FoldedPage { mut folded, new, placeholders } = page;
        let mut tx = store.begin().await?;
        if !placeholders.is_empty() {
            tx.add_placeholders(&placeholders).await?;
        }
        let new: Vec<(&str, ClientKey)> = new.iter().map(|(name, key)| (name.as_str(), *key)).collect();
        let keys = tx.add_clients(&new, now).await?;
        if new.iter().any(|(name, key)| keys.get(*name) != Some(key)) {
            // A concurrent pass added them first.
            for insight in &mut folded.insights {
                insight.key = keys.get(insight.profile.client_id.as_str()).copied().unwrap_or(insight.key);
            }
        }
        tx.write_insights(&folded.insights, full_pass, now).await?;
        tx.commit().await?;
        if written_out.send(written(&folded)).await.is_err() {
            return Ok(());
        }
    }
}

fn written(folded: &FoldedRows) -> Written {
    let mut hours = Hours::default();
    for insight in &folded.insights {
        hours.add(&insight.profile.hours);
    }
    Written { clients: folded.insights.len() as u64, unreadable: folded.unreadable, left_out: folded.left_out, hours }
}

/// Writes insights in a transaction of their own.
pub(super) async fn store_insights(
    store: &Store,
    insights: &[Folded],
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

/// Folds rows in order of address, and makes keys for new clients; skips those that are folded separately, and
/// addresses that name nobody.
fn fold_page(page: &Page, premises: &Premises) -> sqlx::Result<FoldedPage> {
    let Page { rows, names } = page;
    let Premises { rules, placeholders, apart, now } = premises;
    let (mut new, mut nobodies) = (Vec::new(), Vec::new());
    let mut current: Option<(&str, Option<ClientKey>)> = None;
    let folded = fold(rows, rules, *now, |place| {
        let address = rows.client(place)?.unwrap_or_default();
        if let Some((of, key)) = current
            && of == address
        {
            return Ok(key);
        }
        let key = match names.get(address) {
            Some(key) => (!apart.contains(key)).then_some(*key),
            None if placeholders.names_a_client(address) => {
                let key = new_key(*now);
                new.push((address.to_owned(), key));
                Some(key)
            }
            None => {
                nobodies.push(address.to_owned());
                None
            }
        };
        current = Some((address, key));
        Ok(key)
    })?;
    Ok(FoldedPage { folded, new, placeholders: nobodies })
}

/// What folding some rows came to.
#[derive(Default)]
pub(super) struct FoldedRows {
    pub insights: Vec<Folded>,
    /// Unreadable rows.
    pub unreadable: u64,
    /// Of the rows of clients of whom not one row is readable.
    pub left_out: Mark,
}

/// Folds rows that are grouped by client. `client_of` gives the client of each row; `None` skips it.
pub(super) fn fold(
    rows: &ReservationRows,
    rules: &Rules,
    now: DateTime<Utc>,
    mut client_of: impl FnMut(usize) -> sqlx::Result<Option<ClientKey>>,
) -> sqlx::Result<FoldedRows> {
    let mut folded = FoldedRows::default();
    let mut of_one: Vec<ReservationRow<'_>> = Vec::new();
    let mut current = ClientKey::default();
    let mut mark = Mark::default();
    let finish = |folded: &mut FoldedRows, key: ClientKey, mark: Mark, rows: &mut Vec<ReservationRow<'_>>| {
        if let Some(profile) = Profile::fold(rows, &rules.calendar) {
            let assessment = rules.assess(&profile, now);
            folded.insights.push(Folded { key, profile, assessment, mark });
        } else {
            folded.left_out = folded.left_out + mark;
        }
        rows.clear();
    };
    for place in 0..rows.len() {
        let Some(key) = client_of(place)? else { continue };
        if key != current {
            finish(&mut folded, current, mark, &mut of_one);
            (current, mark) = (key, Mark::default());
        }
        mark = mark + Mark { rows: 1, sum: rows.mark(place)? };
        match rows.readable(place)? {
            Some(row) => of_one.push(row),
            None => folded.unreadable += 1,
        }
    }
    finish(&mut folded, current, mark, &mut of_one);
    Ok(folded)
}

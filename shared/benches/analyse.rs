//! A full analysis of 100,000 clients, beside the barest query that could stand for it, on both engines, and the
//! memory it takes. `RELANCE_BENCH_CLIENTS` asks for another number.

use std::{
    fs,
    time::{Duration, Instant},
};

use chrono::{DateTime, SubsecRound, Utc};
use futures_util::TryStreamExt;
use relance::{
    booking::demo,
    courier::Nobody,
    desk::Desk,
    engine::Engine,
    store::Store,
    testing::{on_postgres, on_sqlite},
};

const BARE: &str = "select lower(trim(email)), count(*), sum(amount), max(created_at) from reservations group by 1";

/// Runs of each; the median is told.
const RUNS: usize = 5;

#[tokio::main]
async fn main() {
    let clients = variable("RELANCE_BENCH_CLIENTS").and_then(|n| n.parse().ok()).unwrap_or(100_000);
    on_sqlite(async |store| measure("SQLite", store, clients).await).await;
    if variable("RELANCE_TEST_POSTGRES").is_some() {
        on_postgres(async |store| measure("PostgreSQL", store, clients).await).await;
    } else {
        tell("PostgreSQL: left out, for RELANCE_TEST_POSTGRES names no server (see scripts/with-postgres)".to_owned());
    }
}

async fn measure(engine: &str, store: &Store, clients: u32) {
    let begun = Instant::now();
    let desk = Desk { store, actor: "bench", now: clock() };
    let filled = desk.fill_with_demo(demo::clients(clients, 1, clock()), |_| ()).await.expect("filled");
    tell(format!(
        "{engine}: {clients} clients with {} reservations, filled in {:.1} s",
        filled.new,
        begun.elapsed().as_secs_f64()
    ));
    let (mut bare, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let mut peak = 0;
    for _ in 0..RUNS {
        bare.push(timed(async || drain(store).await).await);
        empty(store).await;
        reset_peak();
        first.push(timed(async || analyse(store).await).await);
        peak = peak.max(peak_megabytes());
        again.push(timed(async || analyse(store).await).await);
    }
    let bare = median(bare);
    let ratio = |time: Duration| time.as_secs_f64() / bare.as_secs_f64();
    let (first, again) = (median(first), median(again));
    tell(format!(
        "{engine}: bare query {bare:.2?}; first analysis {first:.2?}, {:.1} × the bare query; \
         once more over the same clients {again:.2?}, {:.1} ×; memory at most {peak} MB",
        ratio(first),
        ratio(again)
    ));
}

async fn analyse(store: &Store) {
    let engine: Engine<'_, Nobody> =
        Engine { store, courier: None, now: clock(), clock, deadline: None, progress: &() };
    let mut tx = store.begin().await.expect("a transaction");
    tx.forget_watermark().await.expect("a full pass");
    tx.commit().await.expect("committed");
    assert!(engine.analyse().await.expect("analysed").full_pass);
}

/// Runs the bare query and takes every row.
async fn drain(store: &Store) {
    match store {
        Store::Postgres(pool) => {
            let mut rows = sqlx::query(BARE).fetch(pool);
            while rows.try_next().await.expect("a row").is_some() {}
        }
        Store::Sqlite(pool) => {
            let mut rows = sqlx::query(BARE).fetch(pool);
            while rows.try_next().await.expect("a row").is_some() {}
        }
    }
}

/// Takes the insights away, so that the next analysis is a first one.
async fn empty(store: &Store) {
    match store {
        Store::Postgres(pool) => sqlx::query("truncate client_insights").execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::query("delete from client_insights").execute(pool).await.map(drop),
    }
    .expect("emptied");
}

async fn timed(work: impl AsyncFnOnce()) -> Duration {
    let begun = Instant::now();
    work().await;
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Forgets the most memory this process has taken so far (proc(5), `clear_refs`).
fn reset_peak() {
    let _not_linux = fs::write("/proc/self/clear_refs", "5");
}

fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is its own main")]
fn clock() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is its own main")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn tell(line: String) {
    println!("{line}");
}

//! Measures the time of an analysis, against the simplest query that could stand for it, and its memory, on both
//! engines: a first pass, the nightly pass that finds nothing new, the run after a few clients changed, and runs
//! minutes later. With 100,000 clients; `RELANCE_BENCH_CLIENTS` sets another number.

use std::{
    fs,
    process::Command,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use futures_util::TryStreamExt;
use relance::{
    courier::NoCourier,
    demo,
    engine::{Analysed, Engine},
    operations::Operations,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::on_postgres_url,
    writer::TemplateWriter,
};

const BARE: &str = "select lower(trim(email)), count(*), sum(amount), max(created_at) from reservations group by 1";

/// Runs of each measurement, whose median is printed; `RELANCE_BENCH_RUNS` sets another number.
const RUNS: usize = 5;

/// The argument with which this program runs one analysis as a child process.
const CHILD: &str = "analyse-once";

/// Minutes by which this process's clock is ahead of real time.
static AHEAD: AtomicI64 = AtomicI64::new(0);

/// Minutes between the first pass and the next morning's.
const NIGHT: i64 = 24 * 60;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == CHILD) {
        AHEAD.store(arguments[at + 2].parse().expect("minutes"), Ordering::Relaxed);
        return analyse_once(&arguments[at + 1]).await;
    }
    let clients = variable("RELANCE_BENCH_CLIENTS").and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let engine = variable("RELANCE_BENCH_ENGINE").unwrap_or_default();
    if engine != "postgres" {
        let folder = tempfile::tempdir().expect("a folder");
        measure("SQLite", &format!("sqlite://{}", folder.path().join("relance.db").display()), clients).await;
    }
    if variable("RELANCE_TEST_POSTGRES").is_none() {
        report(
            "PostgreSQL: left out, for RELANCE_TEST_POSTGRES names no server (see scripts/with-postgres)".to_owned(),
        );
    } else if engine != "sqlite" {
        on_postgres_url(async |url| measure("PostgreSQL", url, clients).await).await;
    }
}

/// One analysis, as the child process that ran it reports it.
struct Run {
    time: Duration,
    megabytes: u64,
    full_pass: bool,
    folded: u64,
    rescored: u64,
}

async fn measure(engine: &str, url: &str, clients: u32) {
    let store = open(url).await;
    store.migrate(&SettingsSeed::default(), clock()).await.expect("migrated");
    let begun = Instant::now();
    let operations = Operations { store: &store, actor: "bench", now: clock(), writer: &TemplateWriter };
    let filled = operations.fill_with_demo(demo::clients(clients, 1, clock()), |_| ()).await.expect("filled");
    report(format!(
        "{engine}: {clients} clients with {} reservations, filled in {:.1} s",
        filled.new,
        begun.elapsed().as_secs_f64()
    ));
    let runs = variable("RELANCE_BENCH_RUNS").and_then(|n| n.parse().ok()).unwrap_or(RUNS);
    let mut bare = Vec::new();
    let mut steps: [(&str, Vec<Run>); 5] = [
        ("first pass", Vec::new()),
        ("once more within 15 minutes after the import", Vec::new()),
        ("the next morning, nothing new", Vec::new()),
        ("after 0.1 % of the clients changed", Vec::new()),
        ("once more within 15 minutes after that", Vec::new()),
    ];
    for run in 0..runs {
        let begun = Instant::now();
        drain(&store).await;
        bare.push(begun.elapsed());
        empty(&store).await;
        for (step, minutes) in [0, 1, NIGHT, NIGHT + 1, NIGHT + 2].into_iter().enumerate() {
            if step == 3 {
                change_some(&store, clients, run).await;
            }
            steps[step].1.push(in_its_own_process(url, minutes));
        }
    }
    store.close().await;
    let bare = median(bare);
    report(format!("{engine}: bare query {bare:.2?}"));
    let first = median(steps[0].1.iter().map(|run| run.time).collect());
    let mut peak = 0;
    for (name, runs) in &steps {
        let time = median(runs.iter().map(|run| run.time).collect());
        peak = runs.iter().map(|run| run.megabytes).fold(peak, u64::max);
        let Some(last) = runs.last() else { continue };
        report(format!(
            "{engine}: {name} {time:.3?}, {:.2} × the bare query, {:.2} % of a first pass ({}folded {}, rescored {})",
            time.as_secs_f64() / bare.as_secs_f64(),
            100.0 * time.as_secs_f64() / first.as_secs_f64(),
            if last.full_pass { "full, " } else { "" },
            last.folded,
            last.rescored
        ));
    }
    report(format!("{engine}: memory of the process at most {peak} MB"));
}

/// Runs one analysis in a process of its own, whose clock is `minutes` ahead.
fn in_its_own_process(url: &str, minutes: i64) -> Run {
    let program = std::env::current_exe().expect("this program");
    let ended = Command::new(program).args([CHILD, url, &minutes.to_string()]).output().expect("it runs");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let told = String::from_utf8(ended.stdout).expect("text");
    let mut numbers = told.split_whitespace().map(|number| number.parse::<u64>().expect("a number"));
    let mut next = || numbers.next().expect("five numbers");
    Run {
        time: Duration::from_micros(next()),
        megabytes: next(),
        full_pass: next() == 1,
        folded: next(),
        rescored: next(),
    }
}

async fn analyse_once(url: &str) {
    let store = open(url).await;
    let engine: Engine<'_, NoCourier> = Engine {
        store: &store,
        courier: None,
        now: clock(),
        clock,
        deadline: None,
        progress: &(),
        writer: &TemplateWriter,
    };
    let begun = Instant::now();
    let Analysed { full_pass, folded, rescored, .. } = engine.analyse().await.expect("analysed");
    let micros = begun.elapsed().as_micros();
    report(format!("{micros} {} {} {folded} {rescored}", peak_megabytes(), u8::from(full_pass)));
}

async fn open(url: &str) -> Store {
    Store::open(&DatabaseUrl::parse(url).expect("a URL")).await.expect("opened")
}

/// Runs the bare query and reads every row.
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

/// Deletes the results of all analyses, so that the next one is a first pass.
async fn empty(store: &Store) {
    const FORGET: &str = "update engine_state set watermark = null, full_pass_day = null, rules_hash = null";
    match store {
        Store::Postgres(pool) => {
            sqlx::query("truncate client_insights, client_search, client_facts, client_names, clients cascade")
                .execute(pool)
                .await
                .map(drop)
                .expect("emptied");
            sqlx::query(FORGET).execute(pool).await.map(drop)
        }
        Store::Sqlite(pool) => {
            sqlx::raw_sql(
                "delete from client_insights; delete from client_facts; delete from client_names; delete from clients",
            )
            .execute(pool)
            .await
            .map(drop)
            .expect("emptied");
            sqlx::query(FORGET).execute(pool).await.map(drop)
        }
    }
    .expect("emptied");
}

/// Raises the amounts of one client in a thousand, a minute before the next run; other clients in each round.
async fn change_some(store: &Store, clients: u32, round: usize) {
    const SQL: &str = "update reservations set amount = amount + 1, updated_at = $1 where email in (
        select email from (select distinct email from reservations) e order by email limit $2 offset $3)";
    let (few, at) = (i64::from(clients / 1000), clock() + TimeDelta::minutes(NIGHT));
    let offset = few * round as i64;
    match store {
        Store::Postgres(pool) => sqlx::query(SQL).bind(at).bind(few).bind(offset).execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::query(SQL).bind(at).bind(few).bind(offset).execute(pool).await.map(drop),
    }
    .expect("changed");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The peak memory of this process (proc(5), `VmHWM`).
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is its own main")]
fn clock() -> DateTime<Utc> {
    (Utc::now() + TimeDelta::minutes(AHEAD.load(Ordering::Relaxed))).trunc_subsecs(6)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is its own main")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn report(line: String) {
    println!("{line}");
}

//! A full analysis of 100,000 clients, beside the barest query that could stand for it, on both engines, and the
//! memory it takes. `RELANCE_BENCH_CLIENTS` asks for another number.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use chrono::{DateTime, SubsecRound, Utc};
use futures_util::TryStreamExt;
use relance::{
    courier::Nobody,
    demo,
    engine::Engine,
    operations::Operations,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::on_postgres_url,
    writer::TemplateWriter,
};

const BARE: &str = "select lower(trim(email)), count(*), sum(amount), max(created_at) from reservations group by 1";

/// Runs of each; the median is told.
const RUNS: usize = 5;

/// What this program is called with to run one analysis in a process of its own.
const CHILD: &str = "analyse-once";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == CHILD) {
        return analyse_once(&arguments[at + 1]).await;
    }
    let clients = variable("RELANCE_BENCH_CLIENTS").and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    measure("SQLite", &format!("sqlite://{}", folder.path().join("relance.db").display()), clients).await;
    if variable("RELANCE_TEST_POSTGRES").is_some() {
        on_postgres_url(async |url| measure("PostgreSQL", url, clients).await).await;
    } else {
        tell("PostgreSQL: left out, for RELANCE_TEST_POSTGRES names no server (see scripts/with-postgres)".to_owned());
    }
}

async fn measure(engine: &str, url: &str, clients: u32) {
    let store = open(url).await;
    store.migrate(&SettingsSeed::default(), clock()).await.expect("migrated");
    let begun = Instant::now();
    let operations = Operations { store: &store, actor: "bench", now: clock(), writer: &TemplateWriter };
    let filled = operations.fill_with_demo(demo::clients(clients, 1, clock()), |_| ()).await.expect("filled");
    tell(format!(
        "{engine}: {clients} clients with {} reservations, filled in {:.1} s",
        filled.new,
        begun.elapsed().as_secs_f64()
    ));
    let (mut bare, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let mut peak = 0;
    for _ in 0..RUNS {
        let begun = Instant::now();
        drain(&store).await;
        bare.push(begun.elapsed());
        empty(&store).await;
        let (time, megabytes) = in_its_own_process(url);
        first.push(time);
        peak = peak.max(megabytes);
        again.push(in_its_own_process(url).0);
    }
    store.close().await;
    let bare = median(bare);
    let ratio = |time: Duration| time.as_secs_f64() / bare.as_secs_f64();
    let (first, again) = (median(first), median(again));
    tell(format!(
        "{engine}: bare query {bare:.2?}; first analysis {first:.2?}, {:.1} × the bare query; \
         once more over the same clients {again:.2?}, {:.1} ×; memory of the process at most {peak} MB",
        ratio(first),
        ratio(again)
    ));
}

/// Runs one analysis as a program does, and answers with its time and the most memory it took, in MB.
fn in_its_own_process(url: &str) -> (Duration, u64) {
    let program = std::env::current_exe().expect("this program");
    let ended = Command::new(program).args([CHILD, url]).output().expect("it runs");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let told = String::from_utf8(ended.stdout).expect("text");
    let mut numbers = told.split_whitespace().map(|number| number.parse::<u64>().expect("a number"));
    let mut next = || numbers.next().expect("two numbers");
    (Duration::from_micros(next()), next())
}

async fn analyse_once(url: &str) {
    let store = open(url).await;
    let mut tx = store.begin().await.expect("a transaction");
    tx.forget_watermark().await.expect("a full pass");
    tx.commit().await.expect("committed");
    let engine: Engine<'_, Nobody> = Engine {
        store: &store,
        courier: None,
        now: clock(),
        clock,
        deadline: None,
        progress: &(),
        writer: &TemplateWriter,
    };
    let begun = Instant::now();
    assert!(engine.analyse().await.expect("analysed").full_pass);
    tell(format!("{} {}", begun.elapsed().as_micros(), peak_megabytes()));
}

async fn open(url: &str) -> Store {
    Store::open(&DatabaseUrl::parse(url).expect("a URL")).await.expect("opened")
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

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The most memory this process has taken (proc(5), `VmHWM`).
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

//! Databases for tests: each test has one of its own, on either engine, which is deleted when the test ends.
//!
//! PostgreSQL is the server that `RELANCE_TEST_POSTGRES` names, as `scripts/with-postgres` sets it.

use std::panic::{AssertUnwindSafe, resume_unwind};

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::store::{DatabaseUrl, SettingsSeed, Store};

pub mod fixtures;
pub mod proxy;

/// When the tests' databases were migrated: before anything a test does.
pub const MIGRATED_AT: &str = "2020-01-01T00:00:00Z";

/// Writes each `async fn name(store: &Store) { … }` as two tests, `sqlite::name` and `postgres::name`, each with a
/// migrated database of its own; once a module. Without a server the second is ignored, not passed.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($store:ident: &Store) $body:block)+) => {
        $($(#[$attribute])* async fn $name($store: &$crate::store::Store) $body)+

        mod sqlite {
            $(#[tokio::test] async fn $name() { $crate::testing::on_sqlite(super::$name).await })+
        }

        mod postgres {
            $(
                #[tokio::test]
                #[ignore = "needs PostgreSQL: make test"]
                async fn $name() { $crate::testing::on_postgres(super::$name).await }
            )+
        }
    };
}

/// Runs a test on a migrated SQLite database.
pub async fn on_sqlite(test: impl AsyncFnOnce(&Store)) {
    on_empty_sqlite(async |url| on_migrated(&url, test).await).await;
}

/// Runs a test on a migrated PostgreSQL database.
pub async fn on_postgres(test: impl AsyncFnOnce(&Store)) {
    on_empty_postgres(async |url| on_migrated(&url, test).await).await;
}

/// Runs a test on a SQLite file that is not there yet.
pub async fn on_empty_sqlite(test: impl AsyncFnOnce(DatabaseUrl)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await;
}

/// Runs a test on a PostgreSQL database without a table, and drops it afterwards. Without a server it says that it was
/// left out, or panics where `RELANCE_TEST_REQUIRE_POSTGRES` asks for one.
pub async fn on_empty_postgres(test: impl AsyncFnOnce(DatabaseUrl)) {
    on_postgres_options(async |options| test(DatabaseUrl::Postgres(Box::new(options))).await).await;
}

/// The same, for a test of another program: the URL is a text, with the password.
pub async fn on_postgres_url(test: impl AsyncFnOnce(&str)) {
    on_postgres_options(async |options| test(options.to_url_lossy().as_str()).await).await;
}

async fn on_postgres_options(test: impl AsyncFnOnce(PgConnectOptions)) {
    let Some(server) = server() else { return };
    let name = format!("relance_test_{}", Uuid::new_v4().simple());
    administer(&server, format!("create database {name}")).await;
    let outcome = AssertUnwindSafe(test(server.clone().database(&name))).catch_unwind().await;
    administer(&server, format!("drop database {name} with (force)")).await;
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

async fn on_migrated(url: &DatabaseUrl, test: impl AsyncFnOnce(&Store)) {
    let store = Store::open(url).await.expect("the database opens");
    let now: DateTime<Utc> = MIGRATED_AT.parse().expect("a time");
    store.migrate(&SettingsSeed::default(), now).await.expect("it migrates");
    test(&store).await;
    store.close().await;
}

/// How many migrations there are: as many on both engines.
pub fn migrations() -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
    std::fs::read_dir(folder).expect("the migrations' folder").count()
}

/// The variables that shift the clock of a whole test run, as Debian's `faketime` does: a program that a test starts
/// with an environment of its own needs them too, or its time would differ.
pub fn clock_environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars().filter(|(name, _)| name == "LD_PRELOAD" || name.starts_with("FAKETIME"))
}

#[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
#[expect(clippy::print_stderr, reason = "what was left out must be seen")]
fn server() -> Option<PgConnectOptions> {
    match std::env::var("RELANCE_TEST_POSTGRES") {
        Ok(url) => match DatabaseUrl::parse(&url).expect("RELANCE_TEST_POSTGRES is a postgres:// URL") {
            DatabaseUrl::Postgres(options) => Some(*options),
            DatabaseUrl::Sqlite(_) => panic!("RELANCE_TEST_POSTGRES is not a postgres:// URL"),
        },
        Err(_) if std::env::var("RELANCE_TEST_REQUIRE_POSTGRES").is_ok() => {
            panic!("RELANCE_TEST_POSTGRES names no server: run this through scripts/with-postgres")
        }
        Err(_) => {
            eprintln!("left out: RELANCE_TEST_POSTGRES names no PostgreSQL server, see scripts/with-postgres");
            None
        }
    }
}

async fn administer(server: &PgConnectOptions, statement: String) {
    let mut db = server.connect().await.expect("the server answers");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut db).await.expect("a database for the test");
    db.close().await.expect("closed");
}

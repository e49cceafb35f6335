//! Creating the schema and bringing it up to date.

use chrono::{DateTime, Utc};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, SqlSafeStr, SqliteConnection, SqlitePool,
    migrate::{Migrate, Migration, Migrator},
};

use super::{
    columns::lacking_columns,
    grants,
    report::{LOCK_POLL, LOCK_POLLS, MigrateError, MigrateReport, OLDEST_POSTGRES, Schema, Unfit},
    seed::{self, SettingsSeed},
};
use crate::{
    settings::Delivery,
    store::{Store, Tx, cause, on},
};

static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");

/// The advisory lock of a migration on PostgreSQL; an arbitrary number.
const LOCK: i64 = 0x52_65_6c_61_6e_63_65;

/// The indexes that migrations build concurrently, by the number of their migration.
const CONCURRENT: [(i64, &str); 2] = [(32, "reservations_address"), (12, "reservations_updated")];

/// Migrations of PostgreSQL that only build an index in whose place a later one builds another: they are recorded, and
/// not run. A reservation may hold more than such an index takes, so that building it would fail.
const SUPERSEDED: [(i64, &str); 1] = [(11, "reservations_client")];

impl Store {
    /// Creates or upgrades the schema, then writes missing settings and built-in strategies; takes over the tables of
    /// the old system, if the database has them, without losing a row. Idempotent.
    ///
    /// `seed` is used on the first migration only. Concurrent migrations wait for each other.
    pub async fn migrate(&self, seed: &SettingsSeed, now: DateTime<Utc>) -> Result<MigrateReport, MigrateError> {
        match self {
            Self::Postgres(pool) => migrate_postgres(pool, seed, now).await,
            Self::Sqlite(pool) => migrate_sqlite(pool, seed, now).await,
        }
    }

    /// The state of the schema, which is not changed.
    pub async fn schema(&self) -> sqlx::Result<Schema> {
        if let Some(role) = hidden_from(self).await? {
            return Ok(Schema::Unfit(Unfit::Hidden(role)));
        }
        let known = if self.is_embedded() { &SQLITE } else { &POSTGRES };
        let applied = applied(self).await?;
        Ok(match pending(known, &applied) {
            Err(unfit) => Schema::Unfit(unfit),
            Ok(_) if applied.is_empty() => Schema::Absent,
            Ok(0) if self.is_seeded().await? => Schema::Current,
            // The migrations ran, but the settings and the strategies were not written yet.
            Ok(0) => Schema::Older(1),
            Ok(pending) => Schema::Older(pending),
        })
    }

    async fn is_seeded(&self) -> sqlx::Result<bool> {
        on!(self, db => sqlx::query_scalar(SEEDED).fetch_one(db).await)
    }
}

/// An applied migration.
#[derive(sqlx::FromRow)]
pub(super) struct Applied {
    pub version: i64,
    checksum: Vec<u8>,
}

const APPLIED: &str = "select version, checksum from _sqlx_migrations order by version";
const SEEDED: &str = "select seeded from engine_state";

pub(super) async fn applied(store: &Store) -> sqlx::Result<Vec<Applied>> {
    match store {
        Store::Postgres(pool) => applied_on_postgres(&mut *pool.acquire().await?).await,
        Store::Sqlite(pool) => applied_on_sqlite(&mut *pool.acquire().await?).await,
    }
}

/// The role that is connected, where row level security hides the rows of our tables from it: to it every table looks empty.
pub(super) async fn hidden_from(store: &Store) -> sqlx::Result<Option<String>> {
    match store {
        Store::Postgres(pool) => hidden_on_postgres(&mut *pool.acquire().await?).await,
        Store::Sqlite(_) => Ok(None),
    }
}

async fn hidden_on_postgres(db: &mut PgConnection) -> sqlx::Result<Option<String>> {
    const SQL: &str = "select current_user::text from pg_class
        where oid = to_regclass('_sqlx_migrations') and row_security_active(oid)";
    sqlx::query_scalar(SQL).fetch_optional(db).await
}

async fn applied_on_postgres(db: &mut PgConnection) -> sqlx::Result<Vec<Applied>> {
    const TABLE: &str = "select to_regclass('_sqlx_migrations') is not null";
    let any: bool = sqlx::query_scalar(TABLE).fetch_one(&mut *db).await?;
    if any { sqlx::query_as(APPLIED).fetch_all(db).await } else { Ok(Vec::new()) }
}

async fn applied_on_sqlite(db: &mut SqliteConnection) -> sqlx::Result<Vec<Applied>> {
    const TABLE: &str = "select exists (select 1 from sqlite_schema where name = '_sqlx_migrations')";
    let any: bool = sqlx::query_scalar(TABLE).fetch_one(&mut *db).await?;
    if any { sqlx::query_as(APPLIED).fetch_all(db).await } else { Ok(Vec::new()) }
}

/// Counts the pending migrations; fails when the database has a newer or a different one. A newer one is the better reason.
fn pending(known: &Migrator, applied: &[Applied]) -> Result<usize, Unfit> {
    if let Some(newer) = applied.iter().find(|done| !known.version_exists(done.version)) {
        return Err(Unfit::Newer(newer.version));
    }
    let is_changed = |done: &&Applied| {
        known.iter().any(|migration| migration.version == done.version && *migration.checksum != *done.checksum)
    };
    match applied.iter().find(is_changed) {
        Some(changed) => Err(Unfit::Changed(changed.version)),
        None => Ok(known.iter().count() - applied.len()),
    }
}

async fn run<C: Migrate>(migrations: Vec<Migration>, db: &mut C) -> Result<(), MigrateError> {
    let mut known = Migrator::with_migrations(migrations);
    // sqlx's own lock waits inside a statement, for whose snapshot an index built concurrently by the holder waits.
    known.set_locking(false);
    known.run_direct(None, db, false).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::ExecuteMigration(e, number) => {
            MigrateError::Statement { number, reason: cause(&e) }
        }
        sqlx::migrate::MigrateError::Execute(e) => MigrateError::Database(e),
        other => MigrateError::Database(other.into()),
    })
}

/// All in one transaction: a second process waits for the write lock, and finds it done.
async fn migrate_sqlite(
    pool: &SqlitePool,
    variables: &SettingsSeed,
    now: DateTime<Utc>,
) -> Result<MigrateReport, MigrateError> {
    let mut tx = pool.begin_with("begin immediate").await?;
    let applied = pending(&SQLITE, &applied_on_sqlite(&mut tx).await?)?;
    run(SQLITE.iter().cloned().collect(), &mut *tx).await?;
    let mut report = MigrateReport { applied, ..MigrateReport::default() };
    let mut tx = Tx::of(tx);
    seed::fill(&mut tx, variables, Delivery::Outbox, now, &mut report).await?;
    tx.commit().await?;
    Ok(report)
}

async fn migrate_postgres(
    pool: &PgPool,
    variables: &SettingsSeed,
    now: DateTime<Utc>,
) -> Result<MigrateReport, MigrateError> {
    // A connection of its own: closing it releases the lock in every case.
    let mut db = pool.acquire().await?.detach();
    let outcome = match lock(&mut db).await {
        Ok(()) => migrate_locked(&mut db, pool, variables, now).await,
        Err(error) => Err(error),
    };
    // The work is committed, and the connection is gone even if closing it fails.
    let _closed = db.close().await;
    outcome
}

/// Polls for the lock instead of waiting in the server: see [`run`].
async fn lock(db: &mut PgConnection) -> Result<(), MigrateError> {
    for _ in 0..LOCK_POLLS {
        if sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(LOCK).fetch_one(&mut *db).await? {
            return Ok(());
        }
        tokio::time::sleep(LOCK_POLL).await;
    }
    Err(MigrateError::Busy)
}

async fn migrate_locked(
    db: &mut PgConnection,
    pool: &PgPool,
    variables: &SettingsSeed,
    now: DateTime<Utc>,
) -> Result<MigrateReport, MigrateError> {
    const VERSION: &str = "select current_setting('server_version_num')::bigint / 10000";
    let version: i64 = sqlx::query_scalar(VERSION).fetch_one(&mut *db).await?;
    if version < OLDEST_POSTGRES {
        return Err(MigrateError::ServerTooOld(version));
    }
    let lacking = lacking_columns(db).await?;
    if !lacking.is_empty() {
        return Err(MigrateError::Reservations(lacking));
    }
    if let Some(role) = hidden_on_postgres(db).await? {
        return Err(Unfit::Hidden(role).into());
    }
    let done = applied_on_postgres(db).await?;
    let applied = pending(&POSTGRES, &done)?;
    // Checked before anything is written: here the migrations are not in one transaction with the settings.
    if done.is_empty() || !sqlx::query_scalar::<_, bool>(SEEDED).fetch_one(&mut *db).await? {
        variables.check()?;
    }
    // Building a large index takes long, and so may waiting for a table in use.
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0")
        .execute(&mut *db)
        .await?;
    let broken = drop_broken_indexes(db).await?;
    run(without_superseded(&POSTGRES), db).await?;
    for (number, _) in CONCURRENT.iter().filter(|(_, name)| broken.contains(name)) {
        // Its migration may have run before the index broke; where it has just run, `if not exists` finds the index.
        for migration in POSTGRES.iter().filter(|migration| migration.version == *number) {
            sqlx::raw_sql(migration.sql.clone()).execute(&mut *db).await?;
        }
    }
    for (_, name) in SUPERSEDED {
        sqlx::raw_sql(AssertSqlSafe(format!("drop index concurrently if exists {name}"))).execute(&mut *db).await?;
    }
    grants::close(db).await?;
    let mut report = MigrateReport { applied, rebuilt_indexes: broken, ..MigrateReport::default() };
    let mut tx = Tx::of(pool.begin().await?);
    seed::fill(&mut tx, variables, Delivery::Aws, now, &mut report).await?;
    tx.commit().await?;
    Ok(report)
}

/// The migrations, of which the superseded ones do nothing. Their checksums stay.
fn without_superseded(known: &Migrator) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = known.iter().cloned().collect();
    for migration in &mut migrations {
        if SUPERSEDED.iter().any(|(number, _)| *number == migration.version) {
            migration.sql = "select 1".into_sql_str();
        }
    }
    migrations
}

/// Drops invalid indexes: an interrupted build leaves one behind, and `if not exists` takes it for a valid one.
async fn drop_broken_indexes(db: &mut PgConnection) -> sqlx::Result<Vec<&'static str>> {
    const BROKEN: &str = "select exists (select from pg_index where indexrelid = to_regclass($1) and not indisvalid)";
    let mut broken = Vec::new();
    for (_, name) in CONCURRENT {
        if sqlx::query_scalar(BROKEN).bind(name).fetch_one(&mut *db).await? {
            sqlx::raw_sql(AssertSqlSafe(format!("drop index concurrently {name}"))).execute(&mut *db).await?;
            broken.push(name);
        }
    }
    Ok(broken)
}

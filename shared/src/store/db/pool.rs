//! The connections to PostgreSQL: the limits that the server is given for each, and how dead ones are found out.
//!
//! Two sides may fall silent. Where ours does (a machine that is cut off, a function that is frozen), the server must
//! give up our locks: it is told how long to wait. Where the server does, nothing of ours may wait for ever: every query
//! has a time limit (see [`patient`]), and a connection is asked for a sign of life before it is used again.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    Connection as _, PgConnection, PgPool,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use super::open::CONNECTIONS;
use crate::store::ACQUIRE_TIMEOUT;

/// What the server is told for each connection. Migrations lift the limits for their own.
///
/// A statement on the largest databases takes some seconds. Transactions hold no network call, so that one that is idle
/// has lost its client; TCP finds out about one that went away in a statement.
const LIMITS: &str = "select
    set_config('statement_timeout', '60s', false),
    set_config('lock_timeout', '20s', false),
    set_config('idle_in_transaction_session_timeout', '60s', false),
    set_config('tcp_keepalives_idle', '30', false),
    set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false),
    set_config('tcp_user_timeout', '60s', false)";

/// How long a query may stay without its answer, unless [`with_patience`] says otherwise: somewhat longer than the server
/// lets it run.
pub const PATIENCE: Duration = Duration::from_secs(65);

tokio::task_local! {
    /// How long the queries of this task may stay without their answers.
    static LIMIT: Duration;
}

/// How long a connection has for a sign of life.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// A pool that connects when it is first used.
pub(super) fn pool(to: &PgConnectOptions) -> PgPool {
    let before_acquire = Arc::new(Deaths::default());
    let after_release = Arc::clone(&before_acquire);
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // It would wait without a limit of its own.
        .test_before_acquire(false)
        .after_connect(|db, _| Box::pin(async { sqlx::query(LIMITS).execute(db).await.map(drop) }))
        .before_acquire(move |db, known| {
            let deaths = Arc::clone(&before_acquire);
            Box::pin(async move { deaths.admits(db, &known).await })
        })
        // The pool asks here too, without a limit: a connection whose query was given up would take its place for ever.
        .after_release(move |db, known| {
            let deaths = Arc::clone(&after_release);
            Box::pin(async move { deaths.admits(db, &known).await })
        })
        .connect_lazy_with(to.clone())
}

/// Waits until every connection is closed, but not long for those that say nothing any more.
pub(crate) async fn close(pool: &PgPool) {
    let _silent = timeout(SIGN_OF_LIFE, pool.close()).await;
}

/// When a connection was last found dead: those of before are given up unasked, so that a server that went away costs one
/// wait and not one for each.
#[derive(Debug, Default)]
struct Deaths(Mutex<Option<Instant>>);

impl Deaths {
    /// Whether the connection lives.
    async fn admits(&self, db: &mut PgConnection, known: &PoolConnectionMetadata) -> sqlx::Result<bool> {
        let now = Instant::now();
        let opened = now.checked_sub(known.age);
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| opened.is_none_or(|opened| opened < last)) {
            return Err(gone());
        }
        let alive = timeout(SIGN_OF_LIFE, db.ping()).await.unwrap_or_else(|_| Err(gone()));
        if alive.is_err() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
        alive.map(|()| true)
    }
}

pub(super) fn gone() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}

/// Runs `work`, whose queries on PostgreSQL may each take `limit` instead of [`PATIENCE`].
pub async fn with_patience<T>(limit: Duration, work: impl Future<Output = T>) -> T {
    LIMIT.scope(limit, work).await
}

/// Waits for the answer of PostgreSQL, but not for ever: see [`with_patience`].
///
/// # Errors
/// [`sqlx::Error::Io`] when it does not come, besides those of `query`.
pub(crate) async fn patient<T>(query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    // On the heap: one method may await many queries, and its future holds the largest of them.
    let limit = LIMIT.try_with(|limit| *limit).unwrap_or(PATIENCE);
    timeout(limit, Box::pin(query)).await.unwrap_or_else(|_| Err(gone()))
}

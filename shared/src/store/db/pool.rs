//! The connections to PostgreSQL: the limits that the server is given for each, and how dead ones are found out.
//!
//! Two sides may fall silent. Where ours does (a machine that is cut off, a function that is frozen), the server must
//! give up our locks: it is told how long to wait. Where the server does, nothing of ours may wait for ever: every query
//! has a time limit (see [`crate::store::patience`]), and a connection is asked for a sign of life before it is used again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    Connection as _, PgConnection, PgPool,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use crate::store::{ACQUIRE_TIMEOUT, patience::gone};

/// Connections per pool. Few: the console runs one query at a time, and every running Lambda has its own pool.
pub(crate) const CONNECTIONS: u32 = 4;

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

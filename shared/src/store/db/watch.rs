//! Hearing that the database has changed, whoever changed it.

use std::time::Duration;

use sqlx::{ConnectOptions, PgPool, SqliteConnection, postgres::PgListener, sqlite::SqliteConnectOptions};
use tokio::time::sleep;

use crate::store::Store;

/// Between two looks, where nothing tells of a change by itself.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Changes that come this close together are told once.
const BURST: Duration = Duration::from_millis(200);

/// Tells that something may have changed; see [`Watch::changed`].
#[derive(Debug)]
pub enum Watch {
    /// A connection of its own that listens, as long as it is there.
    Listening { listener: Box<PgListener>, is_lost: bool },
    /// Where listening is not allowed: a cheap mark, looked at again and again.
    Marked { pool: PgPool, seen: Option<String> },
    /// A connection of its own, which SQLite tells whether another one has written.
    Versioned { options: Box<SqliteConnectOptions>, open: Option<(SqliteConnection, i64)> },
}

impl Store {
    /// Watches from now on: whatever is committed after this has returned is told.
    pub async fn watch(&self) -> Watch {
        match self {
            Self::Postgres(pool) => match listen(pool).await {
                Ok(listener) => Watch::Listening { listener: Box::new(listener), is_lost: false },
                Err(_) => Watch::Marked { pool: pool.clone(), seen: mark(pool).await.ok() },
            },
            Self::Sqlite(pool) => {
                let options = Box::new((*pool.connect_options()).clone());
                let open = begin(&options).await.ok();
                Watch::Versioned { options, open }
            }
        }
    }
}

/// The rows written so far to the tables that tell of a change: the server counts them by itself, some seconds late.
async fn mark(pool: &PgPool) -> sqlx::Result<String> {
    const SQL: &str = "select cast(coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as text)
        from pg_stat_user_tables where relid in (select tgrelid from pg_trigger where tgname = 'tell')";
    sqlx::query_scalar(SQL).fetch_one(pool).await
}

async fn listen(pool: &PgPool) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("relance").await?;
    Ok(listener)
}

impl Watch {
    /// Waits until something has changed, or may have while nobody could hear it. It never fails: a database that is
    /// lost is waited for.
    pub async fn changed(&mut self) {
        match self {
            Self::Listening { listener, is_lost } => {
                // `None`: the connection was lost, and whatever was told meanwhile with it. An error: it cannot be had
                // again yet. Whoever watches should know at once, and need not hear it twice.
                while listener.try_recv().await.is_err() {
                    if !std::mem::replace(is_lost, true) {
                        return;
                    }
                    sleep(LOOK_EVERY).await;
                }
                *is_lost = false;
                sleep(BURST).await;
                while let Ok(Some(Some(_))) =
                    tokio::time::timeout(Duration::ZERO, listener.try_recv()).await.map(Result::ok)
                {}
            }
            Self::Marked { pool, seen } => loop {
                sleep(2 * LOOK_EVERY).await;
                let Ok(mark) = mark(pool).await else { continue };
                if seen.replace(mark.clone()).is_some_and(|before| before != mark) {
                    return;
                }
            },
            Self::Versioned { options, open } => loop {
                let looked = match open {
                    Some((connection, seen)) => {
                        data_version(connection).await.map(|now| now != std::mem::replace(seen, now))
                    }
                    None => begin(options).await.map(|fresh| {
                        *open = Some(fresh);
                        false
                    }),
                };
                match looked {
                    Ok(true) => return,
                    Ok(false) => {}
                    Err(_) => *open = None,
                }
                sleep(LOOK_EVERY).await;
            },
        }
    }
}

async fn begin(options: &SqliteConnectOptions) -> sqlx::Result<(SqliteConnection, i64)> {
    let mut connection = options.connect().await?;
    let version = data_version(&mut connection).await?;
    Ok((connection, version))
}

/// Changes when another connection has committed (SQLite, "PRAGMA data_version").
async fn data_version(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("pragma data_version").fetch_one(connection).await
}

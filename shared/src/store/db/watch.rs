//! Notification of changes to the database by any process.

use std::time::Duration;

use sqlx::{
    ConnectOptions, PgPool, SqliteConnection,
    postgres::{PgConnectOptions, PgListener},
    sqlite::SqliteConnectOptions,
};
use tokio::time::{sleep, timeout};

use super::pool::{SIGN_OF_LIFE, pool};
use crate::store::{
    Store,
    patience::{gone, patient},
};

/// The interval between two polls, where nothing notifies of a change.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Changes that come this close together are reported once.
const BURST: Duration = Duration::from_millis(200);

/// A connection that has said nothing for so long is asked for a sign of life: nobody tells us of one that is silent for
/// ever.
const QUIET: Duration = Duration::from_secs(30);

/// Reports that something may have changed; see [`Watch::changed`].
#[derive(Debug)]
pub enum Watch {
    /// A connection of its own that listens for notifications; `None` while it is lost.
    Listening { options: Box<PgConnectOptions>, listener: Option<Box<PgListener>>, is_lost: bool },
    /// Where listening is not possible: a counter of written rows, which is polled.
    Marked { pool: PgPool, seen: Option<String> },
    /// A connection of its own, which polls SQLite for commits of other connections.
    Versioned { options: Box<SqliteConnectOptions>, open: Option<(SqliteConnection, i64)> },
}

impl Store {
    /// Starts watching: whatever is committed after this has returned is reported.
    pub async fn watch(&self) -> Watch {
        match self {
            Self::Postgres(pool) => {
                let options = Box::new((*pool.connect_options()).clone());
                match listen(&options).await {
                    Ok(listener) => Watch::Listening { options, listener: Some(listener), is_lost: false },
                    Err(_) => Watch::Marked { pool: pool.clone(), seen: mark(pool).await.ok() },
                }
            }
            Self::Sqlite(pool) => {
                let options = Box::new((*pool.connect_options()).clone());
                let open = begin(&options).await.ok();
                Watch::Versioned { options, open }
            }
        }
    }
}

/// The rows written so far to the tables with a notifying trigger, from the server's statistics, some seconds late.
async fn mark(pool: &PgPool) -> sqlx::Result<String> {
    const SQL: &str = "select cast(coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) as text)
        from pg_stat_user_tables where relid in (select tgrelid from pg_trigger where tgname = 'tell')";
    patient(sqlx::query_scalar(SQL).fetch_one(pool)).await
}

async fn listen(to: &PgConnectOptions) -> sqlx::Result<Box<PgListener>> {
    patient(async {
        // A pool of its own: a listener whose connection is silent keeps its place for ever.
        let mut listener = Box::new(PgListener::connect_with(&pool(to)).await?);
        listener.listen("relance").await?;
        Ok(listener)
    })
    .await
}

/// Waits for a notification, or for the loss of the connection, which loses notifications.
async fn hear(listener: &mut PgListener) -> sqlx::Result<()> {
    loop {
        if let Ok(heard) = timeout(QUIET, listener.try_recv()).await {
            return heard.map(drop);
        }
        let sign_of_life = sqlx::query("select 1").execute(&mut *listener);
        timeout(SIGN_OF_LIFE, sign_of_life).await.unwrap_or_else(|_| Err(gone()))?;
    }
}

impl Watch {
    /// Waits until something has changed, or may have changed while the connection was lost. It never fails: it waits
    /// for a lost database to come back.
    pub async fn changed(&mut self) {
        match self {
            Self::Listening { options, listener, is_lost } => {
                // A loss is reported at once, but only the first time; so is the return.
                while let Some(open) = listener {
                    if hear(open).await.is_ok() {
                        *is_lost = false;
                        sleep(BURST).await;
                        while let Ok(Ok(Some(_))) = timeout(Duration::ZERO, open.try_recv()).await {}
                        return;
                    }
                    *listener = None;
                }
                if !std::mem::replace(is_lost, true) {
                    return;
                }
                while listener.is_none() {
                    sleep(POLL_INTERVAL).await;
                    *listener = listen(options).await.ok();
                }
            }
            Self::Marked { pool, seen } => loop {
                sleep(2 * POLL_INTERVAL).await;
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
                sleep(POLL_INTERVAL).await;
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

//! The database: every SQL text of Relance, run unchanged on PostgreSQL and on SQLite.
//!
//! A query is written once, inside [`on!`] (on the pool) or [`in_tx!`] (in a transaction), and both arms of the macro
//! compile it for their engine. What keeps one text true on both: lists are JSON, never arrays; sums and counts are
//! `cast(… as bigint)`; money is read as cents from the view `bookings`; clients are ordered by `client_id`, which is
//! bytewise on both. Where the engines truly differ, the two texts stand side by side in one `match`.

use std::time::Duration;

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use access::{Authority, Operator, OperatorKey};
pub use clients::{Insight, Preferences, Presence, ReservationRows, Upserted};
pub use db::{DatabaseUrl, EngineState, LastRun, OpenError, UrlError, Watch, cause, is_full};
pub use follow_ups::{Outcome, Quota, Return, Suppressed, World};
pub use reports::{Backlog, Day, Overview, ThresholdCounts};
pub use rules::{Pause, SettingChange, Unusable};
pub use schema::{MigrateError, MigrateReport, Schema, SeedError, SettingsSeed};

mod access;
mod audit;
mod clients;
mod db;
mod follow_ups;
pub mod pages;
mod reports;
mod rules;
mod schema;

/// How long a caller waits for a free connection, and SQLite for another writer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// An open database; cloning it shares the connections.
#[derive(Clone, Debug)]
pub enum Store {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// Several statements that count together or not at all: dropped without [`Tx::commit`], they never were.
#[derive(Debug)]
pub enum Tx {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(Transaction<'static, Sqlite>),
}

impl Store {
    /// Begins a transaction that will write.
    ///
    /// On SQLite it takes the write lock at once: a transaction that reads first and writes later fails when another
    /// writer came between, without waiting.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Postgres(pool) => pool.begin().await.map(Tx::Postgres),
            Self::Sqlite(pool) => pool.begin_with("begin immediate").await.map(Tx::Sqlite),
        }
    }

    /// Waits until every connection is closed; later uses of any clone fail.
    pub async fn close(&self) {
        on!(self, db => db.close().await);
    }

    /// Whether the database is a file of this machine, made by Relance itself.
    pub const fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

impl Tx {
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Postgres(tx) => tx.commit().await,
            Self::Sqlite(tx) => tx.commit().await,
        }
    }

    /// Undoes it now; dropping it does so before the connection's next use.
    pub async fn rollback(self) -> sqlx::Result<()> {
        match self {
            Self::Postgres(tx) => tx.rollback().await,
            Self::Sqlite(tx) => tx.rollback().await,
        }
    }

    /// Lets [`in_tx!`] take a `Tx` and a `&mut Tx` alike.
    pub(crate) const fn as_mut(&mut self) -> &mut Self {
        self
    }
}

/// `on!(store, db => sqlx::query_as::<_, Row>(SQL).bind(x).fetch_all(db).await)`: the body, compiled for each engine;
/// `db` is its pool. The body's type must be the same for both: take `rows_affected()` inside it.
macro_rules! on {
    ($store:expr, $db:ident => $body:expr) => {
        match &$store {
            $crate::store::Store::Postgres($db) => $body,
            $crate::store::Store::Sqlite($db) => $body,
        }
    };
}

/// `in_tx!(tx, db => sqlx::query(SQL).bind(x).execute(db).await)`: as [`on!`], inside a transaction. `db` is its
/// connection: a body of several statements gives each `&mut *db`.
macro_rules! in_tx {
    ($tx:expr, $db:ident => $body:expr) => {
        match $tx.as_mut() {
            $crate::store::Tx::Postgres(tx) => {
                let $db = &mut **tx;
                $body
            }
            $crate::store::Tx::Sqlite(tx) => {
                let $db = &mut **tx;
                $body
            }
        }
    };
}

pub(crate) use db::{CONNECTIONS, is_read_only};
pub(crate) use {in_tx, on};

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use sqlx::types::Json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        client::{Channel, ClientId},
        money::Cents,
    };

    const MAKE: &str = "create table trial (id blob, client_id text, cents integer, seen_at text, channel text,
        channels text, phone text, n integer)";
    const WRITE: &str = "insert into trial (id, client_id, cents, seen_at, channel, channels, phone, n)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    const READ: &str = "select id, client_id, cents, seen_at, channel, channels, phone, n from trial where id = $1";

    /// Every kind of column there is, as both engines give it to one struct.
    #[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
    struct Row {
        id: Uuid,
        client_id: ClientId,
        cents: Option<Cents>,
        seen_at: DateTime<Utc>,
        channel: Channel,
        channels: Json<Vec<Channel>>,
        phone: Option<String>,
        n: i64,
    }

    async fn write(tx: &mut Tx, row: &Row) -> sqlx::Result<u64> {
        in_tx!(tx, db => {
            let query = sqlx::query(WRITE).bind(row.id).bind(&row.client_id).bind(row.cents).bind(row.seen_at);
            let query = query.bind(row.channel).bind(&row.channels).bind(&row.phone).bind(row.n);
            query.execute(db).await.map(|done| done.rows_affected())
        })
    }

    async fn read(store: &Store, id: Uuid) -> sqlx::Result<Option<Row>> {
        on!(store, db => sqlx::query_as::<_, Row>(READ).bind(id).fetch_optional(db).await)
    }

    #[tokio::test]
    async fn one_text_and_one_struct_write_and_read_every_kind_of_column() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = DatabaseUrl::Sqlite(folder.path().join("a/b/relance.db"));
        let store = Store::open(&url).await.expect("a new database");
        on!(store, db => sqlx::query(MAKE).execute(db).await.map(drop)).expect("a table");
        let row = Row {
            id: Uuid::from_u128(7),
            client_id: ClientId::of_email("mbuyi@gombe.cd").expect("an address"),
            cents: Some(Cents(150)),
            seen_at: "2026-11-23T07:00:00.25Z".parse().expect("a time"),
            channel: Channel::Sms,
            channels: Json(vec![Channel::Email, Channel::Push]),
            phone: None,
            n: 3,
        };
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(write(&mut tx, &row).await.expect("written"), 1);
        tx.rollback().await.expect("undone");
        assert_eq!(read(&store, row.id).await.expect("read"), None);

        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(write(&mut tx, &row).await.expect("written"), 1);
        tx.commit().await.expect("committed");
        assert_eq!(read(&store, row.id).await.expect("read"), Some(row));
    }
}

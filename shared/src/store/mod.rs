//! The database: every SQL text of Relance, run unchanged on PostgreSQL and on SQLite.
//!
//! Each query is one method of what it runs on: most reads of [`Connection`], which a transaction gives too; writes of
//! [`Tx`]; reads that are never part of a transaction of [`Store`]. Its text is written once, inside [`on!`], which
//! compiles it for each engine. To be valid on both, such a text uses JSON for lists, never arrays; `cast(… as bigint)`
//! for sums and counts; cents from the view `bookings` for money; and `client_key`, bytewise on both, for the order of
//! clients. Where the engines differ, the two texts are side by side in one `match`.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use sqlx::{PgPool, SqlitePool};
use uuid::Uuid;

use crate::{
    client::ClientKey,
    follow_up::{FollowUp, gate::History},
    settings::Settings,
    strategy::{Strategy, StrategyId},
};

pub use access::{Authority, Operator, OperatorKey};
pub use clients::{
    ContactDetails, Folded, Insight, JoinError, Mark, Names, Preferences, Presence, ReservationRows, Stale,
    StoredScores, Turned, Upserted, new_key,
};
pub use connection::{Connection, Tx};
pub use db::{
    DatabaseUrl, EngineState, LastRun, OpenError, UrlError, Watch, cause, is_connection_lost, is_database_away,
    is_full, is_refused,
};
pub use follow_ups::{Outcome, Quota, Suppressed};
pub use patience::{PATIENCE, with_patience};
pub use reports::{Backlog, Day, Overview, ThresholdCounts};
pub use rules::{ChannelRefusal, FailingStage, Pause, SettingChange, Unusable};
pub use schema::{LackingColumn, MigrateError, MigrateReport, Schema, SeedError, SettingsSeed, Unfit};
pub use world::World;

mod access;
mod audit;
mod clients;
mod connection;
mod db;
mod follow_ups;
pub mod pages;
mod patience;
mod reports;
mod rules;
mod schema;
mod urgency;
mod world;

/// How long a caller waits for a free connection of PostgreSQL.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database; cloning it shares the connections.
#[derive(Clone, Debug)]
pub enum Store {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

impl Store {
    /// Begins a transaction that will write.
    ///
    /// On SQLite it takes the write lock at once: a transaction that reads first and writes later fails when another
    /// writer came between, without waiting.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Postgres(pool) => patient(pool.begin()).await.map(Tx::of),
            Self::Sqlite(pool) => pool.begin_with("begin immediate").await.map(Tx::of),
        }
    }

    /// A connection for several reads one after the other, each of which sees what is committed by then.
    pub async fn connection(&self) -> sqlx::Result<Connection> {
        match self {
            Self::Postgres(pool) => pool.acquire().await.map(Connection::from),
            Self::Sqlite(pool) => pool.acquire().await.map(Connection::from),
        }
    }

    /// A connection whose reads all see the database as of the first of them. Drop it soon: meanwhile neither engine
    /// can reclaim the space of overwritten rows.
    pub async fn snapshot(&self) -> sqlx::Result<Connection> {
        match self {
            Self::Postgres(pool) => {
                let snapshot = pool.begin_with("begin isolation level repeatable read, read only");
                patient(snapshot).await.map(Connection::from)
            }
            Self::Sqlite(pool) => pool.begin().await.map(Connection::from),
        }
    }

    /// Lets [`on!`] run a query on any connection of the pool.
    pub(crate) const fn by_engine(&self) -> Either<&PgPool, &SqlitePool> {
        match self {
            Self::Postgres(pool) => Either::Postgres(pool),
            Self::Sqlite(pool) => Either::Sqlite(pool),
        }
    }

    /// Waits until every connection is closed; later uses of any clone fail.
    pub async fn close(&self) {
        match self {
            Self::Postgres(pool) => db::close(pool).await,
            Self::Sqlite(pool) => pool.close().await,
        }
    }

    /// Whether the database is a local SQLite file.
    pub const fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// Reads that often run alone: each method of the store calls the connection's method of the same name on a connection
/// of its own.
macro_rules! delegate_to_connection {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)+) => {
        impl Store {
            $(
                #[doc = concat!("[`Connection::", stringify!($name), "`], on a connection of its own.")]
                pub async fn $name(&self, $($argument: $type),*) -> sqlx::Result<$answer> {
                    self.connection().await?.$name($($argument),*).await
                }
            )+
        }
    };
}

delegate_to_connection! {
    candidates(strategy: &StrategyId, cooldown_cutoff: DateTime<Utc>, limit: i64, offset: i64) -> Vec<Insight>;
    authority(name: &str) -> Authority;
    contact_details(client: ClientKey) -> ContactDetails;
    engine_state() -> EngineState;
    follow_up(id: Uuid) -> Option<FollowUp>;
    follow_ups_of(client: ClientKey) -> Vec<FollowUp>;
    history(client: ClientKey, strategy: &StrategyId) -> History;
    insight(client: ClientKey) -> Option<Insight>;
    insights(clients: &[ClientKey]) -> Vec<Insight>;
    presences(clients: &[ClientKey]) -> HashMap<ClientKey, Presence>;
    outcomes_of(client: ClientKey) -> Vec<Outcome>;
    reservations_of(clients: &[ClientKey], limit: i64) -> ReservationRows;
    settings() -> Settings;
    strategies() -> (Vec<Strategy>, Vec<Unusable>);
    written_between(since: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(StrategyId, i64)>;
}

pub(crate) use connection::{Either, on};
pub(crate) use db::{CONNECTIONS, is_read_only};
pub(crate) use patience::patient;

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
        on!(tx, db => {
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

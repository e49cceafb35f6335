//! What a query runs on: the pool, one of its connections, or a transaction.

use std::ops::{Deref, DerefMut};

use sqlx::{Database, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use super::patience::patient;

/// One value for whichever engine is open.
#[derive(Debug)]
pub(crate) enum Either<P, S> {
    Postgres(P),
    Sqlite(S),
}

/// An open connection, alone or inside a transaction. Reads that are needed both ways are methods of it.
#[derive(Debug)]
pub struct Connection(Either<Held<Postgres>, Held<Sqlite>>);

#[derive(Debug)]
enum Held<DB: Database> {
    Alone(PoolConnection<DB>),
    InTransaction(Transaction<'static, DB>),
}

/// A transaction that may write: dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx(Connection);

impl<DB: Database> Held<DB> {
    async fn commit(self) -> sqlx::Result<()> {
        match self {
            // Outside a transaction, each statement was committed by itself.
            Self::Alone(_) => Ok(()),
            Self::InTransaction(tx) => patient(tx.commit()).await,
        }
    }

    async fn rollback(self) -> sqlx::Result<()> {
        match self {
            Self::Alone(_) => Ok(()),
            Self::InTransaction(tx) => patient(tx.rollback()).await,
        }
    }

    fn connection(&mut self) -> &mut DB::Connection {
        match self {
            Self::Alone(connection) => connection,
            Self::InTransaction(tx) => tx,
        }
    }
}

impl Connection {
    /// Lets [`on!`](super::on) run a query here.
    pub(crate) fn by_engine(&mut self) -> Either<&mut PgConnection, &mut SqliteConnection> {
        match &mut self.0 {
            Either::Postgres(held) => Either::Postgres(held.connection()),
            Either::Sqlite(held) => Either::Sqlite(held.connection()),
        }
    }
}

impl From<PoolConnection<Postgres>> for Connection {
    fn from(connection: PoolConnection<Postgres>) -> Self {
        Self(Either::Postgres(Held::Alone(connection)))
    }
}

impl From<PoolConnection<Sqlite>> for Connection {
    fn from(connection: PoolConnection<Sqlite>) -> Self {
        Self(Either::Sqlite(Held::Alone(connection)))
    }
}

impl From<Transaction<'static, Postgres>> for Connection {
    fn from(tx: Transaction<'static, Postgres>) -> Self {
        Self(Either::Postgres(Held::InTransaction(tx)))
    }
}

impl From<Transaction<'static, Sqlite>> for Connection {
    fn from(tx: Transaction<'static, Sqlite>) -> Self {
        Self(Either::Sqlite(Held::InTransaction(tx)))
    }
}

impl Tx {
    /// `tx` may write.
    pub(super) fn of(tx: impl Into<Connection>) -> Self {
        Self(tx.into())
    }

    pub async fn commit(self) -> sqlx::Result<()> {
        match self.0.0 {
            Either::Postgres(held) => held.commit().await,
            Either::Sqlite(held) => held.commit().await,
        }
    }

    /// Rolls back now; dropping does so before the connection's next use.
    pub async fn rollback(self) -> sqlx::Result<()> {
        match self.0.0 {
            Either::Postgres(held) => held.rollback().await,
            Either::Sqlite(held) => held.rollback().await,
        }
    }
}

impl Deref for Tx {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// `on!(place, db => sqlx::query_as::<_, Row>(SQL).bind(x).fetch_all(db).await)`: the body, compiled for each engine.
///
/// `place` is a [`Store`](super::Store), and `db` its pool; or a [`Connection`] or a [`Tx`], and `db` is
/// `&mut` its connection: a body of several statements gives each `&mut *db`. The body's type must be the same for both
/// engines: take `rows_affected()` inside it. On PostgreSQL its time is limited by [`patient`].
macro_rules! on {
    ($place:expr, $db:ident => $body:expr) => {
        match $place.by_engine() {
            $crate::store::Either::Postgres($db) => $crate::store::patient(async { $body }).await,
            $crate::store::Either::Sqlite($db) => $body,
        }
    };
}

pub(crate) use on;

//! Reading reservations, as the `bookings` view gives them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Row as _, postgres::PgRow, sqlite::SqliteRow};

use crate::{
    client::{ClientId, ReservationRow},
    money::Cents,
    reservation::ReservationStatus,
    store::{Connection, Either, Store, on},
};

/// Rows of the view as the engine gave them: read in place, for there are many of them.
#[derive(Debug)]
pub enum ReservationRows {
    Postgres(Vec<PgRow>),
    Sqlite(Vec<SqliteRow>),
}

/// A row by position; what cannot be read is null there.
type Row<'r> = (
    Option<&'r str>,
    &'r str,
    &'r str,
    &'r str,
    Option<&'r str>,
    &'r str,
    Option<NaiveDate>,
    Option<Cents>,
    &'r str,
    &'r str,
    Option<ReservationStatus>,
    Option<DateTime<Utc>>,
);

/// The body, compiled for each engine's rows.
macro_rules! rows {
    ($all:expr, $rows:ident => $body:expr) => {
        match $all {
            ReservationRows::Postgres($rows) => $body,
            ReservationRows::Sqlite($rows) => $body,
        }
    };
}

impl ReservationRows {
    pub fn len(&self) -> usize {
        rows!(self, rows => rows.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps the first `len` rows.
    pub fn truncate(&mut self, len: usize) {
        rows!(self, rows => rows.truncate(len));
    }

    /// Whose the row at `place` is.
    pub fn client(&self, place: usize) -> sqlx::Result<Option<&str>> {
        rows!(self, rows => rows[place].try_get(0))
    }

    /// The row at `place`; `None` when a part is missing without which it says nothing: client, amount, status or a
    /// date.
    pub fn readable(&self, place: usize) -> sqlx::Result<Option<ReservationRow<'_>>> {
        rows!(self, rows => Row::from_row(&rows[place])).map(readable)
    }
}

fn readable(row: Row<'_>) -> Option<ReservationRow<'_>> {
    let (
        client_id,
        full_name,
        phone,
        activity,
        address,
        space_type,
        end_date,
        cents,
        payment_method,
        transaction_id,
        status,
        created_at,
    ) = row;
    Some(ReservationRow {
        client_id: client_id?,
        full_name,
        phone,
        activity,
        address: address.unwrap_or_default(),
        space_type,
        end_date: end_date?,
        amount: cents?,
        payment_method,
        transaction_id,
        status: status?,
        created_at: created_at?,
    })
}

/// What a client's reservations say this very moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Presence {
    /// When the newest uncancelled reservation was made.
    pub last_kept: Option<DateTime<Utc>>,
    /// The last day an uncancelled one reaches.
    pub last_day: Option<NaiveDate>,
}

macro_rules! columns {
    () => {
        "select client_id, full_name, phone, activity, address, space_type, end_date, cents, payment_method,
            transaction_id, status, created_at from bookings "
    };
}

impl Store {
    /// The next `limit` rows from `from` on, in order of client. On PostgreSQL the planner is kept to the index: it
    /// would sort the whole table again for every page.
    pub async fn reservations_from(&self, from: &str, limit: i64) -> sqlx::Result<ReservationRows> {
        const SQL: &str = concat!(columns!(), "where client_id >= $1 order by client_id limit $2");
        match self {
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("set local enable_sort = off").execute(&mut *tx).await?;
                sqlx::query(SQL).bind(from).bind(limit).fetch_all(&mut *tx).await.map(ReservationRows::Postgres)
            }
            Self::Sqlite(pool) => {
                sqlx::query(SQL).bind(from).bind(limit).fetch_all(pool).await.map(ReservationRows::Sqlite)
            }
        }
    }

    /// When a reservation last changed, by the booking site's own clock; what it dates `before` or later, infinity
    /// among it, is left out.
    pub async fn newest_change(&self, before: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
        const SQL: &str = "select max(updated_at) from bookings where updated_at >= '0001-01-01' and updated_at < $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(before).fetch_one(db).await)
    }

    /// Clients with a reservation changed after `since`; `limit` at most, in no order.
    pub async fn changed_clients(&self, since: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<ClientId>> {
        const SQL: &str = "
            select distinct client_id from bookings where updated_at > $1 and client_id <> '' limit $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(since).bind(limit).fetch_all(db).await)
    }

    /// How many reservations name no client.
    pub async fn nameless_reservations(&self) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from bookings where client_id is null or client_id = ''";
        on!(self, db => sqlx::query_scalar(SQL).fetch_one(db).await)
    }
}

impl Connection {
    /// All rows of one client.
    pub async fn reservations_of(&mut self, client: &ClientId) -> sqlx::Result<ReservationRows> {
        const SQL: &str = concat!(columns!(), "where client_id = $1");
        match self.by_engine() {
            Either::Postgres(db) => sqlx::query(SQL).bind(client).fetch_all(db).await.map(ReservationRows::Postgres),
            Either::Sqlite(db) => sqlx::query(SQL).bind(client).fetch_all(db).await.map(ReservationRows::Sqlite),
        }
    }

    pub async fn presence(&mut self, client: &ClientId) -> sqlx::Result<Presence> {
        const SQL: &str = "
            select max(created_at) filter (where status <> 'cancelled') as last_kept,
                max(end_date) filter (where status <> 'cancelled') as last_day
            from bookings where client_id = $1";
        on!(self, db => sqlx::query_as(SQL).bind(client).fetch_one(db).await)
    }
}

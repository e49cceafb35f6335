//! Reading reservations from the `bookings` view.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Row as _, postgres::PgRow, sqlite::SqliteRow, types::Json};
use uuid::Uuid;

use crate::{
    client::{ClientId, ClientKey, ReservationRow},
    money::Cents,
    reservation::ReservationStatus,
    store::{Connection, Either, Mark, Store, clients::text::Clean, on, patient},
};

/// Rows of the view as the engine gave them, decoded in place because there are many.
#[derive(Debug)]
pub enum ReservationRows {
    Postgres(Vec<PgRow>),
    Sqlite(Vec<SqliteRow>),
}

/// The columns of a row by position; unreadable values are null.
type Row<'r> = (
    Option<&'r str>,
    Clean<'r>,
    Clean<'r>,
    Clean<'r>,
    Option<Clean<'r>>,
    Clean<'r>,
    Option<NaiveDate>,
    Option<Cents>,
    Clean<'r>,
    Clean<'r>,
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

    /// The address on the row at `place`.
    pub fn client(&self, place: usize) -> sqlx::Result<Option<&str>> {
        rows!(self, rows => rows[place].try_get(0))
    }

    /// The client of the row at `place`, for rows that were read by key.
    pub fn key(&self, place: usize) -> sqlx::Result<ClientKey> {
        rows!(self, rows => rows[place].try_get("client_key"))
    }

    /// The `row_mark` of the row at `place`.
    pub fn mark(&self, place: usize) -> sqlx::Result<i64> {
        rows!(self, rows => rows[place].try_get(MARK))
    }

    /// The row at `place`; `None` when its amount, its status or a date is missing, or nothing that can be read.
    pub fn readable(&self, place: usize) -> sqlx::Result<Option<ReservationRow<'_>>> {
        match rows!(self, rows => Row::from_row(&rows[place])) {
            Err(sqlx::Error::ColumnDecode { .. }) => Ok(None),
            row => row.map(readable),
        }
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
        client_id: client_id.unwrap_or_default(),
        full_name: full_name.0,
        phone: phone.0,
        activity: activity.0,
        address: address.map(|address| address.0).unwrap_or_default(),
        space_type: space_type.0,
        end_date: end_date?,
        amount: cents?,
        payment_method: payment_method.0,
        transaction_id: transaction_id.0,
        status: status?,
        created_at: created_at?,
    })
}

/// A client's reservations at this moment, which may not be analysed yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Presence {
    /// When the newest uncancelled reservation was made.
    pub last_kept: Option<DateTime<Utc>>,
    /// The latest end date of an uncancelled one.
    pub last_day: Option<NaiveDate>,
}

/// The position of the checksum in a row.
const MARK: usize = 12;

/// The condition for a readable row.
macro_rules! readable {
    () => {
        "cents is not null and status is not null and end_date is not null and created_at is not null"
    };
}

/// The checksum of some rows.
macro_rules! marks {
    ($from:expr) => {
        concat!(
            "select cast(count(*) as bigint) as folded_rows, cast(coalesce(sum(row_mark), 0) as bigint) as folded_marks
            from ",
            $from
        )
    };
}

/// The columns of a [`Presence`].
macro_rules! presence {
    () => {
        "max(created_at) filter (where status <> 'cancelled') as last_kept,
            max(end_date) filter (where status <> 'cancelled') as last_day"
    };
}

macro_rules! columns {
    () => {
        "select client_id, full_name, phone, activity, address, space_type, end_date, cents, payment_method,
            transaction_id, status, created_at, row_mark"
    };
}

impl Store {
    /// The next `limit` rows from `from` on, in order of address. On PostgreSQL sorting is switched off, so that the
    /// planner uses the index instead of sorting the whole table for every page.
    pub async fn reservations_from(&self, from: &str, limit: i64) -> sqlx::Result<ReservationRows> {
        const SQL: &str = concat!(columns!(), " from bookings where client_id >= $1 order by client_id limit $2");
        match self {
            Self::Postgres(pool) => {
                patient(async {
                    let mut tx = pool.begin().await?;
                    sqlx::query("set local enable_sort = off").execute(&mut *tx).await?;
                    sqlx::query(SQL).bind(from).bind(limit).fetch_all(&mut *tx).await.map(ReservationRows::Postgres)
                })
                .await
            }
            Self::Sqlite(pool) => {
                sqlx::query(SQL).bind(from).bind(limit).fetch_all(pool).await.map(ReservationRows::Sqlite)
            }
        }
    }

    /// The newest `updated_at` of the reservations, by the booking site's clock; values of `before` or later, such as
    /// infinity, are ignored.
    pub async fn newest_change(&self, before: DateTime<Utc>) -> sqlx::Result<Option<DateTime<Utc>>> {
        const SQL: &str = "select max(updated_at) from bookings where updated_at >= '0001-01-01' and updated_at < $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(before).fetch_one(db).await)
    }

    /// Addresses on reservations changed after `since`; `limit` at most, in no order. `coalesce` keeps SQLite from going
    /// through the index of addresses instead of that of changes.
    pub async fn changed_addresses(&self, since: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<ClientId>> {
        const SQL: &str = "
            select distinct coalesce(client_id, '') from bookings
            where updated_at > $1 and coalesce(client_id, '') <> ''
                and not exists (select 1 from placeholders p where p.name = bookings.client_id) limit $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(since).bind(limit).fetch_all(db).await)
    }

    /// Clients of reservations changed after `since` whose address names nobody; `limit` at most, in no order.
    pub async fn changed_by_number(&self, since: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<ClientKey>> {
        const SQL: &str = "
            select distinct n.client_key from bookings_by_number b join client_names n on n.name = b.number
            where b.updated_at > $1 limit $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(since).bind(limit).fetch_all(db).await)
    }

    /// How many reservations changed after `from`, up to `to`.
    pub async fn changes_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from bookings where updated_at > $1 and updated_at <= $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(from).bind(to).fetch_one(db).await)
    }

    /// The checksum of all rows.
    pub async fn all_marks(&self) -> sqlx::Result<Mark> {
        const SQL: &str = marks!("bookings");
        on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)
    }

    /// The checksum of the rows that name no client.
    pub async fn nameless_marks(&self) -> sqlx::Result<Mark> {
        const SQL: &str = marks!(
            "bookings_by_number b where not exists (select 1 from client_names n where n.name = b.number
                and not exists (select 1 from placeholders p where p.name = n.name))"
        );
        on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)
    }

    /// The checksum of the rows that are no part of a profile: those that name no client, and those of clients of whom
    /// not one row is readable.
    pub async fn left_out_marks(&self) -> sqlx::Result<Mark> {
        const SQL: &str = marks!(concat!(
            "client_bookings b where not (",
            readable!(),
            ") and not exists (select 1 from client_facts d where d.client_key = b.client_key)"
        ));
        let unreadable: Mark = on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)?;
        Ok(self.nameless_marks().await? + unreadable)
    }

    /// Clients whose reservations differ from those that were folded; `limit` at most, in no order.
    pub async fn differing_clients(&self, limit: i64) -> sqlx::Result<Vec<ClientKey>> {
        const SQL: &str = concat!(
            "with now as (
                select client_key, cast(count(*) as bigint) as n, cast(sum(row_mark) as bigint) as m,
                    count(*) filter (where ",
            readable!(),
            ") > 0 as is_readable
                from client_bookings group by client_key)
            select coalesce(now.client_key, d.client_key)
            from now full join client_facts d on d.client_key = now.client_key
            where (now.n is distinct from d.folded_rows or now.m is distinct from d.folded_marks)
                and (now.is_readable or d.client_key is not null) limit $1"
        );
        on!(self, db => sqlx::query_scalar(SQL).bind(limit).fetch_all(db).await)
    }

    /// Addresses on reservations that are neither a client's nor a placeholder yet; `limit` at most, in no order.
    pub async fn unknown_addresses(&self, limit: i64) -> sqlx::Result<Vec<ClientId>> {
        const SQL: &str = "select distinct client_id from bookings where client_id <> ''
            and not exists (select 1 from client_names n where n.name = bookings.client_id)
            and not exists (select 1 from placeholders p where p.name = bookings.client_id) limit $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(limit).fetch_all(db).await)
    }
}

impl Connection {
    /// The first `limit` rows of these clients, ordered by key, and those of a client newest first.
    pub async fn reservations_of(&mut self, clients: &[ClientKey], limit: i64) -> sqlx::Result<ReservationRows> {
        const POSTGRES: &str = concat!(
            columns!(),
            ", client_key from client_bookings where client_key = any($1)
            order by client_key, created_at desc limit $2"
        );
        const SQLITE: &str = concat!(
            columns!(),
            ", client_key from client_bookings
            where client_key in (select unhex(replace(value, '-', '')) from json_each($1))
            order by client_key, created_at desc limit $2"
        );
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async {
                    let keys: Vec<Uuid> = clients.iter().map(|key| key.0).collect();
                    sqlx::query(POSTGRES).bind(keys).bind(limit).fetch_all(db).await.map(ReservationRows::Postgres)
                })
                .await
            }
            Either::Sqlite(db) => {
                sqlx::query(SQLITE).bind(Json(clients)).bind(limit).fetch_all(db).await.map(ReservationRows::Sqlite)
            }
        }
    }

    pub async fn presence(&mut self, client: ClientKey) -> sqlx::Result<Presence> {
        const SQL: &str = concat!("select ", presence!(), " from client_bookings where client_key = $1");
        on!(self, db => sqlx::query_as(SQL).bind(client).fetch_one(db).await)
    }

    /// The presence of each of these clients who has a reservation.
    pub async fn presences(&mut self, clients: &[ClientKey]) -> sqlx::Result<HashMap<ClientKey, Presence>> {
        #[derive(FromRow)]
        struct Found {
            client_key: ClientKey,
            #[sqlx(flatten)]
            presence: Presence,
        }
        const POSTGRES: &str = concat!(
            "select client_key, ",
            presence!(),
            " from client_bookings where client_key = any($1) group by client_key"
        );
        const SQLITE: &str = concat!(
            "select client_key, ",
            presence!(),
            " from client_bookings
            where client_key in (select unhex(replace(value, '-', '')) from json_each($1)) group by client_key"
        );
        let found: Vec<Found> = match self.by_engine() {
            Either::Postgres(db) => {
                patient(async {
                    let keys: Vec<Uuid> = clients.iter().map(|key| key.0).collect();
                    sqlx::query_as(POSTGRES).bind(keys).fetch_all(db).await
                })
                .await?
            }
            Either::Sqlite(db) => sqlx::query_as(SQLITE).bind(Json(clients)).fetch_all(db).await?,
        };
        Ok(found.into_iter().map(|found| (found.client_key, found.presence)).collect())
    }
}

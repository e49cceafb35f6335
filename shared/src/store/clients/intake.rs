//! Writing reservations into a table of our own.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    money::Cents,
    reservation::{Reservation, ReservationStatus},
    store::{Either, Store, Tx, on, patient},
};

/// What became of the reservations of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Upserted {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
}

impl std::ops::AddAssign for Upserted {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
    }
}

/// As sqlx writes a time into SQLite, so that texts compare as times.
pub(super) fn stamp<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
}

#[derive(Serialize)]
struct Row<'a> {
    id: Uuid,
    full_name: &'a str,
    email: &'a str,
    phone: &'a str,
    company: Option<&'a str>,
    activity: &'a str,
    address: Option<&'a str>,
    space_type: &'a str,
    start_date: NaiveDate,
    end_date: NaiveDate,
    occupants: i32,
    subscription_type: &'a str,
    cents: Cents,
    payment_method: &'a str,
    transaction_id: &'a str,
    status: ReservationStatus,
    notes: Option<&'a str>,
    admin_notes: Option<&'a str>,
    #[serde(serialize_with = "stamp")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "stamp")]
    updated_at: DateTime<Utc>,
}

macro_rules! keep_if_same {
    ($key:literal) => {
        concat!(
            " on conflict (",
            $key,
            ", transaction_id) do update set
                full_name = excluded.full_name, email = excluded.email, phone = excluded.phone,
                company = excluded.company, activity = excluded.activity, address = excluded.address,
                space_type = excluded.space_type, start_date = excluded.start_date, end_date = excluded.end_date,
                occupants = excluded.occupants, subscription_type = excluded.subscription_type,
                amount = excluded.amount, payment_method = excluded.payment_method, status = excluded.status,
                notes = excluded.notes, admin_notes = excluded.admin_notes, created_at = excluded.created_at,
                updated_at = excluded.updated_at
            where (r.full_name, r.email, r.phone, r.company, r.activity, r.address, r.space_type, r.start_date,
                r.end_date, r.occupants, r.subscription_type, r.amount, r.payment_method, r.status, r.notes,
                r.admin_notes, r.created_at)
              is distinct from (excluded.full_name, excluded.email, excluded.phone, excluded.company,
                excluded.activity, excluded.address, excluded.space_type, excluded.start_date, excluded.end_date,
                excluded.occupants, excluded.subscription_type, excluded.amount, excluded.payment_method,
                excluded.status, excluded.notes, excluded.admin_notes, excluded.created_at)
            returning id"
        )
    };
}

impl Tx {
    /// Inserts or updates reservations, identified by address and transaction id; each must have both. No two of the
    /// page may share them.
    pub async fn upsert_reservations(&mut self, page: &[Reservation], now: DateTime<Utc>) -> sqlx::Result<Upserted> {
        // One JSON document, so that a page of any length is one statement.
        const POSTGRES: &str = concat!(
            "insert into reservations as r (id, full_name, email, phone, company, activity, address, space_type,
                start_date, end_date, occupants, subscription_type, amount, payment_method, transaction_id, status,
                notes, admin_notes, created_at, updated_at)
            select id, full_name, email, phone, company, activity, address, space_type, start_date, end_date,
                occupants, subscription_type, cents / 100.0, payment_method, transaction_id, status, notes,
                admin_notes, created_at, updated_at
            from jsonb_to_recordset($1) as page (id uuid, full_name text, email text, phone text, company text,
                activity text, address text, space_type text, start_date date, end_date date, occupants int,
                subscription_type text, cents bigint, payment_method text, transaction_id text, status text,
                notes text, admin_notes text, created_at timestamptz, updated_at timestamptz)",
            keep_if_same!("lower(trim(both E' \\t\\n\\r\\x0b\\x0c' from email) collate \"C\")")
        );
        const SQLITE: &str = concat!(
            "insert into reservations as r (id, full_name, email, phone, company, activity, address, space_type,
                start_date, end_date, occupants, subscription_type, amount, payment_method, transaction_id, status,
                notes, admin_notes, created_at, updated_at)
            select unhex(replace(value ->> 'id', '-', '')), value ->> 'full_name', value ->> 'email',
                value ->> 'phone', value ->> 'company', value ->> 'activity', value ->> 'address',
                value ->> 'space_type', value ->> 'start_date', value ->> 'end_date', value ->> 'occupants',
                value ->> 'subscription_type', (value ->> 'cents') / 100.0, value ->> 'payment_method',
                value ->> 'transaction_id', value ->> 'status', value ->> 'notes', value ->> 'admin_notes',
                value ->> 'created_at', value ->> 'updated_at'
            from json_each($1) where true",
            keep_if_same!("lower(trim(email, char(9, 10, 11, 12, 13, 32)))")
        );
        let rows: Vec<Row> = page.iter().map(|r| row(r, now)).collect();
        let document = Json(&rows);
        let written: Vec<Uuid> = match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_scalar(POSTGRES).bind(document).fetch_all(db).await }).await?
            }
            Either::Sqlite(db) => sqlx::query_scalar(SQLITE).bind(document).fetch_all(db).await?,
        };
        // An update keeps the id the row had, so the ids that are ours are those of new rows.
        let ours: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
        let new = written.iter().filter(|id| ours.contains(id)).count() as u64;
        let written = written.len() as u64;
        Ok(Upserted { new, changed: written - new, unchanged: page.len() as u64 - written })
    }

    /// Deletes everything that belongs to clients; settings and strategies stay.
    pub async fn wipe_clients(&mut self) -> sqlx::Result<()> {
        const TABLES: [&str; 11] = [
            "delete from follow_up_events",
            "delete from ai_follow_ups",
            "delete from ai_follow_up_logs",
            "delete from client_insights",
            "delete from client_facts",
            "delete from client_contacts",
            "delete from push_endpoints",
            "delete from client_names",
            "delete from clients",
            "delete from daily_quota",
            "delete from reservations",
        ];
        for sql in TABLES {
            on!(self, db => sqlx::query(sql).execute(db).await.map(drop))?;
        }
        const STATE: &str = "update engine_state set watermark = null, full_pass_day = null, analysed_at = null,
            rules_hash = null, hours = '[]', holds_demo = $1, last_run_at = null, last_run = null where id = 1";
        on!(self, db => sqlx::query(STATE).bind(false).execute(db).await.map(drop))
    }
}

fn row(reservation: &Reservation, now: DateTime<Utc>) -> Row<'_> {
    Row {
        id: Uuid::new_v4(),
        full_name: &reservation.full_name,
        email: &reservation.email,
        phone: &reservation.phone,
        company: reservation.company.as_deref(),
        activity: &reservation.activity,
        address: reservation.address.as_deref(),
        space_type: &reservation.space_type,
        start_date: reservation.start_date,
        end_date: reservation.end_date,
        occupants: reservation.occupants,
        subscription_type: &reservation.subscription_type,
        cents: reservation.amount,
        payment_method: &reservation.payment_method,
        transaction_id: &reservation.transaction_id,
        status: reservation.status,
        notes: reservation.notes.as_deref(),
        admin_notes: reservation.admin_notes.as_deref(),
        created_at: reservation.created_at,
        updated_at: now,
    }
}

impl Store {
    pub async fn count_reservations(&self) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from reservations";
        on!(self, db => sqlx::query_scalar(SQL).fetch_one(db).await)
    }

    /// Whether there are any; fast for any number of rows.
    pub async fn has_reservations(&self) -> sqlx::Result<bool> {
        const SQL: &str = "select exists (select 1 from reservations)";
        on!(self, db => sqlx::query_scalar(SQL).fetch_one(db).await)
    }

    /// Refreshes the planner's statistics after a mass of rows was written.
    pub async fn refresh_statistics(&self) -> sqlx::Result<()> {
        on!(self, db => sqlx::query("analyze").execute(db).await.map(drop))
    }
}

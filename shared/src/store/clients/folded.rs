//! What folding a client's reservations writes, and what the next analysis reads of it.
//!
//! There are two tables: `client_facts` holds a client's full profile, and `client_insights` the row that lists read.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::{PgConnection, SqliteConnection, types::Json};
use uuid::Uuid;

use crate::{
    client::{ClientId, ClientKey, Profile},
    reservation::ReservationStatus,
    store::{
        Either, Store, Tx,
        clients::{column, intake::stamp, rescored::Scored},
        on,
    },
    strategy::Assessment,
};

/// The folded profile and the assessment of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    pub key: ClientKey,
    pub profile: Profile,
    pub assessment: Assessment,
    pub mark: Mark,
}

/// A checksum of the folded rows, by which changes show without reading them: their number, and the sum of a number
/// derived from each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    #[sqlx(rename = "folded_rows")]
    pub rows: i64,
    #[sqlx(rename = "folded_marks")]
    pub sum: i64,
}

impl Store {
    /// The stored profiles of these clients, as far as there are any.
    pub async fn profiles(&self, clients: &[ClientKey]) -> sqlx::Result<Vec<Profile>> {
        const POSTGRES: &str = "select facts from client_facts where client_key = any($1)";
        const SQLITE: &str = "select facts from client_facts
            where client_key in (select unhex(replace(value, '-', '')) from json_each($1))";
        let rows: Vec<Json<Profile>> = match self {
            Self::Postgres(pool) => {
                let keys: Vec<Uuid> = clients.iter().map(|key| key.0).collect();
                sqlx::query_scalar(POSTGRES).bind(keys).fetch_all(pool).await?
            }
            Self::Sqlite(pool) => sqlx::query_scalar(SQLITE).bind(Json(clients)).fetch_all(pool).await?,
        };
        Ok(rows.into_iter().map(|Json(profile)| profile).collect())
    }

    /// The checksum of all folded rows.
    pub async fn folded(&self) -> sqlx::Result<Mark> {
        const SQL: &str = "select cast(coalesce(sum(folded_rows), 0) as bigint) as folded_rows,
            cast(coalesce(sum(folded_marks), 0) as bigint) as folded_marks from client_facts";
        on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)
    }
}

/// A client's row, as JSON for SQLite.
#[derive(Serialize)]
struct Row<'a> {
    client_key: ClientKey,
    client_id: &'a ClientId,
    facts: &'a Profile,
    name: &'a str,
    search_text: String,
    reservations: u32,
    cancellations: u32,
    spent_cents: i64,
    #[serde(serialize_with = "stamp")]
    last_activity: DateTime<Utc>,
    last_day: Option<NaiveDate>,
    newest_status: ReservationStatus,
    folded_rows: i64,
    folded_marks: i64,
    #[serde(flatten)]
    scored: Scored<'a>,
}

impl<'a> From<&'a Folded> for Row<'a> {
    fn from(Folded { key, profile, assessment, mark }: &'a Folded) -> Self {
        Self {
            client_key: *key,
            client_id: &profile.client_id,
            facts: profile,
            name: &profile.name,
            search_text: search_text(profile),
            reservations: profile.reservations,
            cancellations: profile.cancellations,
            spent_cents: profile.spent.0,
            last_activity: profile.newest.created_at,
            last_day: profile.last_day,
            newest_status: profile.newest.status,
            folded_rows: mark.rows,
            folded_marks: mark.sum,
            scored: assessment.into(),
        }
    }
}

/// The text in which a search looks: name and address in lower case.
fn search_text(profile: &Profile) -> String {
    format!("{}\n{}", profile.name, profile.client_id).to_lowercase()
}

macro_rules! replace_facts {
    () => {
        " on conflict (client_key) do update set
            facts = excluded.facts, folded_rows = excluded.folded_rows, folded_marks = excluded.folded_marks"
    };
}

macro_rules! replace_insight {
    () => {
        " on conflict (client_key) do update set
            client_id = excluded.client_id, name = excluded.name, search_text = excluded.search_text,
            reservations = excluded.reservations, cancellations = excluded.cancellations,
            spent_cents = excluded.spent_cents, last_activity = excluded.last_activity, last_day = excluded.last_day,
            newest_status = excluded.newest_status, full_pass = excluded.full_pass,
            analysed_at = excluded.analysed_at, rescore_at = excluded.rescore_at, risk_score = excluded.risk_score,
            engagement_score = excluded.engagement_score, recommended_strategy = excluded.recommended_strategy,
            needs_follow_up = excluded.needs_follow_up, next_follow_up_on = excluded.next_follow_up_on"
    };
}

/// Columns as arrays: parsing the page as a JSON document would cost the server more than everything else.
const POSTGRES_FACTS: &str = concat!(
    "insert into client_facts (client_key, facts, folded_rows, folded_marks)
    select client_key, facts::json, folded_rows, folded_marks
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[])
        as page (client_key, facts, folded_rows, folded_marks)",
    replace_facts!()
);

const POSTGRES: &str = concat!(
    "insert into client_insights (client_key, client_id, name, reservations, cancellations, spent_cents,
        last_activity, last_day, newest_status, rescore_at, risk_score, engagement_score,
        recommended_strategy, needs_follow_up, next_follow_up_on, search_text, full_pass, analysed_at)
    select *, $17, $18
    from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::timestamptz[], $8::date[], $9::text[], $10::timestamptz[], $11::bigint[], $12::double precision[],
        $13::text[], $14::boolean[], $15::date[], $16::text[]) as page",
    replace_insight!()
);

const SQLITE_FACTS: &str = concat!(
    "insert into client_facts (client_key, facts, folded_rows, folded_marks)
    select unhex(replace(value ->> 'client_key', '-', '')), value -> 'facts', value ->> 'folded_rows',
        value ->> 'folded_marks'
    from json_each($1) where true",
    replace_facts!()
);

const SQLITE: &str = concat!(
    "insert into client_insights (client_key, client_id, name, search_text, reservations, cancellations,
        spent_cents, last_activity, last_day, newest_status, full_pass, analysed_at, rescore_at, risk_score,
        engagement_score, recommended_strategy, needs_follow_up, next_follow_up_on)
    select unhex(replace(value ->> 'client_key', '-', '')), value ->> 'client_id', value ->> 'name',
        value ->> 'search_text', value ->> 'reservations', value ->> 'cancellations', value ->> 'spent_cents',
        value ->> 'last_activity', value ->> 'last_day', value ->> 'newest_status', $2, $3,
        value ->> 'rescore_at', value ->> 'risk_score', value ->> 'engagement_score',
        value ->> 'recommended_strategy', value ->> 'needs_follow_up', value ->> 'next_follow_up_on'
    from json_each($1) where true",
    replace_insight!()
);

impl Tx {
    /// Writes folded clients in the order given: two passes that write in the same order cannot deadlock.
    pub async fn write_insights(&mut self, page: &[Folded], full_pass: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
        match self.by_engine() {
            Either::Postgres(db) => write_to_postgres(db, page, full_pass, now).await,
            Either::Sqlite(db) => write_to_sqlite(db, page, full_pass, now).await,
        }
    }

    /// Removes the insights that a full pass did not write, because their reservations are gone or no longer readable.
    pub async fn remove_gone(&mut self, full_pass: i64) -> sqlx::Result<u64> {
        const SQL: &str = "delete from client_insights where full_pass <> $1
            and not exists (select 1 from client_bookings b where b.client_key = client_insights.client_key
                and b.cents is not null and b.status is not null and b.end_date is not null
                and b.created_at is not null)";
        const FACTS: &str = "delete from client_facts
            where not exists (select 1 from client_insights i where i.client_key = client_facts.client_key)";
        let gone =
            on!(self, db => sqlx::query(SQL).bind(full_pass).execute(db).await.map(|done| done.rows_affected()))?;
        if gone > 0 {
            on!(self, db => sqlx::query(FACTS).execute(db).await.map(drop))?;
        }
        Ok(gone)
    }

    pub async fn remove_insight(&mut self, client: ClientKey) -> sqlx::Result<u64> {
        const FACTS: &str = "delete from client_facts where client_key = $1";
        const SQL: &str = "delete from client_insights where client_key = $1";
        on!(self, db => sqlx::query(FACTS).bind(client).execute(db).await.map(drop))?;
        on!(self, db => sqlx::query(SQL).bind(client).execute(db).await.map(|done| done.rows_affected()))
    }
}

async fn write_to_postgres(
    db: &mut PgConnection,
    page: &[Folded],
    full_pass: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // Safe: what a crash loses is computed again.
    sqlx::query("set local synchronous_commit = off").execute(&mut *db).await?;
    let facts: Result<Vec<_>, _> = page.iter().map(|f| serde_json::to_string(&f.profile)).collect();
    let keys = column!(page, f => f.key.0);
    sqlx::query(POSTGRES_FACTS)
        .bind(&keys)
        .bind(facts.map_err(|e| sqlx::Error::Encode(e.into()))?)
        .bind(column!(page, f => f.mark.rows))
        .bind(column!(page, f => f.mark.sum))
        .execute(&mut *db)
        .await?;
    sqlx::query(POSTGRES)
        .bind(&keys)
        .bind(column!(page, f => f.profile.client_id.as_str()))
        .bind(column!(page, f => f.profile.name.as_str()))
        .bind(column!(page, f => i64::from(f.profile.reservations)))
        .bind(column!(page, f => i64::from(f.profile.cancellations)))
        .bind(column!(page, f => f.profile.spent.0))
        .bind(column!(page, f => f.profile.newest.created_at))
        .bind(column!(page, f => f.profile.last_day))
        .bind(column!(page, f => f.profile.newest.status.as_str()))
        .bind(column!(page, f => f.assessment.stale_at))
        .bind(column!(page, f => i64::from(f.assessment.scores.risk)))
        .bind(column!(page, f => f.assessment.scores.engagement))
        .bind(column!(page, f => f.assessment.recommended.as_ref().map(|id| id.0.as_str())))
        .bind(column!(page, f => f.assessment.needs_follow_up))
        .bind(column!(page, f => f.assessment.next_follow_up_on))
        .bind(column!(page, f => search_text(&f.profile)))
        .bind(full_pass)
        .bind(now)
        .execute(&mut *db)
        .await
        .map(drop)
}

async fn write_to_sqlite(
    db: &mut SqliteConnection,
    page: &[Folded],
    full_pass: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let document = Json(page.iter().map(Row::from).collect::<Vec<_>>());
    sqlx::query(SQLITE_FACTS).bind(&document).execute(&mut *db).await?;
    sqlx::query(SQLITE).bind(&document).bind(full_pass).bind(now).execute(&mut *db).await.map(drop)
}

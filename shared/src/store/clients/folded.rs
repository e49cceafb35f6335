//! What folding a client's reservations writes, and what the next analysis reads of it.
//!
//! There are two tables: `client_facts` holds a client's full profile, and `client_insights` the row that lists read.

use std::ops::Add;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, QueryBuilder, Sqlite, SqliteConnection, types::Json};
use uuid::Uuid;

use crate::{
    client::{ClientKey, Profile, score::turns_at},
    store::{Either, Store, Tx, clients::column, on, patient},
    strategy::Assessment,
};

/// Rows of one statement on SQLite, which takes 32,766 parameters.
const SQLITE_ROWS: usize = 500;

/// The folded profile and the assessment of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    pub key: ClientKey,
    pub profile: Profile,
    pub assessment: Assessment,
    pub mark: Mark,
}

/// A checksum of rows, by which changes show without reading them: their number, and the sum of their `row_mark`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    #[sqlx(rename = "folded_rows")]
    pub rows: i64,
    #[sqlx(rename = "folded_marks")]
    pub sum: i64,
}

impl Add for Mark {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, sum: self.sum + other.sum }
    }
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
                patient(sqlx::query_scalar(POSTGRES).bind(keys).fetch_all(pool)).await?
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
            analysed_at = excluded.analysed_at, turns_at = excluded.turns_at, risk_score = excluded.risk_score,
            engagement_score = excluded.engagement_score, recommended_strategy = excluded.recommended_strategy,
            needs_follow_up = excluded.needs_follow_up, assessed_on = excluded.assessed_on,
            days_to_next = excluded.days_to_next"
    };
}

macro_rules! fact_columns {
    () => {
        "insert into client_facts (client_key, facts, folded_rows, folded_marks) "
    };
}

macro_rules! insight_columns {
    () => {
        "insert into client_insights (client_key, client_id, name, reservations, cancellations, spent_cents,
            last_activity, last_day, newest_status, turns_at, risk_score, engagement_score, recommended_strategy,
            needs_follow_up, assessed_on, days_to_next, search_text, full_pass, analysed_at) "
    };
}

/// Columns as arrays: parsing the page as a JSON document would cost the server more than everything else.
const POSTGRES_FACTS: &str = concat!(
    fact_columns!(),
    "select client_key, facts::json, folded_rows, folded_marks
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[])
        as page (client_key, facts, folded_rows, folded_marks)",
    replace_facts!()
);

const POSTGRES: &str = concat!(
    insight_columns!(),
    "select *, $18, $19
    from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::timestamptz[], $8::date[], $9::text[], $10::bigint[], $11::bigint[], $12::double precision[],
        $13::text[], $14::boolean[], $15::date[], $16::bigint[], $17::text[]) as page",
    replace_insight!()
);

impl Tx {
    /// Writes folded clients in the order given: two passes that write in the same order cannot deadlock.
    pub async fn write_insights(&mut self, page: &[Folded], full_pass: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
        match self.by_engine() {
            Either::Postgres(db) => patient(async { write_to_postgres(db, page, full_pass, now).await }).await,
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
        .bind(column!(page, f => turns_at(f.profile.newest.created_at)))
        .bind(column!(page, f => i64::from(f.assessment.scores.risk)))
        .bind(column!(page, f => f.assessment.scores.engagement))
        .bind(column!(page, f => f.assessment.recommended.as_ref().map(|id| id.0.as_str())))
        .bind(column!(page, f => f.assessment.needs_follow_up))
        .bind(column!(page, f => f.assessment.assessed_on))
        .bind(column!(page, f => f.assessment.days_to_next.cast_signed()))
        .bind(column!(page, f => search_text(&f.profile)))
        .bind(full_pass)
        .bind(now)
        .execute(&mut *db)
        .await
        .map(drop)
}

/// Each row's values as parameters of one statement, which costs SQLite a fraction of a JSON document.
async fn write_to_sqlite(
    db: &mut SqliteConnection,
    page: &[Folded],
    full_pass: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for page in page.chunks(SQLITE_ROWS) {
        let mut facts = QueryBuilder::<Sqlite>::new(fact_columns!());
        facts.push_values(page, |mut row, Folded { key, profile, mark, .. }| {
            row.push_bind(*key).push_bind(Json(profile)).push_bind(mark.rows).push_bind(mark.sum);
        });
        facts.push(replace_facts!()).build().execute(&mut *db).await?;
        let mut insights = QueryBuilder::<Sqlite>::new(insight_columns!());
        insights.push_values(page, |mut row, Folded { key, profile, assessment, .. }| {
            row.push_bind(*key)
                .push_bind(profile.client_id.as_str())
                .push_bind(&profile.name)
                .push_bind(profile.reservations)
                .push_bind(profile.cancellations)
                .push_bind(profile.spent.0)
                .push_bind(profile.newest.created_at)
                .push_bind(profile.last_day)
                .push_bind(profile.newest.status.as_str())
                .push_bind(turns_at(profile.newest.created_at))
                .push_bind(assessment.scores.risk)
                .push_bind(assessment.scores.engagement)
                .push_bind(assessment.recommended.as_ref().map(|id| id.0.as_str()))
                .push_bind(assessment.needs_follow_up)
                .push_bind(assessment.assessed_on)
                .push_bind(assessment.days_to_next.cast_signed())
                .push_bind(search_text(profile))
                .push_bind(full_pass)
                .push_bind(now);
        });
        insights.push(replace_insight!()).build().execute(&mut *db).await?;
    }
    Ok(())
}

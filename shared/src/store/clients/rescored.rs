//! Scoring clients again whose reservations have not changed: only rows whose scores come out differently are written.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, PgConnection, QueryBuilder, Sqlite, SqliteConnection, types::Json};

use crate::{
    client::{ClientId, ClientKey, Newest, Profile, Tally},
    money::Cents,
    reservation::ReservationStatus,
    store::{Either, Store, Tx, clients::column, on, patient},
    strategy::{Assessment, StrategyId},
};

/// Steps in a point, within which a stored engagement may differ from the exact one. It falls a little every day for
/// whoever stays away: written at each fall, a night would write a third of all rows. Lists show whole points, whose
/// rounding changes at halves, and thresholds are whole points: neither differs within a step.
const ENGAGEMENT_STEPS: f64 = 2.0;

/// Rows of one statement on SQLite, which takes 32,766 parameters.
const SQLITE_ROWS: usize = 4_000;

/// The scores in a client's row.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct StoredScores {
    analysed_at: DateTime<Utc>,
    risk_score: i64,
    engagement_score: f64,
    recommended_strategy: Option<StrategyId>,
    needs_follow_up: bool,
    days_to_next: i64,
}

impl StoredScores {
    /// Whether the row is as good as one written with this assessment now.
    pub fn says(&self, assessment: &Assessment, now: DateTime<Utc>) -> bool {
        self.analysed_at <= now
            && self.risk_score == i64::from(assessment.scores.risk)
            && step(self.engagement_score) == step(assessment.scores.engagement)
            && self.recommended_strategy == assessment.recommended
            && self.needs_follow_up == assessment.needs_follow_up
            && self.days_to_next == assessment.days_to_next.cast_signed()
    }
}

/// The step in which a value lies, and whether it lies on its lower edge: what compares with an edge in the same way.
fn step(engagement: f64) -> (i64, bool) {
    let steps = engagement * ENGAGEMENT_STEPS;
    (steps.floor() as i64, steps.fract() == 0.0)
}

/// A client to be scored again.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    pub key: ClientKey,
    pub profile: Profile,
    pub stored: StoredScores,
}

/// Which clients to score again.
#[derive(Clone, Debug, PartialEq)]
pub enum Turned {
    All,
    /// Those whose [`crate::client::score::turns_at`] lies in one of these.
    Within([RangeInclusive<i64>; 2]),
}

#[derive(FromRow)]
struct WithFacts {
    client_key: ClientKey,
    facts: Json<Profile>,
    #[sqlx(flatten)]
    stored: StoredScores,
}

impl From<WithFacts> for Stale {
    fn from(row: WithFacts) -> Self {
        Self { key: row.client_key, profile: row.facts.0, stored: row.stored }
    }
}

/// The columns that scores depend on.
#[derive(FromRow)]
struct Figures {
    client_key: ClientKey,
    client_id: ClientId,
    reservations: i64,
    cancellations: i64,
    spent_cents: Cents,
    last_activity: DateTime<Utc>,
    last_day: Option<NaiveDate>,
    newest_status: ReservationStatus,
    #[sqlx(flatten)]
    stored: StoredScores,
}

impl From<Figures> for Stale {
    /// A profile with only what scores need, without the texts of reservations.
    fn from(row: Figures) -> Self {
        let newest = Newest {
            created_at: row.last_activity,
            transaction_id: String::new(),
            status: row.newest_status,
            space_type: String::new(),
            activity: String::new(),
            payment_method: String::new(),
            location: String::new(),
        };
        let profile = Profile {
            client_id: row.client_id,
            name: String::new(),
            phone: String::new(),
            reservations: u32::try_from(row.reservations).unwrap_or_default(),
            cancellations: u32::try_from(row.cancellations).unwrap_or_default(),
            spent: row.spent_cents,
            cancelled: Cents::default(),
            first_at: row.last_activity,
            newest,
            last_day: row.last_day,
            spaces: Tally::new(),
            activities: Tally::new(),
            payments: Tally::new(),
            locations: Tally::new(),
            statuses: Tally::new(),
            hours: Default::default(),
        };
        Self { key: row.client_key, profile, stored: row.stored }
    }
}

macro_rules! stale {
    ($columns:literal, $from:literal, $which:expr) => {
        concat!(
            "select i.client_key, i.analysed_at, i.risk_score, i.engagement_score, i.recommended_strategy,
                i.needs_follow_up, i.days_to_next, ",
            $columns,
            " from client_insights i ",
            $from,
            " where i.client_key > $1",
            $which,
            " order by i.client_key limit $2"
        )
    };
    (facts $which:expr) => {
        stale!("d.facts", "join client_facts d on d.client_key = i.client_key", $which)
    };
    (figures $which:expr) => {
        stale!(
            "i.client_id, i.reservations, i.cancellations, i.spent_cents, i.last_activity, i.last_day,
                i.newest_status",
            "",
            $which
        )
    };
}

impl Store {
    /// The profiles of clients after `after`, ordered by key.
    pub async fn profiles_after(&self, after: ClientKey, limit: i64) -> sqlx::Result<Vec<(ClientKey, Profile)>> {
        const SQL: &str =
            "select client_key, facts from client_facts where client_key > $1 order by client_key limit $2";
        let rows: Vec<(ClientKey, Json<Profile>)> =
            on!(self, db => sqlx::query_as(SQL).bind(after).bind(limit).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(key, Json(profile))| (key, profile)).collect())
    }

    /// Clients after `after` whose scores may have changed, ordered by key. Without `texts`, profiles hold only what
    /// scores depend on: see [`crate::strategy::Rules::reads_texts`].
    pub async fn stale(&self, after: ClientKey, turned: &Turned, texts: bool, limit: i64) -> sqlx::Result<Vec<Stale>> {
        // Texts of their own, because an index is of no use to a query that may also ask for everybody.
        const ALL: [&str; 2] = [stale!(facts ""), stale!(figures "")];
        // A subquery, because SQLite would otherwise read every client in the order of keys.
        macro_rules! turned {
            () => {
                " and i.client_key in (select t.client_key from client_insights t
                    where t.turns_at between $3 and $4 or t.turns_at between $5 and $6)"
            };
        }
        const WITHIN: [&str; 2] = [stale!(facts turned!()), stale!(figures turned!())];
        let ([facts, figures], ranges) = match turned {
            Turned::All => (ALL, None),
            Turned::Within(ranges) => (WITHIN, Some(ranges)),
        };
        macro_rules! rows {
            ($sql:expr, $row:ty) => {{
                let rows: Vec<$row> = on!(self, db => {
                    let mut query = sqlx::query_as($sql).bind(after).bind(limit);
                    for range in ranges.into_iter().flatten() {
                        query = query.bind(*range.start()).bind(*range.end());
                    }
                    query.fetch_all(db).await
                })?;
                Ok(rows.into_iter().map(Stale::from).collect())
            }};
        }
        if texts { rows!(facts, WithFacts) } else { rows!(figures, Figures) }
    }
}

macro_rules! new_scores {
    () => {
        "with s (client_key, assessed_on, risk_score, engagement_score, recommended_strategy, needs_follow_up,
            days_to_next) as ("
    };
}

macro_rules! set_scores {
    () => {
        ", assessed_on = s.assessed_on, risk_score = s.risk_score, engagement_score = s.engagement_score,
            recommended_strategy = s.recommended_strategy, needs_follow_up = s.needs_follow_up,
            days_to_next = s.days_to_next
        from s where client_insights.client_key = s.client_key"
    };
}

impl Tx {
    /// Writes new scores of clients whose reservations have not changed.
    pub async fn write_scores(&mut self, page: &[(ClientKey, Assessment)], now: DateTime<Utc>) -> sqlx::Result<()> {
        match self.by_engine() {
            Either::Postgres(db) => patient(async { write_to_postgres(db, page, now).await }).await,
            Either::Sqlite(db) => write_to_sqlite(db, page, now).await,
        }
    }
}

async fn write_to_postgres(
    db: &mut PgConnection,
    page: &[(ClientKey, Assessment)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    const SQL: &str = concat!(
        new_scores!(),
        "select * from unnest($2::uuid[], $3::date[], $4::bigint[], $5::double precision[], $6::text[],
            $7::boolean[], $8::bigint[]))
        update client_insights set analysed_at = $1",
        set_scores!()
    );
    // Safe: what a crash loses is computed again.
    sqlx::query("set local synchronous_commit = off").execute(&mut *db).await?;
    sqlx::query(SQL)
        .bind(now)
        .bind(column!(page, s => s.0.0))
        .bind(column!(page, s => s.1.assessed_on))
        .bind(column!(page, s => i64::from(s.1.scores.risk)))
        .bind(column!(page, s => s.1.scores.engagement))
        .bind(column!(page, s => s.1.recommended.as_ref().map(|id| id.0.as_str())))
        .bind(column!(page, s => s.1.needs_follow_up))
        .bind(column!(page, s => s.1.days_to_next.cast_signed()))
        .execute(db)
        .await
        .map(drop)
}

async fn write_to_sqlite(
    db: &mut SqliteConnection,
    page: &[(ClientKey, Assessment)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for page in page.chunks(SQLITE_ROWS) {
        let mut update = QueryBuilder::<Sqlite>::new(new_scores!());
        update.push_values(page, |mut row, (key, assessment)| {
            row.push_bind(*key)
                .push_bind(assessment.assessed_on)
                .push_bind(assessment.scores.risk)
                .push_bind(assessment.scores.engagement)
                .push_bind(assessment.recommended.as_ref().map(|id| id.0.as_str()))
                .push_bind(assessment.needs_follow_up)
                .push_bind(assessment.days_to_next.cast_signed());
        });
        update.push(") update client_insights set analysed_at = ").push_bind(now).push(set_scores!());
        update.build().execute(&mut *db).await?;
    }
    Ok(())
}

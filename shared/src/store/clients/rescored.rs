//! The scores of clients whose reservations have not changed: which are stale, and writing new ones.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::types::Json;

use crate::{
    client::{ClientId, ClientKey, Newest, Profile, Tally},
    money::Cents,
    reservation::ReservationStatus,
    store::{
        Either, Store, Tx,
        clients::{column, intake::stamp},
        on,
    },
    strategy::{Assessment, StrategyId},
};

/// The columns that scores depend on.
#[derive(sqlx::FromRow)]
struct Figures {
    client_key: ClientKey,
    client_id: ClientId,
    reservations: i64,
    cancellations: i64,
    spent_cents: Cents,
    last_activity: DateTime<Utc>,
    last_day: Option<NaiveDate>,
    newest_status: ReservationStatus,
}

impl Figures {
    /// A profile with only what scores need, without the texts of reservations.
    fn profile(self) -> (ClientKey, Profile) {
        let newest = Newest {
            created_at: self.last_activity,
            transaction_id: String::new(),
            status: self.newest_status,
            space_type: String::new(),
            activity: String::new(),
            payment_method: String::new(),
            location: String::new(),
        };
        let profile = Profile {
            client_id: self.client_id,
            name: String::new(),
            phone: String::new(),
            reservations: u32::try_from(self.reservations).unwrap_or_default(),
            cancellations: u32::try_from(self.cancellations).unwrap_or_default(),
            spent: self.spent_cents,
            first_at: self.last_activity,
            newest,
            last_day: self.last_day,
            spaces: Tally::new(),
            activities: Tally::new(),
            payments: Tally::new(),
            locations: Tally::new(),
            statuses: Tally::new(),
            hours: Default::default(),
        };
        (self.client_key, profile)
    }
}

macro_rules! stale {
    ($columns:literal) => {
        concat!(
            $columns,
            " where i.client_key > $1 and ($2 or i.rescore_at <= $3 or i.analysed_at > $3)
            order by i.client_key limit $4"
        )
    };
}

impl Store {
    /// Profiles after `after` whose scores may have changed, or all of them, ordered by key.
    pub async fn stale_profiles(
        &self,
        after: ClientKey,
        now: DateTime<Utc>,
        all: bool,
        limit: i64,
    ) -> sqlx::Result<Vec<(ClientKey, Profile)>> {
        const SQL: &str = stale!(
            "select i.client_key, d.facts from client_insights i join client_facts d on d.client_key = i.client_key"
        );
        let rows: Vec<(ClientKey, Json<Profile>)> = on!(self, db =>
            sqlx::query_as(SQL).bind(after).bind(all).bind(now).bind(limit).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(key, Json(profile))| (key, profile)).collect())
    }

    /// The same, reading only what scores depend on: see [`crate::strategy::Rules::reads_texts`].
    pub async fn stale_figures(
        &self,
        after: ClientKey,
        now: DateTime<Utc>,
        all: bool,
        limit: i64,
    ) -> sqlx::Result<Vec<(ClientKey, Profile)>> {
        const SQL: &str = stale!(
            "select i.client_key, i.client_id, i.reservations, i.cancellations, i.spent_cents, i.last_activity,
                i.last_day, i.newest_status from client_insights i"
        );
        let rows: Vec<Figures> = on!(self, db =>
            sqlx::query_as(SQL).bind(after).bind(all).bind(now).bind(limit).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Figures::profile).collect())
    }
}

/// The columns of `client_insights` that change with time, as SQLite reads them.
#[derive(Serialize)]
pub(super) struct Scored<'a> {
    #[serde(serialize_with = "stamp")]
    rescore_at: DateTime<Utc>,
    risk_score: u8,
    engagement_score: f64,
    recommended_strategy: Option<&'a StrategyId>,
    needs_follow_up: bool,
    next_follow_up_on: NaiveDate,
}

impl<'a> From<&'a Assessment> for Scored<'a> {
    fn from(assessment: &'a Assessment) -> Self {
        Self {
            rescore_at: assessment.stale_at,
            risk_score: assessment.scores.risk,
            engagement_score: assessment.scores.engagement,
            recommended_strategy: assessment.recommended.as_ref(),
            needs_follow_up: assessment.needs_follow_up,
            next_follow_up_on: assessment.next_follow_up_on,
        }
    }
}

impl Tx {
    /// Writes new scores of clients whose reservations have not changed.
    pub async fn write_scores(&mut self, page: &[(ClientKey, Assessment)], now: DateTime<Utc>) -> sqlx::Result<()> {
        const POSTGRES: &str = "update client_insights i set analysed_at = $8, rescore_at = s.rescore_at,
                risk_score = s.risk_score, engagement_score = s.engagement_score,
                recommended_strategy = s.recommended_strategy, needs_follow_up = s.needs_follow_up,
                next_follow_up_on = s.next_follow_up_on
            from unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::double precision[], $5::text[],
                $6::boolean[], $7::date[])
                as s (client_key, rescore_at, risk_score, engagement_score, recommended_strategy, needs_follow_up,
                    next_follow_up_on)
            where i.client_key = s.client_key";
        const SQLITE: &str = "update client_insights set analysed_at = $2, rescore_at = value ->> 'rescore_at',
                risk_score = value ->> 'risk_score', engagement_score = value ->> 'engagement_score',
                recommended_strategy = value ->> 'recommended_strategy',
                needs_follow_up = value ->> 'needs_follow_up', next_follow_up_on = value ->> 'next_follow_up_on'
            from json_each($1) where client_key = unhex(replace(value ->> 'client_key', '-', ''))";
        match self.by_engine() {
            Either::Postgres(db) => {
                sqlx::query("set local synchronous_commit = off").execute(&mut *db).await?;
                sqlx::query(POSTGRES)
                    .bind(column!(page, s => s.0.0))
                    .bind(column!(page, s => s.1.stale_at))
                    .bind(column!(page, s => i64::from(s.1.scores.risk)))
                    .bind(column!(page, s => s.1.scores.engagement))
                    .bind(column!(page, s => s.1.recommended.as_ref().map(|id| id.0.as_str())))
                    .bind(column!(page, s => s.1.needs_follow_up))
                    .bind(column!(page, s => s.1.next_follow_up_on))
                    .bind(now)
                    .execute(&mut *db)
                    .await
                    .map(drop)
            }
            Either::Sqlite(db) => {
                #[derive(Serialize)]
                struct Line<'a> {
                    client_key: ClientKey,
                    #[serde(flatten)]
                    scored: Scored<'a>,
                }
                let lines: Vec<Line<'_>> =
                    page.iter().map(|(key, assessment)| Line { client_key: *key, scored: assessment.into() }).collect();
                sqlx::query(SQLITE).bind(Json(lines)).bind(now).execute(&mut *db).await.map(drop)
            }
        }
    }
}

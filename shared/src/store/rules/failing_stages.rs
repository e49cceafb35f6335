//! The stages of the schedule that failed when they last ran.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    stage::Stage,
    store::{Store, on},
};

/// Characters of a reason that are stored.
const LONGEST_REASON: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct FailingStage {
    pub stage: Stage,
    /// When it failed for the first time since it last succeeded.
    pub since: DateTime<Utc>,
    /// Why it failed the last time.
    pub because: String,
}

impl Store {
    pub async fn failing_stages(&self) -> sqlx::Result<Vec<FailingStage>> {
        const SQL: &str = "select stage, since, because from failing_stages order by since, stage";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    pub async fn save_stage_failure(&self, stage: Stage, because: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "insert into failing_stages (stage, since, because) values ($1, $2, $3)
            on conflict (stage) do update set because = excluded.because";
        let because: String = because.chars().take(LONGEST_REASON).collect();
        on!(self, db => sqlx::query(SQL).bind(stage).bind(now).bind(because).execute(db).await.map(drop))
    }

    /// Nothing is written where the stage has not failed: on SQLite a write would wait for other writers.
    pub async fn delete_stage_failure(&self, stage: Stage) -> sqlx::Result<()> {
        const IS_FAILING: &str = "select exists (select 1 from failing_stages where stage = $1)";
        const DELETE: &str = "delete from failing_stages where stage = $1";
        let is_failing: bool = on!(self, db => sqlx::query_scalar(IS_FAILING).bind(stage).fetch_one(db).await)?;
        if is_failing {
            on!(self, db => sqlx::query(DELETE).bind(stage).execute(db).await.map(drop))?;
        }
        Ok(())
    }
}

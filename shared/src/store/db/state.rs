//! The state of the engine, one row.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::types::Json;

use crate::{
    audit::{Action, UnknownAction},
    client::Hours,
    store::{Connection, Mark, Store, Tx, on},
};

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct EngineState {
    /// Whether the migrations created `reservations`: import and demo write only to such a table.
    pub owns_reservations: bool,
    /// Whether what is in it was invented by `demo`.
    pub holds_demo: bool,
    /// The newest change of a reservation that has been folded; `None`: fold everything.
    pub watermark: Option<DateTime<Utc>>,
    /// Number of full passes.
    pub full_pass: i64,
    /// The start of the period in which late commits are detected, and the number of changes in it up to the watermark.
    pub recent_from: Option<DateTime<Utc>>,
    pub recent_rows: i64,
    /// The checksum of the rows that are no part of a profile; `None`: not known.
    #[sqlx(flatten, try_from = "LeftOut")]
    pub left_out: Option<Mark>,
    /// The business day on which all reservations were last compared or folded.
    pub full_pass_day: Option<NaiveDate>,
    pub analysed_at: Option<DateTime<Utc>>,
    /// [`crate::strategy::Rules::digest`] of what the stored scores were made with.
    pub rules_hash: Option<String>,
    /// The reservations of all clients by business hour.
    #[sqlx(json)]
    pub hours: Hours,
}

/// The columns of [`EngineState::left_out`].
#[derive(sqlx::FromRow)]
struct LeftOut {
    left_out_rows: Option<i64>,
    left_out_marks: Option<i64>,
}

impl From<LeftOut> for Option<Mark> {
    fn from(LeftOut { left_out_rows, left_out_marks }: LeftOut) -> Self {
        left_out_rows.zip(left_out_marks).map(|(rows, sum)| Mark { rows, sum })
    }
}

impl Connection {
    pub async fn engine_state(&mut self) -> sqlx::Result<EngineState> {
        const SQL: &str = "
            select owns_reservations, holds_demo, watermark, recent_from, recent_rows, left_out_rows,
                left_out_marks, full_pass, full_pass_day, analysed_at, rules_hash, hours
            from engine_state where id = 1";
        on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)
    }
}

/// What the schedule did last, on any machine.
#[derive(Clone, Debug, PartialEq)]
pub struct LastRun {
    pub at: DateTime<Utc>,
    pub action: Result<Action, UnknownAction>,
}

impl Store {
    /// `None` where the schedule has never done anything.
    pub async fn last_run(&self) -> sqlx::Result<Option<LastRun>> {
        const SQL: &str = "select last_run_at, last_run from engine_state where last_run_at is not null";
        let row: Option<(DateTime<Utc>, Option<Value>)> =
            on!(self, db => sqlx::query_as(SQL).fetch_optional(db).await)?;
        Ok(row.map(|(at, action)| {
            let action = action.unwrap_or_default();
            let word = action["action"].as_str().unwrap_or_default();
            LastRun { at, action: Action::read(word, &action["details"]) }
        }))
    }

    pub async fn save_last_run(&self, action: &Action, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set last_run_at = $1, last_run = $2 where id = 1";
        on!(self, db => sqlx::query(SQL).bind(now).bind(Json(action)).execute(db).await.map(drop))
    }
}

impl Tx {
    pub async fn save_analysis(&mut self, state: &EngineState) -> sqlx::Result<()> {
        const SQL: &str = "
            update engine_state set watermark = $1, full_pass = $2, full_pass_day = $3, analysed_at = $4,
                rules_hash = $5, hours = $6, recent_from = $7, recent_rows = $8,
                left_out_rows = $9, left_out_marks = $10
            where id = 1";
        on!(self, db => sqlx::query(SQL)
            .bind(state.watermark).bind(state.full_pass).bind(state.full_pass_day).bind(state.analysed_at)
            .bind(&state.rules_hash).bind(Json(&state.hours)).bind(state.recent_from).bind(state.recent_rows)
            .bind(state.left_out.map(|mark| mark.rows)).bind(state.left_out.map(|mark| mark.sum))
            .execute(db).await.map(drop))
    }

    /// Makes the next analysis fold every reservation again.
    pub async fn forget_watermark(&mut self) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set watermark = null where id = 1";
        on!(self, db => sqlx::query(SQL).execute(db).await.map(drop))
    }

    pub async fn mark_demo(&mut self, holds_demo: bool) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set holds_demo = $1 where id = 1";
        on!(self, db => sqlx::query(SQL).bind(holds_demo).execute(db).await.map(drop))
    }
}

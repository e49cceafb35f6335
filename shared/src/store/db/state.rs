//! What the engine knows about itself, one row.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    client::Hours,
    store::{Store, Tx, in_tx, on},
};

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct EngineState {
    /// Whether the migrations made `reservations`: import and demo write nowhere else.
    pub owns_reservations: bool,
    /// Whether what is in it was invented by `demo`.
    pub holds_demo: bool,
    /// The newest change of a reservation that has been folded; `None`: fold everything.
    pub watermark: Option<DateTime<Utc>>,
    /// Counts full passes.
    pub full_pass: i64,
    /// The business day of the last full pass.
    pub full_pass_day: Option<NaiveDate>,
    pub analysed_at: Option<DateTime<Utc>>,
    /// [`crate::strategy::Rules::digest`] of what the stored scores were made with.
    pub rules_hash: Option<String>,
    /// Everyone's reservations by business hour, as of the last full pass.
    #[sqlx(json)]
    pub hours: Hours,
}

impl Store {
    pub async fn engine_state(&self) -> sqlx::Result<EngineState> {
        const SQL: &str = "
            select owns_reservations, holds_demo, watermark, full_pass, full_pass_day, analysed_at, rules_hash, hours
            from engine_state where id = 1";
        on!(self, db => sqlx::query_as(SQL).fetch_one(db).await)
    }
}

impl Tx {
    pub async fn save_analysis(&mut self, state: &EngineState) -> sqlx::Result<()> {
        const SQL: &str = "
            update engine_state set watermark = $1, full_pass = $2, full_pass_day = $3, analysed_at = $4,
                rules_hash = $5, hours = $6
            where id = 1";
        in_tx!(self, db => sqlx::query(SQL)
            .bind(state.watermark).bind(state.full_pass).bind(state.full_pass_day).bind(state.analysed_at)
            .bind(&state.rules_hash).bind(sqlx::types::Json(&state.hours))
            .execute(db).await.map(drop))
    }

    /// Makes the next analysis fold every reservation again.
    pub async fn forget_watermark(&mut self) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set watermark = null where id = 1";
        in_tx!(self, db => sqlx::query(SQL).execute(db).await.map(drop))
    }

    pub async fn mark_demo(&mut self, holds_demo: bool) -> sqlx::Result<()> {
        const SQL: &str = "update engine_state set holds_demo = $1 where id = 1";
        in_tx!(self, db => sqlx::query(SQL).bind(holds_demo).execute(db).await.map(drop))
    }
}

//! Stored strategies; an invalid one is reported, and does not affect the others.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;

use crate::{
    store::{Connection, Either, Tx, on, patient, urgency::urgency},
    strategy::{Strategy, StrategyId},
};

/// A stored strategy that cannot be used, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusable {
    pub id: StrategyId,
    pub reason: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: StrategyId,
    name: String,
    description: String,
    trigger_conditions: Value,
    ai_prompt: String,
    priority: String,
    channels: Value,
    cooldown_days: i64,
    windows: Value,
    also_current: bool,
    templates: Value,
    is_active: bool,
}

impl Row {
    fn parse(self) -> Result<Strategy, Unusable> {
        let id = self.id.clone();
        let document = serde_json::json!({
            "id": self.id, "name": self.name, "description": self.description,
            "trigger_conditions": self.trigger_conditions, "ai_prompt": self.ai_prompt, "priority": self.priority,
            "channels": self.channels, "cooldown_days": self.cooldown_days, "windows": self.windows,
            "also_current": self.also_current, "templates": self.templates, "is_active": self.is_active,
        });
        let strategy: Strategy =
            serde_json::from_value(document).map_err(|e| Unusable { id: id.clone(), reason: e.to_string() })?;
        strategy.check_bounds().map_err(|e| Unusable { id, reason: e.to_string() })?;
        Ok(strategy)
    }
}

macro_rules! columns {
    () => {
        "id, name, description, trigger_conditions, ai_prompt, priority, channels, cooldown_days, windows,
            also_current, templates, is_active from ai_follow_up_strategies"
    };
}

impl Connection {
    /// All strategies, most important first, and those that cannot be used.
    pub async fn strategies(&mut self) -> sqlx::Result<(Vec<Strategy>, Vec<Unusable>)> {
        const SQL: &str = concat!("select ", columns!(), " order by ", urgency!("priority"), ", id");
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)?;
        let (mut usable, mut unusable) = (Vec::new(), Vec::new());
        for row in rows {
            match row.parse() {
                Ok(strategy) => usable.push(strategy),
                Err(reason) => unusable.push(reason),
            }
        }
        Ok((usable, unusable))
    }
}

impl Tx {
    /// A strategy, locked until the transaction ends; `None` when there is none of that id. On SQLite the transaction
    /// already holds the write lock.
    pub async fn strategy_to_change(&mut self, id: &StrategyId) -> sqlx::Result<Option<Result<Strategy, Unusable>>> {
        const SQLITE: &str = concat!("select ", columns!(), " where id = $1");
        const POSTGRES: &str = concat!("select ", columns!(), " where id = $1 for update");
        let row: Option<Row> = match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_as(POSTGRES).bind(id).fetch_optional(db).await }).await?
            }
            Either::Sqlite(db) => sqlx::query_as(SQLITE).bind(id).fetch_optional(db).await?,
        };
        Ok(row.map(Row::parse))
    }

    /// `false` when there is one of that id already.
    pub async fn insert_strategy(&mut self, strategy: &Strategy, now: DateTime<Utc>) -> sqlx::Result<bool> {
        const SQL: &str = "
            insert into ai_follow_up_strategies (id, name, description, trigger_conditions, ai_prompt, priority,
                channels, cooldown_days, windows, also_current, templates, is_active, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict (id) do nothing";
        on!(self, db => sqlx::query(SQL)
            .bind(&strategy.id).bind(&strategy.name).bind(&strategy.description)
            .bind(Json(&strategy.trigger_conditions)).bind(&strategy.ai_prompt).bind(strategy.priority)
            .bind(Json(&strategy.channels)).bind(i64::from(strategy.cooldown_days)).bind(Json(&strategy.windows))
            .bind(strategy.also_current).bind(Json(&strategy.templates)).bind(strategy.is_active).bind(now)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// Replaces every field; `false` when there is none of that id.
    pub async fn replace_strategy(&mut self, strategy: &Strategy, now: DateTime<Utc>) -> sqlx::Result<bool> {
        const SQL: &str = "
            update ai_follow_up_strategies set name = $2, description = $3, trigger_conditions = $4, ai_prompt = $5,
                priority = $6, channels = $7, cooldown_days = $8, windows = $9, also_current = $10, templates = $11,
                is_active = $12, updated_at = $13
            where id = $1";
        on!(self, db => sqlx::query(SQL)
            .bind(&strategy.id).bind(&strategy.name).bind(&strategy.description)
            .bind(Json(&strategy.trigger_conditions)).bind(&strategy.ai_prompt).bind(strategy.priority)
            .bind(Json(&strategy.channels)).bind(i64::from(strategy.cooldown_days)).bind(Json(&strategy.windows))
            .bind(strategy.also_current).bind(Json(&strategy.templates)).bind(strategy.is_active).bind(now)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// `false` when there is none of that id.
    pub async fn set_strategy_active(
        &mut self,
        id: &StrategyId,
        active: bool,
        now: DateTime<Utc>,
    ) -> sqlx::Result<bool> {
        const SQL: &str = "update ai_follow_up_strategies set is_active = $2, updated_at = $3 where id = $1";
        on!(self, db => sqlx::query(SQL).bind(id).bind(active).bind(now)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }
}

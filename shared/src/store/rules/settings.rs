//! The one row of settings.

use chrono::{DateTime, Utc};
use sqlx::types::Json;

use crate::{
    settings::{Delivery, Options, Settings},
    store::{Connection, Store, Tx, on},
};

#[derive(sqlx::FromRow)]
struct Row {
    enabled: bool,
    auto_mode_enabled: bool,
    check_interval_minutes: i64,
    daily_follow_up_limit: i64,
    high_risk_threshold: i64,
    low_engagement_threshold: i64,
    critical_inactivity_days: i64,
    delivery: Delivery,
    #[sqlx(json)]
    options: Options,
}

impl From<Row> for Settings {
    fn from(row: Row) -> Self {
        Self {
            enabled: row.enabled,
            auto_mode_enabled: row.auto_mode_enabled,
            check_interval_minutes: row.check_interval_minutes,
            daily_follow_up_limit: row.daily_follow_up_limit,
            high_risk_threshold: row.high_risk_threshold,
            low_engagement_threshold: row.low_engagement_threshold,
            critical_inactivity_days: row.critical_inactivity_days,
            delivery: row.delivery,
            options: row.options,
        }
    }
}

impl Connection {
    /// # Errors
    /// [`sqlx::Error::RowNotFound`] before the first migration has written them.
    pub async fn settings(&mut self) -> sqlx::Result<Settings> {
        self.settings_if_any().await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// `None` before the first migration has written them.
    pub async fn settings_if_any(&mut self) -> sqlx::Result<Option<Settings>> {
        const SQL: &str = "
            select enabled, auto_mode_enabled, check_interval_minutes, daily_follow_up_limit, high_risk_threshold,
                low_engagement_threshold, critical_inactivity_days, delivery, options
            from ai_follow_up_settings where id = 'default'";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).fetch_optional(db).await)?;
        Ok(row.map(Settings::from))
    }
}

/// Who last changed a setting.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SettingChange {
    pub key: String,
    pub actor: String,
    pub changed_at: DateTime<Utc>,
}

impl Store {
    /// The last change of each setting that was ever changed here.
    pub async fn setting_changes(&self) -> sqlx::Result<Vec<SettingChange>> {
        const SQL: &str = "select key, actor, changed_at from setting_changes order by key";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }
}

impl Tx {
    /// Records who changed a setting.
    pub async fn save_setting_change(&mut self, key: &str, actor: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "insert into setting_changes (key, actor, changed_at) values ($1, $2, $3)
            on conflict (key) do update set actor = excluded.actor, changed_at = excluded.changed_at";
        on!(self, db => sqlx::query(SQL).bind(key).bind(actor).bind(now).execute(db).await.map(drop))
    }

    pub async fn save_settings(&mut self, settings: &Settings, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into ai_follow_up_settings (id, enabled, auto_mode_enabled, check_interval_minutes,
                daily_follow_up_limit, high_risk_threshold, low_engagement_threshold, critical_inactivity_days,
                delivery, options, created_at, updated_at)
            values ('default', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            on conflict (id) do update set enabled = excluded.enabled,
                auto_mode_enabled = excluded.auto_mode_enabled,
                check_interval_minutes = excluded.check_interval_minutes,
                daily_follow_up_limit = excluded.daily_follow_up_limit,
                high_risk_threshold = excluded.high_risk_threshold,
                low_engagement_threshold = excluded.low_engagement_threshold,
                critical_inactivity_days = excluded.critical_inactivity_days,
                delivery = excluded.delivery, options = excluded.options, updated_at = excluded.updated_at";
        on!(self, db => sqlx::query(SQL)
            .bind(settings.enabled).bind(settings.auto_mode_enabled).bind(settings.check_interval_minutes)
            .bind(settings.daily_follow_up_limit).bind(settings.high_risk_threshold)
            .bind(settings.low_engagement_threshold).bind(settings.critical_inactivity_days)
            .bind(settings.delivery).bind(Json(&settings.options)).bind(now)
            .execute(db).await.map(drop))
    }
}

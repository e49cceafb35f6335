//! How many clients each threshold marks.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    settings::Settings,
    store::{Store, on},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ThresholdCounts {
    pub clients: i64,
    pub high_risk: i64,
    pub low_engagement: i64,
    /// Longer away than the critical number of days.
    pub inactive: i64,
}

impl Store {
    /// By the scores of the last analysis.
    pub async fn threshold_counts(&self, settings: &Settings, now: DateTime<Utc>) -> sqlx::Result<ThresholdCounts> {
        const SQL: &str = "
            select cast(count(*) as bigint) as clients,
                cast(count(*) filter (where risk_score >= $1) as bigint) as high_risk,
                cast(count(*) filter (where engagement_score <= $2) as bigint) as low_engagement,
                cast(count(*) filter (where last_activity <= $3) as bigint) as inactive
            from client_insights";
        let away_since = now - TimeDelta::days(settings.critical_inactivity_days + 1);
        on!(self, db => sqlx::query_as(SQL)
            .bind(settings.high_risk_threshold).bind(settings.low_engagement_threshold as f64).bind(away_since)
            .fetch_one(db).await)
    }
}

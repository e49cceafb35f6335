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

/// All clients, and those that [`Settings::is_high_risk`] (`$1`) and [`Settings::is_low_engagement`] (`$2`) mark.
macro_rules! marked {
    () => {
        "cast(count(*) as bigint) as clients,
            cast(count(*) filter (where risk_score >= $1) as bigint) as high_risk,
            cast(count(*) filter (where engagement_score <= $2) as bigint) as low_engagement"
    };
}

pub(super) use marked;

impl Store {
    /// The lowest threshold of low engagement that marks a tenth of so many clients, or more.
    pub(super) async fn tenth_of_engagement(&self, clients: i64) -> sqlx::Result<Option<i64>> {
        const SQL: &str = "select engagement_score from client_insights
            order by engagement_score, client_key limit 1 offset $1";
        let others = (clients + 9) / 10 - 1;
        let score: Option<f64> = on!(self, db => sqlx::query_scalar(SQL).bind(others.max(0)).fetch_optional(db).await)?;
        Ok(score.map(|score| score.ceil() as i64))
    }

    /// Counted by the scores of the last analysis.
    pub async fn threshold_counts(&self, settings: &Settings, now: DateTime<Utc>) -> sqlx::Result<ThresholdCounts> {
        const SQL: &str = concat!(
            "select ",
            marked!(),
            ", cast(count(*) filter (where last_activity <= $3) as bigint) as inactive from client_insights"
        );
        // As in [`Settings::is_inactive`]: more whole days than that.
        let away_since = now - TimeDelta::days(settings.critical_inactivity_days + 1);
        on!(self, db => sqlx::query_as(SQL)
            .bind(settings.high_risk_threshold).bind(settings.low_engagement_threshold as f64).bind(away_since)
            .fetch_one(db).await)
    }
}

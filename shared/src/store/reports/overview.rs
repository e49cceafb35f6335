//! The figures of the overview.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::thresholds::marked;
use crate::{
    follow_up::Status,
    money::Cents,
    settings::Settings,
    store::{Store, on},
    strategy::Priority,
};

/// The figures of the first screen and of `relance stats`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Overview {
    pub clients: i64,
    pub high_risk: i64,
    pub low_engagement: i64,
    /// Where the threshold of low engagement marks nobody: the lowest that would mark a tenth of the clients.
    #[serde(skip)]
    pub tenth_of_engagement: Option<i64>,
    pub need_follow_up: i64,
    /// Lifetime value of all clients.
    #[serde(skip)]
    pub value: Cents,
    pub follow_ups: i64,
    pub by_status: Vec<(Status, i64)>,
    pub by_priority: Vec<(Priority, i64)>,
    /// Of this business day.
    pub written_today: i64,
    pub sent_today: i64,
    /// Over all follow-ups, 0 to 100; `None` without any.
    pub average_confidence: Option<f64>,
    /// Clients with a follow-up of any status.
    pub distinct_clients: i64,
    /// Messages that brought their client back, and what those spent.
    pub returns: i64,
    #[serde(skip)]
    pub returned_value: Cents,
}

#[derive(sqlx::FromRow)]
struct Clients {
    clients: i64,
    high_risk: i64,
    low_engagement: i64,
    need_follow_up: i64,
    value: Cents,
}

#[derive(sqlx::FromRow)]
struct FollowUps {
    follow_ups: i64,
    written_today: i64,
    sent_today: i64,
    confidence: i64,
    distinct_clients: i64,
}

#[derive(sqlx::FromRow)]
struct Returns {
    returns: i64,
    value: Cents,
}

impl Store {
    pub async fn overview(&self, settings: &Settings, now: DateTime<Utc>) -> sqlx::Result<Overview> {
        const CLIENTS: &str = concat!(
            "select ",
            marked!(),
            ", cast(count(*) filter (where needs_follow_up) as bigint) as need_follow_up,
                cast(coalesce(sum(spent_cents), 0) as bigint) as value
            from client_insights"
        );
        const FOLLOW_UPS: &str = "
            select cast(count(*) as bigint) as follow_ups,
                cast(count(*) filter (where generated_at >= $1 and generated_at < $2) as bigint) as written_today,
                cast(count(*) filter (where sent_at >= $1 and sent_at < $2) as bigint) as sent_today,
                cast(coalesce(sum(ai_confidence), 0) as bigint) as confidence,
                cast(count(distinct client_key) as bigint) as distinct_clients
            from ai_follow_ups";
        const BY_STATUS: &str =
            "select status, cast(count(*) as bigint) from ai_follow_ups group by status order by status";
        const BY_PRIORITY: &str =
            "select priority, cast(count(*) as bigint) from ai_follow_ups group by priority order by priority";
        const RETURNS: &str = "
            select cast(count(*) as bigint) as returns, cast(coalesce(sum(cents), 0) as bigint) as value
            from follow_up_events where kind = 'converted'";
        let calendar = settings.calendar();
        let (today, tomorrow) = (calendar.start_of(calendar.day(now)), calendar.next_day(now));
        let clients: Clients = on!(self, db => sqlx::query_as(CLIENTS)
            .bind(settings.high_risk_threshold).bind(settings.low_engagement_threshold as f64)
            .fetch_one(db).await)?;
        let follow_ups: FollowUps =
            on!(self, db => sqlx::query_as(FOLLOW_UPS).bind(today).bind(tomorrow).fetch_one(db).await)?;
        let by_status: Vec<(Status, i64)> = on!(self, db => sqlx::query_as(BY_STATUS).fetch_all(db).await)?;
        let by_priority: Vec<(Priority, i64)> = on!(self, db => sqlx::query_as(BY_PRIORITY).fetch_all(db).await)?;
        let returns: Returns = on!(self, db => sqlx::query_as(RETURNS).fetch_one(db).await)?;
        let tenth_of_engagement = match clients.low_engagement {
            0 => self.tenth_of_engagement(clients.clients).await?,
            _ => None,
        };
        let count = |n: i64| follow_ups.confidence as f64 / n as f64;
        Ok(Overview {
            clients: clients.clients,
            high_risk: clients.high_risk,
            low_engagement: clients.low_engagement,
            tenth_of_engagement,
            need_follow_up: clients.need_follow_up,
            value: clients.value,
            follow_ups: follow_ups.follow_ups,
            by_status: in_order(&Status::ALL, &by_status),
            by_priority: in_order(&Priority::ALL, &by_priority),
            written_today: follow_ups.written_today,
            sent_today: follow_ups.sent_today,
            average_confidence: (follow_ups.follow_ups > 0).then(|| count(follow_ups.follow_ups)),
            distinct_clients: follow_ups.distinct_clients,
            returns: returns.returns,
            returned_value: returns.value,
        })
    }
}

/// Every value with its count, those without a row at 0.
fn in_order<T: Copy + PartialEq>(all: &[T], counted: &[(T, i64)]) -> Vec<(T, i64)> {
    let count = |value: &T| counted.iter().find(|(v, _)| v == value).map_or(0, |(_, n)| *n);
    all.iter().map(|value| (*value, count(value))).collect()
}

//! The backlog of follow-ups: the uncertain ones, and those that have waited longest.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Store, on};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Backlog {
    /// Follow-ups that may or may not have been sent.
    pub uncertain: i64,
    /// Of those, the ones about which no event will arrive: a person must find out.
    pub for_a_person: i64,
    /// Written, and waiting for a person; the oldest since `oldest_pending`.
    pub pending: i64,
    pub oldest_pending: Option<DateTime<Utc>>,
    /// When the due follow-up that has waited longest was approved.
    pub oldest_approval: Option<DateTime<Utc>>,
}

/// SES reports on a message within minutes, or within a day if it is delayed; for SMS and push there are no events.
const EVENT_DEADLINE: TimeDelta = TimeDelta::hours(24);

impl Store {
    pub async fn backlog(&self, now: DateTime<Utc>) -> sqlx::Result<Backlog> {
        const SQL: &str = "
            select cast(count(*) filter (where status = 'uncertain') as bigint) as uncertain,
                cast(count(*) filter (where status = 'uncertain' and (channel <> 'email' or updated_at < $1)) as bigint)
                    as for_a_person,
                cast(count(*) filter (where status = 'pending') as bigint) as pending,
                min(case when status = 'pending' then generated_at end) as oldest_pending,
                min(case when status = 'approved' and scheduled_date <= $2 then approved_at end) as oldest_approval
            from ai_follow_ups where status in ('pending', 'approved', 'uncertain')";
        on!(self, db => sqlx::query_as(SQL).bind(now - EVENT_DEADLINE).bind(now).fetch_one(db).await)
    }
}

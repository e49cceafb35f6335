//! How the sending stands: what nobody knows about, and what has waited longest.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Store, on};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Backlog {
    /// Follow-ups that may or may not have left.
    pub uncertain: i64,
    /// Of those, the ones of which no word will come: only a person can find out.
    pub for_a_person: i64,
    /// Written, and waiting for a person; the oldest since then.
    pub pending: i64,
    pub oldest_pending: Option<DateTime<Utc>>,
    /// When the one was approved that is due and has waited longest.
    pub oldest_approval: Option<DateTime<Utc>>,
}

/// SES tells of a message within minutes, and of one it delays within a day; of an SMS or a push nobody tells.
const WORD_COMES_WITHIN: TimeDelta = TimeDelta::hours(24);

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
        on!(self, db => sqlx::query_as(SQL).bind(now - WORD_COMES_WITHIN).bind(now).fetch_one(db).await)
    }
}

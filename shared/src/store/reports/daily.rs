//! The last days, one by one.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::{
    calendar::Calendar,
    store::{Store, on},
};

/// Number of days reported, including today.
pub const DAYS: u64 = 30;

/// One business day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    pub written: i64,
    pub sent: i64,
    /// Clients who came back after a message.
    pub returned: i64,
}

impl Store {
    /// The last [`DAYS`] business days, oldest first.
    pub async fn daily(&self, calendar: &Calendar, now: DateTime<Utc>) -> sqlx::Result<Vec<Day>> {
        const USED: &str = "select day, cast(coalesce(sum(case when kind = 'written' then used end), 0) as bigint),
                cast(coalesce(sum(case when kind = 'sent' then used end), 0) as bigint)
            from daily_quota where day >= $1 group by day";
        const RETURNS: &str = "select occurred_at from follow_up_events
            where kind = 'converted' and occurred_at >= $1";
        let first = calendar.day(now) - Days::new(DAYS - 1);
        let mut days: Vec<Day> = (0..DAYS).map(|n| Day { day: first + Days::new(n), ..Day::default() }).collect();
        let used: Vec<(NaiveDate, i64, i64)> = on!(self, db => sqlx::query_as(USED).bind(first).fetch_all(db).await)?;
        let returns: Vec<DateTime<Utc>> = on!(self, db =>
            sqlx::query_scalar(RETURNS).bind(calendar.start_of(first)).fetch_all(db).await)?;
        for day in &mut days {
            if let Some((_, written, sent)) = used.iter().find(|(used_on, ..)| *used_on == day.day) {
                (day.written, day.sent) = (*written, *sent);
            }
            day.returned = returns.iter().filter(|at| calendar.day(**at) == day.day).count() as i64;
        }
        Ok(days)
    }

    /// Messages that bounced since `since`.
    pub async fn bounces(&self, since: DateTime<Utc>) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(distinct follow_up_id) as bigint) from follow_up_events
            where kind = 'bounced' and occurred_at >= $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(since).fetch_one(db).await)
    }
}

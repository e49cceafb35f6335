//! The two daily limits: follow-ups written, and sent.

use chrono::NaiveDate;

use crate::store::{Tx, on};

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Quota {
    Written,
    Sent,
}

impl Tx {
    /// Takes one of the day's slots; `false` when all `limit` are used. The row is locked until the transaction ends,
    /// so that two transactions cannot both take the last one.
    pub async fn take_slot(&mut self, day: NaiveDate, quota: Quota, limit: i64) -> sqlx::Result<bool> {
        const SQL: &str = "
            insert into daily_quota (day, kind, used) values ($1, $2, 1)
            on conflict (day, kind) do update set used = daily_quota.used + 1 where daily_quota.used < $3";
        if limit <= 0 {
            return Ok(false);
        }
        on!(self, db => sqlx::query(SQL).bind(day).bind(quota).bind(limit)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// Gives back the slot of a message that was not written or sent.
    pub async fn give_slot_back(&mut self, day: NaiveDate, quota: Quota) -> sqlx::Result<()> {
        const SQL: &str = "update daily_quota set used = used - 1 where day = $1 and kind = $2 and used > 0";
        on!(self, db => sqlx::query(SQL).bind(day).bind(quota).execute(db).await.map(drop))
    }
}

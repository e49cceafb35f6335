//! Writing a line, in the transaction of its action.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    audit::Entry,
    store::{Tx, on},
};

impl Tx {
    /// The database gives the line its `seq`, which orders the trail.
    pub async fn record(&mut self, entry: Entry<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into ai_follow_up_logs (id, action, actor, client_key, strategy_id, follow_up_id, details,
                success, error_message, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let (action, details) = entry.action.into_parts();
        on!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(&action).bind(entry.actor).bind(entry.client).bind(entry.strategy)
            .bind(entry.follow_up).bind(&details).bind(entry.error.is_none()).bind(entry.error).bind(now)
            .execute(db).await.map(drop))
    }
}

//! The audit trail: who did what, written in the transaction that does it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    client::ClientId,
    follow_up::FollowUp,
    store::{Tx, in_tx},
    strategy::StrategyId,
};

/// One line of the trail. `details` holds no address, number or message body.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub action: &'static str,
    pub actor: &'a str,
    pub client: Option<&'a ClientId>,
    pub strategy: Option<&'a StrategyId>,
    pub follow_up: Option<Uuid>,
    pub details: Value,
    pub error: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub fn new(action: &'static str, actor: &'a str) -> Self {
        Self { action, actor, client: None, strategy: None, follow_up: None, details: Value::Null, error: None }
    }

    pub fn about(follow_up: &'a FollowUp, action: &'static str, actor: &'a str) -> Self {
        Self {
            client: Some(&follow_up.client_id),
            strategy: Some(&follow_up.strategy_id),
            follow_up: Some(follow_up.id),
            ..Self::new(action, actor)
        }
    }

    pub fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }
}

/// The last line about something.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Last {
    pub action: String,
    pub actor: String,
    pub created_at: DateTime<Utc>,
}

impl Tx {
    pub async fn last_entry(&mut self, follow_up: Uuid) -> sqlx::Result<Option<Last>> {
        const SQL: &str = "select action, actor, created_at from ai_follow_up_logs
            where follow_up_id = $1 order by created_at desc, id limit 1";
        in_tx!(self, db => sqlx::query_as(SQL).bind(follow_up).fetch_optional(db).await)
    }

    pub async fn log(&mut self, entry: Entry<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into ai_follow_up_logs (id, action, actor, client_id, strategy_id, follow_up_id, details,
                success, error_message, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let details = if entry.details.is_null() { Value::Object(serde_json::Map::new()) } else { entry.details };
        in_tx!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(entry.action).bind(entry.actor).bind(entry.client).bind(entry.strategy)
            .bind(entry.follow_up).bind(details).bind(entry.error.is_none()).bind(entry.error).bind(now)
            .execute(db).await.map(drop))
    }
}

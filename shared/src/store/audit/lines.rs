//! Reading lines for display.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    audit::{Action, Line},
    store::{Store, Tx, on},
};

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    action: String,
    actor: String,
    details: Value,
    error_message: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            action: Action::read(&row.action, &row.details),
            actor: row.actor,
            at: row.created_at,
            error: row.error_message,
        }
    }
}

impl Store {
    /// All lines about a follow-up, oldest first.
    pub async fn lines_about(&self, follow_up: Uuid) -> sqlx::Result<Vec<Line>> {
        const SQL: &str = "select seq, action, actor, details, error_message, created_at from ai_follow_up_logs
            where follow_up_id = $1 order by seq";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(follow_up).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Line::from).collect())
    }
}

impl Tx {
    /// The newest line about a follow-up: it names who acted first when a person's action comes too late.
    pub async fn last_line_about(&mut self, follow_up: Uuid) -> sqlx::Result<Option<Line>> {
        const SQL: &str = "select seq, action, actor, details, error_message, created_at from ai_follow_up_logs
            where follow_up_id = $1 order by seq desc limit 1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(follow_up).fetch_optional(db).await)?;
        Ok(row.map(Line::from))
    }
}

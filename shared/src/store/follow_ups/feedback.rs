//! Storing the events that providers report about messages.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::{
    client::{ClientId, ClientKey},
    feedback::{Bounce, Event, Kind},
    follow_up::FollowUp,
    money::Cents,
    store::{Connection, Tx, on},
};

/// A result of a message.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Outcome {
    pub follow_up_id: Uuid,
    /// One of [`Kind`], or `unsubscribed`, or `converted`: the client came back.
    pub kind: String,
    pub occurred_at: DateTime<Utc>,
    /// The amount of a return.
    pub cents: Option<Cents>,
}

impl Connection {
    /// The outcomes of a client's messages, oldest first.
    pub async fn outcomes_of(&mut self, client: ClientKey) -> sqlx::Result<Vec<Outcome>> {
        const SQL: &str = "
            select e.follow_up_id, e.kind, e.occurred_at, e.cents
            from follow_up_events e join ai_follow_ups f on f.id = e.follow_up_id
            where f.client_key = $1 order by e.occurred_at, e.kind";
        on!(self, db => sqlx::query_as(SQL).bind(client).fetch_all(db).await)
    }
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    occurred_at: DateTime<Utc>,
    kind: Kind,
    bounce: Option<Bounce>,
}

impl Tx {
    /// Records an event as seen; `false` when it was seen before.
    pub async fn record_seen_event(&mut self, event: &Event, now: DateTime<Utc>) -> sqlx::Result<bool> {
        const SQL: &str = "insert into seen_events (hash, seen_at) values ($1, $2) on conflict do nothing";
        on!(self, db => sqlx::query(SQL).bind(event.hash()).bind(now)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// Deletes events seen before `before`, which are not delivered again.
    pub async fn delete_seen_events(&mut self, before: DateTime<Utc>) -> sqlx::Result<u64> {
        const SQL: &str = "delete from seen_events where seen_at < $1";
        on!(self, db => sqlx::query(SQL).bind(before).execute(db).await.map(|done| done.rows_affected()))
    }

    /// The follow-up with this id at the provider.
    pub async fn follow_up_of_message(&mut self, message_id: &str) -> sqlx::Result<Option<FollowUp>> {
        const SQL: &str = "select id from ai_follow_ups where provider_message_id = $1";
        let id: Option<Uuid> = on!(self, db => sqlx::query_scalar(SQL).bind(message_id).fetch_optional(db).await)?;
        match id {
            Some(id) => self.follow_up(id).await,
            None => Ok(None),
        }
    }

    pub async fn record_event(&mut self, follow_up: Uuid, event: &Event) -> sqlx::Result<()> {
        const SQL: &str = "insert into follow_up_events (id, follow_up_id, kind, occurred_at, details)
            values ($1, $2, $3, $4, $5)";
        let details = match event.bounce {
            Some(bounce) => json!({ "bounce": bounce }),
            None => json!({}),
        };
        on!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(follow_up).bind(event.kind).bind(event.occurred_at).bind(details)
            .execute(db).await.map(drop))
    }

    /// What became of the e-mails to an address, oldest first: deliveries and bounces.
    pub async fn deliveries(&mut self, address: &ClientId) -> sqlx::Result<Vec<(DateTime<Utc>, Kind, Option<Bounce>)>> {
        const SQL: &str = "
            select e.occurred_at, e.kind, e.details ->> 'bounce' as bounce
            from follow_up_events e join ai_follow_ups f on f.id = e.follow_up_id
            where f.client_id = $1 and f.channel = 'email' and e.kind in ('bounced', 'delivered')
            order by e.occurred_at, e.kind, bounce";
        let rows: Vec<DeliveryRow> = on!(self, db => sqlx::query_as(SQL).bind(address).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|row| (row.occurred_at, row.kind, row.bounce)).collect())
    }
}

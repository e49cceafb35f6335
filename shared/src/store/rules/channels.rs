//! What holds a whole channel back: a pause, or a refusal that is our own fault.

use chrono::{DateTime, Utc};

use crate::{
    client::Channel,
    feedback::{
        PauseReason,
        health::{Health, WINDOW},
    },
    store::{Either, Store, Tx, on, patient},
};

/// A channel that is paused until a person resumes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    pub channel: Channel,
    pub paused_at: DateTime<Utc>,
    pub because: PauseReason,
}

#[derive(sqlx::FromRow)]
struct Row {
    channel: Channel,
    paused_at: DateTime<Utc>,
    paused_because: String,
    paused_count: Option<i64>,
    paused_of: Option<i64>,
}

impl From<Row> for Pause {
    fn from(row: Row) -> Self {
        let because = match (row.paused_because.parse(), row.paused_count, row.paused_of) {
            (Ok(cause), Some(count), Some(of)) => PauseReason::Counted { cause, count, of },
            _ => PauseReason::Told(row.paused_because),
        };
        Self { channel: row.channel, paused_at: row.paused_at, because }
    }
}

/// Why the provider takes nothing of ours through a channel.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ChannelRefusal {
    pub channel: Channel,
    /// Since when it is this reason.
    pub since: DateTime<Utc>,
    pub because: String,
}

impl Store {
    /// Of the channels through which nothing has left since.
    pub async fn channel_refusals(&self) -> sqlx::Result<Vec<ChannelRefusal>> {
        const SQL: &str = "select channel, refused_at as since, refused_because as because from channels
            where refused_because is not null order by channel";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    /// Stores why the channel is refused; `None`: something has left through it.
    pub async fn save_channel_refusal(
        &self,
        channel: Channel,
        because: Option<&str>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        const SQL: &str = "update channels set refused_because = $2, refused_at = $3
            where channel = $1 and refused_because is distinct from $2";
        let since = because.map(|_| now);
        on!(self, db => sqlx::query(SQL).bind(channel).bind(because).bind(since).execute(db).await.map(drop))
    }

    pub async fn pauses(&self) -> sqlx::Result<Vec<Pause>> {
        const SQL: &str = "select channel, paused_at, paused_because, paused_count, paused_of from channels
            where paused_at is not null order by channel";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Pause::from).collect())
    }
}

impl Tx {
    pub async fn is_paused(&mut self, channel: Channel) -> sqlx::Result<bool> {
        const SQL: &str = "select paused_at is not null from channels where channel = $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(channel).fetch_one(db).await)
    }

    /// Keeps others from ingesting feedback on this channel until the transaction ends. SQLite has one writer anyway.
    pub async fn lock_channel(&mut self, channel: Channel) -> sqlx::Result<()> {
        const SQL: &str = "select 1 from channels where channel = $1 for update";
        match self.by_engine() {
            Either::Postgres(db) => patient(async { sqlx::query(SQL).bind(channel).execute(db).await.map(drop) }).await,
            Either::Sqlite(_) => Ok(()),
        }
    }

    /// `false` when it is paused already.
    pub async fn pause(&mut self, channel: Channel, because: &PauseReason, now: DateTime<Utc>) -> sqlx::Result<bool> {
        const SQL: &str = "update channels set paused_at = $2, paused_because = $3, paused_count = $4, paused_of = $5
            where channel = $1 and paused_at is null";
        let (code, count, of) = match because {
            PauseReason::Counted { cause, count, of } => (cause.as_str(), Some(*count), Some(*of)),
            PauseReason::Told(sentence) => (sentence.as_str(), None, None),
        };
        on!(self, db => sqlx::query(SQL).bind(channel).bind(now).bind(code).bind(count).bind(of)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// Resumes the channel, and makes the follow-ups deferred by the pause due at once; `false` when it was not paused.
    pub async fn resume(&mut self, channel: Channel, now: DateTime<Utc>) -> sqlx::Result<bool> {
        const RESUME: &str =
            "update channels set paused_at = null, paused_because = null, paused_count = null, paused_of = null,
            counted_from = $2
            where channel = $1 and paused_at is not null";
        const WAKE: &str = "update ai_follow_ups set next_try_at = null
            where channel = $1 and status = 'approved' and failure = 'channel_paused'";
        on!(self, db => {
            let resumed = sqlx::query(RESUME).bind(channel).bind(now).execute(&mut *db).await?.rows_affected() == 1;
            sqlx::query(WAKE).bind(channel).execute(&mut *db).await?;
            Ok(resumed)
        })
    }

    /// What became of the last [`WINDOW`] messages that were sent since a person last resumed the channel.
    pub async fn health(&mut self, channel: Channel) -> sqlx::Result<Health> {
        const SQL: &str = "
            select cast(count(*) as bigint) as sent,
                cast(count(*) filter (where exists (select 1 from follow_up_events e where e.follow_up_id = f.id
                    and e.kind = 'bounced' and e.details ->> 'bounce' = 'hard')) as bigint) as hard_bounces,
                cast(count(*) filter (where exists (select 1 from follow_up_events e where e.follow_up_id = f.id
                    and e.kind = 'complained')) as bigint) as complaints
            from (select id from ai_follow_ups
                where channel = $1 and status = 'sent'
                    and sent_at >= coalesce((select counted_from from channels where channel = $1), sent_at)
                order by sent_at desc limit $2) f";
        on!(self, db => sqlx::query_as(SQL).bind(channel).bind(WINDOW).fetch_one(db).await)
    }
}

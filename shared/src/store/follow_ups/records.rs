//! Follow-ups: inserting, finding, and replacing one version by the next.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    client::ClientId,
    follow_up::{FollowUp, Status, gate::History},
    money::Cents,
    store::{Store, Tx, in_tx, on},
    strategy::StrategyId,
};

macro_rules! columns {
    () => {
        "select f.id, f.client_id, f.strategy_id, f.status, f.channel, f.priority, f.ai_confidence,
            f.scheduled_date, f.subject, f.message, f.locale, f.draft_source, f.facts, f.generated_at,
            f.content_hash, f.approved_by, f.approved_at, f.approved_hash, f.attempts, f.claim_token,
            f.lease_until, f.claimed_on, f.next_try_at, f.sent_at, f.provider_message_id, f.failure, f.rests,
            f.updated_at"
    };
}

/// Everything a [`FollowUp`] has.
pub(in crate::store) const COLUMNS: &str = columns!();

macro_rules! select {
    ($($rest:expr),*) => {
        concat!(columns!(), " from ai_follow_ups f ", $($rest),*)
    };
}

/// Urgent ones first, then by date.
macro_rules! by_urgency {
    () => {
        "order by case f.priority when 'urgent' then 0 when 'high' then 1 when 'medium' then 2 else 3 end,
            f.scheduled_date, f.id "
    };
}

/// A reservation a client made after they were written to.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Return {
    pub follow_up_id: Uuid,
    pub sent_at: DateTime<Utc>,
    pub reserved_at: DateTime<Utc>,
    pub cents: Cents,
}

impl Store {
    /// Follow-ups of one status, or all; those a person must look at first come first.
    pub async fn follow_ups(&self, status: Option<Status>, limit: i64, offset: i64) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where ($1 = '' or f.status = $1) ", by_urgency!(), "limit $2 offset $3");
        let status = status.map_or("", Status::as_str);
        on!(self, db => sqlx::query_as(SQL).bind(status).bind(limit).bind(offset).fetch_all(db).await)
    }

    pub async fn count_follow_ups(&self, status: Option<Status>) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from ai_follow_ups f where ($1 = '' or f.status = $1)";
        let status = status.map_or("", Status::as_str);
        on!(self, db => sqlx::query_scalar(SQL).bind(status).fetch_one(db).await)
    }

    pub async fn follow_up(&self, id: Uuid) -> sqlx::Result<Option<FollowUp>> {
        const SQL: &str = select!("where f.id = $1");
        on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(db).await)
    }

    /// Every follow-up of a client, newest first.
    pub async fn follow_ups_of(&self, client: &ClientId) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.client_id = $1 order by f.generated_at desc, f.id");
        on!(self, db => sqlx::query_as(SQL).bind(client).fetch_all(db).await)
    }

    /// What has been sent to a client, and from when a strategy rests for them.
    pub async fn history(&self, client: &ClientId, strategy: &StrategyId) -> sqlx::Result<History> {
        on!(self, db => sqlx::query_as(HISTORY).bind(client).bind(strategy).fetch_one(db).await)
    }

    /// Those being sent whose lease has ended by `real_now`.
    pub async fn abandoned(&self, real_now: DateTime<Utc>) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.status = 'sending' and f.lease_until <= $1 order by f.id");
        on!(self, db => sqlx::query_as(SQL).bind(real_now).fetch_all(db).await)
    }

    /// When a provider's events first told of this message, which proves that it left.
    pub async fn heard_of(&self, id: Uuid) -> sqlx::Result<Option<DateTime<Utc>>> {
        const SQL: &str = "select min(occurred_at) from follow_up_events
            where follow_up_id = $1 and kind not in ('unsubscribed', 'converted')";
        on!(self, db => sqlx::query_scalar(SQL).bind(id).fetch_one(db).await)
    }

    /// Open ones, not being sent, whose client has made a reservation since they were written.
    pub async fn overtaken(&self) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!(
            "where f.status in ('pending', 'approved') and f.content_hash is not null
                and exists (select 1 from bookings b where b.client_id = f.client_id
                    and b.status <> 'cancelled' and b.created_at > f.generated_at)
            order by f.id"
        );
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    /// Those that were due before `before` and still wait for a person.
    pub async fn waiting_since(&self, before: DateTime<Utc>) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.status = 'pending' and f.scheduled_date < $1 order by f.id");
        on!(self, db => sqlx::query_as(SQL).bind(before).fetch_all(db).await)
    }

    /// Those the automatic mode may approve: sure enough, and untouched by a person.
    pub async fn self_approving(&self, floor: i64) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!(
            "where f.status = 'pending' and f.content_hash is not null and f.draft_source <> 'human'
                and f.ai_confidence > $1 order by f.id"
        );
        on!(self, db => sqlx::query_as(SQL).bind(floor).fetch_all(db).await)
    }

    /// How many follow-ups each strategy has had written from `since` up to `until`.
    pub async fn written_between(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> sqlx::Result<Vec<(StrategyId, i64)>> {
        const SQL: &str = "select strategy_id, cast(count(*) as bigint) from ai_follow_ups
            where generated_at >= $1 and generated_at < $2 and content_hash is not null group by strategy_id";
        on!(self, db => sqlx::query_as(SQL).bind(since).bind(until).fetch_all(db).await)
    }

    /// Kept reservations made after a message that was sent since `since` and has brought nobody back yet, when no
    /// later message came between; by follow-up, then time.
    pub async fn returns(&self, since: DateTime<Utc>) -> sqlx::Result<Vec<Return>> {
        const SQL: &str = "
            select f.id as follow_up_id, f.sent_at, b.created_at as reserved_at, b.cents
            from ai_follow_ups f join bookings b on b.client_id = f.client_id
            where f.status = 'sent' and f.sent_at >= $1
                and b.created_at > f.sent_at and b.status <> 'cancelled' and b.cents is not null
                and not exists (select 1 from follow_up_events e
                    where e.follow_up_id = f.id and e.kind = 'converted')
                and not exists (select 1 from ai_follow_ups later where later.client_id = f.client_id
                    and later.status = 'sent' and later.sent_at > f.sent_at and later.sent_at < b.created_at)
            order by f.id, b.created_at, b.transaction_id";
        on!(self, db => sqlx::query_as(SQL).bind(since).fetch_all(db).await)
    }
}

const HISTORY: &str = "
    select max(sent_at) as last_sent,
        max(case when strategy_id = $2 and (sent_at is not null or (rests and status in ('failed', 'cancelled')))
            then coalesce(sent_at, updated_at) end) as rests_from
    from ai_follow_ups where client_id = $1";

impl Tx {
    /// `false` when the client already has an open one.
    pub async fn insert_follow_up(&mut self, new: &FollowUp) -> sqlx::Result<bool> {
        const SQL: &str = "
            insert into ai_follow_ups (id, client_id, strategy_id, subject, message, channel, scheduled_date,
                priority, ai_confidence, generated_at, status, locale, draft_source, facts, content_hash,
                created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
            on conflict do nothing";
        let facts = new.facts.as_ref().map(Json);
        in_tx!(self, db => sqlx::query(SQL)
            .bind(new.id).bind(&new.client_id).bind(&new.strategy_id).bind(&new.subject).bind(&new.message)
            .bind(new.channel).bind(new.scheduled_date).bind(new.priority).bind(new.confidence)
            .bind(new.generated_at).bind(new.status).bind(new.locale).bind(new.draft_source).bind(facts)
            .bind(&new.content_hash).bind(new.updated_at)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// [`Store::written_between`] for one strategy, as this transaction sees it.
    pub async fn written_by(
        &mut self,
        strategy: &StrategyId,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> sqlx::Result<i64> {
        const SQL: &str = "select cast(count(*) as bigint) from ai_follow_ups
            where strategy_id = $1 and generated_at >= $2 and generated_at < $3 and content_hash is not null";
        in_tx!(self, db => sqlx::query_scalar(SQL).bind(strategy).bind(since).bind(until).fetch_one(db).await)
    }

    pub async fn follow_up(&mut self, id: Uuid) -> sqlx::Result<Option<FollowUp>> {
        const SQL: &str = select!("where f.id = $1");
        in_tx!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(db).await)
    }

    /// The most urgent approved one whose time has come, unless another sender is holding it.
    pub async fn next_due(&mut self, now: DateTime<Utc>) -> sqlx::Result<Option<FollowUp>> {
        macro_rules! due {
            ($lock:literal) => {
                select!(
                    "where f.status = 'approved' and f.scheduled_date <= $1
                        and (f.next_try_at is null or f.next_try_at <= $1) ",
                    by_urgency!(),
                    "limit 1 ",
                    $lock
                )
            };
        }
        match self {
            Self::Postgres(tx) => {
                sqlx::query_as(due!("for update skip locked")).bind(now).fetch_optional(&mut **tx).await
            }
            // The transaction already holds the only writer's lock.
            Self::Sqlite(tx) => sqlx::query_as(due!("")).bind(now).fetch_optional(&mut **tx).await,
        }
    }

    /// Puts `after` in the place of `before`; `false` when `before` is no longer what stands there.
    pub async fn replace_follow_up(&mut self, before: &FollowUp, after: &FollowUp) -> sqlx::Result<bool> {
        const SQL: &str = "
            update ai_follow_ups set status = $2, channel = $3, scheduled_date = $4, subject = $5, message = $6,
                draft_source = $7, content_hash = $8, approved_by = $9, approved_at = $10, approved_hash = $11,
                attempts = $12, claim_token = $13, lease_until = $14, claimed_on = $15, next_try_at = $16,
                sent_at = $17, provider_message_id = $18, failure = $19, rests = $20, updated_at = $21
            where id = $1 and status = $22 and updated_at = $23 and content_hash is not distinct from $24
                and claim_token is not distinct from $25";
        in_tx!(self, db => sqlx::query(SQL)
            .bind(before.id).bind(after.status).bind(after.channel).bind(after.scheduled_date).bind(&after.subject)
            .bind(&after.message).bind(after.draft_source).bind(&after.content_hash).bind(&after.approved_by)
            .bind(after.approved_at).bind(&after.approved_hash).bind(after.attempts).bind(after.claim_token)
            .bind(after.lease_until).bind(after.claimed_on).bind(after.next_try_at).bind(after.sent_at)
            .bind(&after.provider_message_id).bind(&after.failure).bind(after.rests).bind(after.updated_at)
            .bind(before.status).bind(before.updated_at).bind(&before.content_hash).bind(before.claim_token)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    pub async fn history(&mut self, client: &ClientId, strategy: &StrategyId) -> sqlx::Result<History> {
        in_tx!(self, db => sqlx::query_as(HISTORY).bind(client).bind(strategy).fetch_one(db).await)
    }

    /// Records what a message brought; once, however often it is told.
    pub async fn record_return(&mut self, back: &Return) -> sqlx::Result<bool> {
        const SQL: &str = "
            insert into follow_up_events (id, follow_up_id, kind, occurred_at, cents)
            values ($1, $2, 'converted', $3, $4) on conflict do nothing";
        in_tx!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(back.follow_up_id).bind(back.reserved_at).bind(back.cents)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }
}

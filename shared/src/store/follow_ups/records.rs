//! Follow-ups: inserting, finding, and replacing one version by the next.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    client::ClientKey,
    follow_up::{
        FollowUp, Status,
        attribution::{Credit, Return},
    },
    store::{Connection, Either, Store, Tx, on, patient, urgency::urgency},
    strategy::StrategyId,
};

/// The columns that a change may change, in the order in which [`bound!`] binds them.
macro_rules! changing {
    () => {
        "status, scheduled_date, updated_at,
        channel, locale, subject, message, draft_source, facts, ai_confidence, content_hash,
        approved_by, approved_at, approved_hash,
        attempts, claim_token, lease_until, claimed_on, next_try_at,
        sent_at, provider_message_id, failure, rests, bound_to_conditions"
    };
}

/// Their parameters; `$1` is the id, `$2` the version that the change starts from.
macro_rules! changing_values {
    () => {
        "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26"
    };
}

/// Binds a follow-up's id, its version and all that may change.
macro_rules! bound {
    ($sql:expr, $follow_up:expr) => {{
        let FollowUp { draft, approval, sending, outcome, .. } = $follow_up;
        let (approval, lease) = (approval.as_ref(), sending.lease.as_ref());
        sqlx::query($sql)
            .bind($follow_up.id)
            .bind($follow_up.version)
            .bind($follow_up.status)
            .bind($follow_up.scheduled_date)
            .bind($follow_up.updated_at)
            .bind(draft.channel)
            .bind(draft.locale)
            .bind(&draft.subject)
            .bind(&draft.message)
            .bind(draft.source)
            .bind(draft.facts.as_ref().map(Json))
            .bind(draft.confidence)
            .bind(draft.content_hash.as_ref())
            .bind(approval.map(|approval| &approval.by))
            .bind(approval.map(|approval| approval.at))
            .bind(approval.map(|approval| &approval.hash))
            .bind(sending.attempts)
            .bind(lease.map(|lease| lease.token))
            .bind(lease.map(|lease| lease.until))
            .bind(sending.claimed_on)
            .bind(sending.next_try_at)
            .bind(outcome.sent_at)
            .bind(outcome.provider_message_id.as_ref())
            .bind(outcome.failure.as_ref())
            .bind(outcome.rests)
            .bind($follow_up.bound_to_conditions)
    }};
}

/// All columns of a [`FollowUp`]. Nothing is joined to it, so they need no table's name.
macro_rules! columns {
    () => {
        concat!("select id, version, client_key, client_id, strategy_id, priority, generated_at, ", changing!())
    };
}

/// All columns of a [`FollowUp`].
pub(in crate::store) const COLUMNS: &str = columns!();

macro_rules! select {
    ($($rest:expr),*) => {
        concat!(columns!(), " from ai_follow_ups f ", $($rest),*)
    };
}

/// Urgent ones first, then by date.
macro_rules! by_urgency {
    () => {
        concat!("order by ", urgency!("f.priority"), ", f.scheduled_date, f.id ")
    };
}

impl Store {
    /// Follow-ups of one status, or all, most urgent first.
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

    /// Those being sent whose lease has expired by `real_now`.
    pub async fn expired_leases(&self, real_now: DateTime<Utc>) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.status = 'sending' and f.lease_until <= $1 order by f.id");
        on!(self, db => sqlx::query_as(SQL).bind(real_now).fetch_all(db).await)
    }

    /// The first event of a provider about this message, which proves that it was sent.
    pub async fn first_event_at(&self, id: Uuid) -> sqlx::Result<Option<DateTime<Utc>>> {
        const SQL: &str = "select min(occurred_at) from follow_up_events
            where follow_up_id = $1 and kind not in ('unsubscribed', 'converted')";
        on!(self, db => sqlx::query_scalar(SQL).bind(id).fetch_one(db).await)
    }

    /// Pending or approved ones whose client has made a reservation since they were written.
    pub async fn overtaken(&self) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!(
            "where f.status in ('pending', 'approved') and f.content_hash is not null
                and exists (select 1 from client_bookings b where b.client_key = f.client_key
                    and b.status <> 'cancelled' and b.created_at > f.generated_at)
            order by f.id"
        );
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }

    /// Those that were due before `before` and are still pending.
    pub async fn waiting_since(&self, before: DateTime<Utc>) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.status = 'pending' and f.scheduled_date < $1 order by f.id");
        on!(self, db => sqlx::query_as(SQL).bind(before).fetch_all(db).await)
    }

    /// Those that the automatic mode may approve: enough confidence, neither edited by a person nor sent back to one.
    pub async fn self_approving(&self, floor: i64) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!(
            "where f.status = 'pending' and f.content_hash is not null and f.draft_source <> 'human'
                and f.ai_confidence > $1 and f.failure is null order by f.id"
        );
        on!(self, db => sqlx::query_as(SQL).bind(floor).fetch_all(db).await)
    }

    /// Confirmed reservations made by `now`, after a message that was sent since `since` or is credited with one: see
    /// [`crate::follow_up::attribution`]. What the old system only pretended to send brings nobody back.
    pub async fn returns(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> sqlx::Result<Vec<Return>> {
        const SQL: &str = "
            select f.id as follow_up_id, f.sent_at, b.created_at as reserved_at, b.cents,
                (select min(next.sent_at) from ai_follow_ups next where next.client_key = f.client_key
                    and next.status = 'sent' and next.content_hash is not null and next.sent_at > f.sent_at)
                    as next_sent_at
            from ai_follow_ups f join client_bookings b on b.client_key = f.client_key
            where f.status = 'sent' and f.content_hash is not null
                and (f.sent_at >= $1 or f.id in (select follow_up_id from follow_up_events where kind = 'converted'))
                and b.created_at > f.sent_at and b.created_at <= $2
                and b.status in ('confirmed', 'completed') and b.cents is not null
            order by f.id, b.created_at, b.transaction_id";
        on!(self, db => sqlx::query_as(SQL).bind(since).bind(now).fetch_all(db).await)
    }

    /// What messages are credited with.
    pub async fn credits(&self) -> sqlx::Result<Vec<Credit>> {
        const SQL: &str = "
            select follow_up_id, occurred_at as reserved_at, coalesce(cents, 0) as cents
            from follow_up_events where kind = 'converted' order by follow_up_id";
        on!(self, db => sqlx::query_as(SQL).fetch_all(db).await)
    }
}

/// Those that Relance, not the old system, wrote from `$1` up to `$2`, without those that the schedule withdrew again in
/// that time before a person had seen them: their slots are free.
macro_rules! written {
    () => {
        " from ai_follow_ups where generated_at >= $1 and generated_at < $2 and content_hash is not null
            and not (status = 'cancelled' and not rests and updated_at < $2
                and draft_source <> 'human' and coalesce(approved_by, 'relance') = 'relance') "
    };
}

impl Connection {
    pub async fn follow_up(&mut self, id: Uuid) -> sqlx::Result<Option<FollowUp>> {
        const SQL: &str = select!("where f.id = $1");
        on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(db).await)
    }

    /// Every follow-up of a client, newest first.
    pub async fn follow_ups_of(&mut self, client: ClientKey) -> sqlx::Result<Vec<FollowUp>> {
        const SQL: &str = select!("where f.client_key = $1 order by f.generated_at desc, f.id");
        on!(self, db => sqlx::query_as(SQL).bind(client).fetch_all(db).await)
    }

    /// How many follow-ups of each strategy were written from `since` up to `until` and used a slot.
    pub async fn written_between(
        &mut self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> sqlx::Result<Vec<(StrategyId, i64)>> {
        const SQL: &str = concat!("select strategy_id, cast(count(*) as bigint)", written!(), "group by strategy_id");
        on!(self, db => sqlx::query_as(SQL).bind(since).bind(until).fetch_all(db).await)
    }

    /// [`Connection::written_between`], of one strategy.
    pub async fn written_by(
        &mut self,
        strategy: &StrategyId,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> sqlx::Result<i64> {
        const SQL: &str = concat!("select cast(count(*) as bigint)", written!(), "and strategy_id = $3");
        on!(self, db => sqlx::query_scalar(SQL).bind(since).bind(until).bind(strategy).fetch_one(db).await)
    }
}

impl Tx {
    /// `false` when the client already has an open one.
    pub async fn insert_follow_up(&mut self, new: &FollowUp) -> sqlx::Result<bool> {
        const SQL: &str = concat!(
            "insert into ai_follow_ups (id, version, ",
            changing!(),
            ",
                client_id, strategy_id, priority, generated_at, created_at, client_key)
            values ($1, $2, ",
            changing_values!(),
            ", $27, $28, $29, $30, $30, $31)
            on conflict do nothing"
        );
        on!(self, db => bound!(SQL, new)
            .bind(&new.client_id).bind(&new.strategy_id).bind(new.priority).bind(new.generated_at).bind(new.client_key)
            .execute(db).await.map(|done| done.rows_affected() == 1))
    }

    /// The most urgent approved one that is due, locked; those that other senders have locked are skipped.
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
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_as(due!("for update skip locked")).bind(now).fetch_optional(db).await })
                    .await
            }
            // The transaction already holds the write lock.
            Either::Sqlite(db) => sqlx::query_as(due!("")).bind(now).fetch_optional(db).await,
        }
    }

    /// Writes `next` and increments its version; `false`, and nothing is written, when the stored version is not the
    /// one that it was made from.
    pub async fn replace_follow_up(&mut self, next: &mut FollowUp) -> sqlx::Result<bool> {
        const SQL: &str = concat!(
            "update ai_follow_ups set version = $2 + 1, (",
            changing!(),
            ") = (",
            changing_values!(),
            ")
            where id = $1 and version = $2"
        );
        let done = on!(self, db => bound!(SQL, &*next).execute(db).await.map(|done| done.rows_affected()))?;
        next.version += i64::from(done == 1);
        Ok(done == 1)
    }

    /// Credits a message, instead of with what it is credited with now.
    pub async fn credit(&mut self, credit: &Credit) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into follow_up_events (id, follow_up_id, kind, occurred_at, cents)
            values ($1, $2, 'converted', $3, $4)
            on conflict (follow_up_id) where kind = 'converted'
                do update set occurred_at = excluded.occurred_at, cents = excluded.cents";
        on!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(credit.follow_up_id).bind(credit.reserved_at).bind(credit.cents)
            .execute(db).await.map(drop))
    }

    /// Takes a message's credit back.
    pub async fn take_credit_back(&mut self, follow_up: Uuid) -> sqlx::Result<()> {
        const SQL: &str = "delete from follow_up_events where follow_up_id = $1 and kind = 'converted'";
        on!(self, db => sqlx::query(SQL).bind(follow_up).execute(db).await.map(drop))
    }
}

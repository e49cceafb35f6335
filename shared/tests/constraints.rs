//! The schema is the last line of defence: it refuses what the code should never write, on both engines.

use chrono::{DateTime, Utc};
use relance::{client::ClientId, on_both_engines, store::Store};
use uuid::Uuid;

/// A valid follow-up, of which each test changes a field.
struct Row {
    id: Uuid,
    client_id: &'static str,
    status: &'static str,
    hash: Option<&'static str>,
    approved_by: Option<&'static str>,
    claim: Option<Uuid>,
    lease: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
    confidence: i64,
    channel: &'static str,
}

fn now() -> DateTime<Utc> {
    "2026-01-01T08:00:00Z".parse().expect("a time")
}

fn pending() -> Row {
    Row {
        id: Uuid::new_v4(),
        client_id: "client.a@example.cd",
        status: "pending",
        hash: Some("h"),
        approved_by: None,
        claim: None,
        lease: None,
        sent_at: None,
        confidence: 80,
        channel: "email",
    }
}

const INSERT: &str =
    "insert into ai_follow_ups (id, client_key, client_id, strategy_id, subject, message, channel, scheduled_date,
        priority, ai_confidence, generated_at, status, sent_at, created_at, updated_at, content_hash, approved_by,
        approved_hash, claim_token, lease_until)
    values ($1, $12, $2, 'welcome_new_client', 's', 'm', $3, $4, 'low', $5, $4, $6, $7, $4, $4, $8, $9, $9, $10, $11)";

/// The database's answer: accepted, or the kind of constraint that refused it.
#[derive(Debug, PartialEq)]
enum Answer {
    Upserted,
    Check,
    Unique,
    ForeignKey,
    NotNull,
}

fn answer<T>(outcome: sqlx::Result<T>) -> Answer {
    use sqlx::error::ErrorKind;
    match outcome.map_err(|e| e.into_database_error().expect("the database's own answer")) {
        Ok(_) => Answer::Upserted,
        Err(e) => match e.kind() {
            ErrorKind::CheckViolation => Answer::Check,
            ErrorKind::UniqueViolation => Answer::Unique,
            ErrorKind::ForeignKeyViolation => Answer::ForeignKey,
            ErrorKind::NotNullViolation => Answer::NotNull,
            _ => panic!("{e}"),
        },
    }
}

macro_rules! insert {
    ($db:expr, $row:expr, $key:expr) => {
        sqlx::query(INSERT)
            .bind($row.id)
            .bind($row.client_id)
            .bind($row.channel)
            .bind(now())
            .bind($row.confidence)
            .bind($row.status)
            .bind($row.sent_at)
            .bind($row.hash)
            .bind($row.approved_by)
            .bind($row.claim)
            .bind($row.lease)
            .bind($key)
            .execute($db)
            .await
            .map(drop)
    };
}

async fn write(store: &Store, row: Row) -> Answer {
    let mut tx = store.begin().await.expect("a transaction");
    let name = ClientId::of_email(row.client_id).expect("an address");
    let key = tx.client_keys(&[name], now()).await.expect("a key")[0];
    tx.commit().await.expect("committed");
    answer(match store {
        Store::Postgres(pool) => insert!(pool, row, key),
        Store::Sqlite(pool) => insert!(pool, row, key),
    })
}

async fn execute(store: &Store, sql: &'static str) -> Answer {
    answer(match store {
        Store::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    })
}

async fn event_of(store: &Store, follow_up: Uuid, kind: &str) -> Answer {
    const EVENT: &str = "insert into follow_up_events (id, follow_up_id, kind, occurred_at) values ($1, $2, $3, $4)";
    answer(match store {
        Store::Postgres(pool) => {
            sqlx::query(EVENT).bind(Uuid::new_v4()).bind(follow_up).bind(kind).bind(now()).execute(pool).await.map(drop)
        }
        Store::Sqlite(pool) => {
            sqlx::query(EVENT).bind(Uuid::new_v4()).bind(follow_up).bind(kind).bind(now()).execute(pool).await.map(drop)
        }
    })
}

on_both_engines! {
    async fn a_client_has_one_open_follow_up(store: &Store) {
        assert_eq!(write(store, pending()).await, Answer::Upserted);
        assert_eq!(write(store, pending()).await, Answer::Unique);
        for status in ["cancelled", "failed"] {
            assert_eq!(write(store, Row { status, ..pending() }).await, Answer::Upserted, "{status} ones are closed");
        }
        assert_eq!(write(store, Row { client_id: "client.b@example.cd", ..pending() }).await, Answer::Upserted);
    }

    async fn rows_of_the_old_system_may_be_open_together(store: &Store) {
        for _ in 0..2 {
            assert_eq!(write(store, Row { hash: None, ..pending() }).await, Answer::Upserted);
        }
    }

    async fn an_approved_follow_up_names_who_approved_it(store: &Store) {
        assert_eq!(write(store, Row { status: "approved", ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { status: "approved", approved_by: Some("admin"), ..pending() }).await, Answer::Upserted);
    }

    async fn a_follow_up_is_claimed_just_as_long_as_it_is_being_sent(store: &Store) {
        let claimed = |status| Row { status, claim: Some(Uuid::new_v4()), lease: Some(now()), ..pending() };
        assert_eq!(write(store, Row { status: "sending", ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { lease: None, ..claimed("sending") }).await, Answer::Check);
        assert_eq!(write(store, claimed("pending")).await, Answer::Check);
        assert_eq!(write(store, claimed("sending")).await, Answer::Upserted);
    }

    async fn a_sent_follow_up_has_a_date(store: &Store) {
        assert_eq!(write(store, Row { status: "sent", ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { status: "sent", sent_at: Some(now()), ..pending() }).await, Answer::Upserted);
    }

    async fn a_follow_up_has_a_known_status_and_channel_and_a_confidence_in_its_range(store: &Store) {
        assert_eq!(write(store, Row { status: "lost", ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { channel: "pigeon", ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { confidence: 101, ..pending() }).await, Answer::Check);
        assert_eq!(write(store, Row { confidence: -1, ..pending() }).await, Answer::Check);
    }

    async fn an_event_belongs_to_a_follow_up_and_a_client_comes_back_once(store: &Store) {
        let row = pending();
        let id = row.id;
        assert_eq!(write(store, row).await, Answer::Upserted);
        assert_eq!(event_of(store, Uuid::new_v4(), "opened").await, Answer::ForeignKey);
        assert_eq!(event_of(store, id, "vanished").await, Answer::Check);
        assert_eq!(event_of(store, id, "opened").await, Answer::Upserted);
        assert_eq!(event_of(store, id, "opened").await, Answer::Upserted);
        assert_eq!(event_of(store, id, "converted").await, Answer::Upserted);
        assert_eq!(event_of(store, id, "converted").await, Answer::Unique);
    }

    async fn settings_are_one_row_within_their_ranges(store: &Store) {
        let answers = [
            execute(store, "update ai_follow_up_settings set high_risk_threshold = 101").await,
            execute(store, "update ai_follow_up_settings set check_interval_minutes = 0").await,
            execute(store, "update ai_follow_up_settings set critical_inactivity_days = 0").await,
            execute(store, "update ai_follow_up_settings set delivery = 'pigeon'").await,
            execute(store, "update ai_follow_up_settings set id = 'other'").await,
            execute(store, "insert into engine_state (id) values (2)").await,
        ];
        assert!(answers.iter().all(|answer| *answer == Answer::Check), "{answers:?}");
    }

    async fn a_log_line_names_its_author_and_outlives_its_follow_up(store: &Store) {
        let line = "insert into ai_follow_up_logs (id, action, created_at, follow_up_id)
            select id, 'a', created_at, id from ai_follow_ups";
        let signed = "insert into ai_follow_up_logs (id, action, actor, created_at, follow_up_id)
            select id, 'a', 'admin', created_at, id from ai_follow_ups";
        assert_eq!(write(store, pending()).await, Answer::Upserted);
        assert_eq!(execute(store, line).await, Answer::NotNull);
        assert_eq!(execute(store, signed).await, Answer::Upserted);
        assert_eq!(execute(store, "delete from ai_follow_ups").await, Answer::Upserted);
        assert_eq!(execute(store, "update ai_follow_up_logs set success = success").await, Answer::Upserted);
    }

    async fn a_quota_is_never_negative(store: &Store) {
        let quota = "insert into daily_quota (day, kind, used) values ('2026-01-01', 'sent', 0)";
        assert_eq!(execute(store, quota).await, Answer::Upserted);
        assert_eq!(execute(store, "update daily_quota set used = used - 1").await, Answer::Check);
        assert_eq!(execute(store, quota).await, Answer::Unique);
    }
}

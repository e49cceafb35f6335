//! Migrating a database of an earlier version keeps every row.

use std::path::Path;

use chrono::{DateTime, Utc};
use relance::{
    filter::Filter,
    store::{
        DatabaseUrl, SettingsSeed, Store,
        pages::{ClientColumn, FollowUpColumn, Sort, Start},
    },
    testing::{on_empty_postgres, on_empty_sqlite},
};
use sqlx::{AssertSqlSafe, migrate::Migrator};

/// The last migration in which an address identified a client.
const ADDRESSES: i64 = 23;

fn now() -> DateTime<Utc> {
    "2026-03-10T09:00:00Z".parse().expect("a time")
}

async fn execute(store: &Store, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
    }
    .expect("executed");
}

async fn texts(store: &Store, sql: &'static str) -> Vec<String> {
    match store {
        Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        Store::Sqlite(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("texts")
}

/// A database migrated up to `last`.
async fn earlier(url: &DatabaseUrl, last: i64) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    let folder = if store.is_embedded() { "../migrations/sqlite" } else { "../migrations/postgres" };
    let all = Migrator::new(Path::new(folder)).await.expect("the migrations");
    let some = Migrator::with_migrations(all.iter().filter(|m| m.version <= last).cloned().collect());
    match &store {
        Store::Postgres(pool) => some.run(pool).await,
        Store::Sqlite(pool) => some.run(pool).await,
    }
    .expect("migrated so far");
    store
}

/// Adds rows to every table that refers to clients: two clients with reservations, one whose reservations are gone, and
/// one that is only in the trail.
async fn fill(store: &Store) {
    let (id, json, time) = match store {
        Store::Sqlite(_) => ("randomblob(16)", "", ""),
        Store::Postgres(_) => ("gen_random_uuid()", "::json", "::timestamptz"),
    };
    let facts = r#"{"client_id":"NAME@exemple.test","name":"NAME Exemple","phone":"","reservations":1,"cancellations":0,
        "spent":5000,"first_at":"2026-01-29T09:00:00Z","newest":{"created_at":"2026-01-29T09:00:00Z",
        "transaction_id":"T","status":"completed","space_type":"coworking","activity":"Conseil","payment_method":"cash",
        "location":"Gombe"},"last_day":"2026-01-29","spaces":{"coworking":1},"activities":{"Conseil":1},
        "payments":{"cash":1},"locations":{"Gombe":1},"statuses":{"completed":1},
        "hours":[0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0]}"#;
    for (name, risk) in [("b", 40), ("a", 40), ("_c", 60)] {
        let facts = facts.replace("NAME", name);
        execute(
            store,
            &format!(
                "insert into reservations (id, full_name, email, phone, activity, address, space_type, start_date,
                    end_date, subscription_type, amount, payment_method, transaction_id, status, created_at, updated_at)
                values ({id}, '{name} Exemple', ' {name}@Exemple.test', '', 'Conseil', 'Gombe', 'coworking',
                    '2026-01-29', '2026-01-29', 'jour', 50, 'cash', 'T', 'completed', '2026-01-29T09:00:00+00:00',
                    '2026-01-29T09:00:00+00:00');
                insert into client_insights (client_id, facts, name, sought, reservations, cancellations, spent_cents,
                    last_activity, full_pass, analysed_at, rescore_at, days_since_last, risk_score, engagement_score,
                    recommended_strategy, needs_follow_up, next_follow_up_on)
                values ('{name}@exemple.test', '{facts}'{json}, '{name} Exemple', '{name} exemple
{name}@exemple.test', 1, 0, 5000, '2026-01-29T09:00:00+00:00', 1, '2026-03-10T08:00:00+00:00',
                    '2026-03-11T08:00:00+00:00', 39, {risk}, 80, 'inactive_client_reminder', true, '2026-03-17')"
            ),
        )
        .await;
    }
    for (name, status, content) in [("a", "pending", "'h'"), ("gone", "sent", "null"), ("", "cancelled", "null")] {
        let address = if name.is_empty() { String::new() } else { format!("{name}@exemple.test") };
        execute(
            store,
            &format!(
                "insert into ai_follow_ups (id, client_id, strategy_id, subject, message, channel, scheduled_date,
                    priority, ai_confidence, generated_at, status, sent_at, created_at, updated_at, content_hash)
                select {id}, '{address}', 'own', 'S {name}', 'M', 'email', at, 'low', 50, at, '{status}',
                    case when '{status}' = 'sent' then at end, at, at, {content}
                from (select '2026-03-01T09:00:00+00:00'{time} as at) moment;
                insert into ai_follow_up_logs (id, action, actor, client_id, details, success, created_at)
                select {id}, 'wrote {name}', 'old', '{address}', '{{}}', true, '2026-03-01T09:00:00+00:00'{time}"
            ),
        )
        .await;
    }
    execute(
        store,
        &format!(
            "insert into follow_up_events (id, follow_up_id, kind, occurred_at)
            select {id}, id, 'opened', scheduled_date from ai_follow_ups where client_id = 'gone@exemple.test';
            insert into client_contacts (client_id, email_consent, phone, updated_at)
            values ('b@exemple.test', false, '0812345678', '2026-03-01T09:00:00+00:00'),
                ('silent@exemple.test', true, null, '2026-03-01T09:00:00+00:00');
            insert into push_endpoints (id, client_id, platform, token, enabled, created_at, updated_at)
            values ({id}, 'b@exemple.test', 'ios', 'token', true, '2026-03-01T09:00:00+00:00', '2026-03-01T09:00:00+00:00');
            insert into ai_follow_up_logs (id, action, actor, client_id, details, success, created_at)
            values ({id}, 'told', 'old', 'trail@exemple.test', '{{}}', true, '2026-03-01T09:00:00+00:00')"
        ),
    )
    .await;
}

async fn addresses_become_names(url: DatabaseUrl) {
    let store = earlier(&url, ADDRESSES).await;
    fill(&store).await;
    store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");

    let names = "select name from client_names order by client_key";
    let everybody = ["_c", "a", "b", "gone", "silent", "trail"].map(|name| format!("{name}@exemple.test"));
    assert_eq!(texts(&store, names).await, everybody, "keys in the order of addresses, bytewise");

    let sort = Sort::by(ClientColumn::Risk);
    let page = store.client_page(&Filter::default(), sort, &Start::First, 10, now()).await.expect("listed");
    let listed: Vec<&str> = page.rows.iter().map(|line| line.client_id.as_str()).collect();
    assert_eq!(listed, ["_c@exemple.test", "b@exemple.test", "a@exemple.test"], "ties as they were");
    let keys: Vec<_> = page.rows.iter().map(|line| line.client_key).collect();
    let insights = store.insights(&keys).await.expect("read");
    assert_eq!(insights.iter().map(|i| i.profile.reservations).collect::<Vec<_>>(), [1, 1, 1]);
    let b = store.insight(keys[1]).await.expect("asked").expect("it is there");
    assert_eq!(b.contact.addresses.phone.as_ref().map(|phone| phone.as_str()), Some("+243812345678"));
    assert!(!b.contact.consent[relance::client::Channel::Email] && b.contact.addresses.device.is_some());
    for text in ["exempl", "c@ex", "b "] {
        let filter = Filter::parse(text).expect("a filter");
        let counted = store.count_clients(&filter, sort, None, now()).await.expect("counted");
        assert!(counted.total > 0, "{text}");
    }

    let sort = Sort { by: FollowUpColumn::Client, descending: false };
    let page = store.follow_up_page(&Filter::default(), sort, &Start::First, 10, now()).await.expect("listed");
    let listed: Vec<_> = page.rows.iter().map(|f| (f.client_id.as_str(), f.status.as_str())).collect();
    assert_eq!(listed, [("", "cancelled"), ("a@exemple.test", "pending"), ("gone@exemple.test", "sent")]);
    for follow_up in &page.rows {
        let theirs = store.follow_ups_of(follow_up.client_key).await.expect("read");
        assert_eq!(theirs, std::slice::from_ref(follow_up), "each is somebody's");
        let outcomes = store.outcomes_of(follow_up.client_key).await.expect("read").len();
        assert_eq!(outcomes, usize::from(follow_up.client_id.as_str().starts_with("gone")));
    }
    let trail = "select action || ' ' || coalesce(n.name, '-') from ai_follow_up_logs l
        left join client_names n on n.client_key = l.client_key where actor = 'old' order by action";
    let lines = ["told trail@exemple.test", "wrote  -", "wrote a a@exemple.test", "wrote gone gone@exemple.test"];
    assert_eq!(texts(&store, trail).await, lines);
    store.close().await;
}

#[tokio::test]
async fn on_sqlite_addresses_become_names() {
    on_empty_sqlite(addresses_become_names).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn on_postgres_addresses_become_names() {
    on_empty_postgres(addresses_become_names).await;
}

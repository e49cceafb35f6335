//! A database of every earlier version, with rows in every table: `migrate` keeps them all, and the lists, figures and
//! histories of today's program show them.

use std::{collections::BTreeMap, fs, path::Path};

use relance::{
    store::{DatabaseUrl, Store},
    testing::on_postgres_url,
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, migrate::Migrator};

use crate::workplace::Workplace;

/// The newest of them: no database was left between it and today's.
const NEWEST: usize = 23;

/// The first version that has every table which [`rows`] fills.
const COMPLETE: usize = 20;

const NOW: &str = "2026-03-10T09:00:00Z";

/// What is asked for, each with the first version that has all the tables it shows.
const LISTS: [(usize, &str); 7] = [
    (3, "follow-ups"),
    (4, "strategies"),
    (5, "settings"),
    (9, "clients"),
    (16, "stats"),
    (COMPLETE, "client beni@exemple.test"),
    (COMPLETE, "operators list"),
];

/// Tables that `migrate` itself writes to.
const WRITTEN_TO: [&str; 3] = ["_sqlx_migrations", "ai_follow_up_strategies", "ai_follow_up_logs"];

/// JSON lines by what was asked for.
type Shown = BTreeMap<&'static str, Vec<Value>>;

/// A table, and columns with their SQL literals; a version may lack some of them.
type Row = (&'static str, Vec<(&'static str, String)>);

/// One row and more in each table, as the version before this one wrote them.
fn rows(id: fn(u8) -> String) -> Vec<Row> {
    let text = |text: &str| format!("'{text}'");
    let at = |day: u8| format!("'2026-03-{day:02}T09:00:00+00:00'");
    let row = |table, columns: &[(&'static str, String)]| (table, columns.to_vec());
    let mut rows = Vec::new();
    for (n, name, cents) in [(1, "awa", 5_000), (2, "beni", 120_000)] {
        let address = format!("{name}@exemple.test");
        let facts = format!(
            r#"{{"client_id":"{address}","name":"{name} Exemple","phone":"","reservations":1,"cancellations":0,
            "spent":{cents},"first_at":"2026-01-0{n}T09:00:00Z","newest":{{"created_at":"2026-01-0{n}T09:00:00Z",
            "transaction_id":"T{n}","status":"completed","space_type":"coworking","activity":"Conseil",
            "payment_method":"cash","location":"Gombe"}},"last_day":"2026-01-0{n}","spaces":{{"coworking":1}},
            "activities":{{"Conseil":1}},"payments":{{"cash":1}},"locations":{{"Gombe":1}},
            "statuses":{{"completed":1}},"hours":[0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0]}}"#
        );
        let booked = format!("'2026-01-0{n}T09:00:00+00:00'");
        rows.push(row(
            "reservations",
            &[
                ("id", id(n)),
                ("full_name", text(&format!("{name} Exemple"))),
                ("email", text(&format!(" {}@Exemple.test", name.to_uppercase()))),
                ("phone", text("")),
                ("activity", text("Conseil")),
                ("address", text("Gombe")),
                ("space_type", text("coworking")),
                ("start_date", text(&format!("2026-01-0{n}"))),
                ("end_date", text(&format!("2026-01-0{n}"))),
                ("subscription_type", text("jour")),
                ("amount", (cents / 100).to_string()),
                ("payment_method", text("cash")),
                ("transaction_id", text(&format!("T{n}"))),
                ("status", text("completed")),
                ("created_at", booked.clone()),
                ("updated_at", booked.clone()),
            ],
        ));
        rows.push(row(
            "client_insights",
            &[
                ("client_id", text(&address)),
                ("facts", text(&facts)),
                ("name", text(&format!("{name} Exemple"))),
                ("sought", text(&format!("{name} exemple\n{address}"))),
                ("reservations", "1".to_owned()),
                ("cancellations", "0".to_owned()),
                ("spent_cents", cents.to_string()),
                ("last_activity", booked),
                ("full_pass", "1".to_owned()),
                ("analysed_at", at(9)),
                ("rescore_at", at(11)),
                ("days_since_last", "67".to_owned()),
                ("risk_score", "30".to_owned()),
                ("engagement_score", "60".to_owned()),
                ("recommended_strategy", text("inactive_client_reminder")),
                ("needs_follow_up", "true".to_owned()),
                ("next_follow_up_on", text("2026-03-12")),
            ],
        ));
    }
    for (n, name, status, content) in
        [(11, "awa", "pending", "'h'"), (12, "beni", "sent", "'h'"), (13, "gone", "sent", "null")]
    {
        let sent = if status == "sent" { at(3) } else { "null".to_owned() };
        rows.push(row(
            "ai_follow_ups",
            &[
                ("id", id(n)),
                ("client_id", text(&format!("{name}@exemple.test"))),
                ("strategy_id", text("own")),
                ("subject", text(&format!("Subject for {name}"))),
                ("message", text("A message")),
                ("channel", text("email")),
                ("scheduled_date", at(2)),
                ("priority", text("low")),
                ("ai_confidence", "50".to_owned()),
                ("generated_at", at(1)),
                ("status", text(status)),
                ("sent_at", sent),
                ("content_hash", content.to_owned()),
                ("created_at", at(1)),
                ("updated_at", at(3)),
            ],
        ));
        let line = |n, action: &str, day| {
            row(
                "ai_follow_up_logs",
                &[
                    ("id", id(n)),
                    ("action", text(action)),
                    ("actor", text("ada")),
                    ("client_id", text(&format!("{name}@exemple.test"))),
                    ("strategy_id", text("own")),
                    ("follow_up_id", id(n % 20 + 10 * u8::from(n >= 40))),
                    ("created_at", at(day)),
                ],
            )
        };
        rows.push(line(n + 20, "write", 1));
        if status == "sent" {
            rows.push(line(n + 40, "send", 3));
        }
    }
    let (start, other) = (at(1), at(4));
    let (stamped, marked) = (("created_at", start.clone()), ("updated_at", other.clone()));
    rows.extend([
        row(
            "ai_follow_up_strategies",
            &[
                ("id", text("own")),
                ("name", text("Our own")),
                ("priority", text("low")),
                ("channels", text(r#"["email"]"#)),
                ("cooldown_days", "30".to_owned()),
                stamped.clone(),
                marked.clone(),
            ],
        ),
        row(
            "ai_follow_up_settings",
            &[("id", text("default")), ("daily_follow_up_limit", "17".to_owned()), stamped.clone(), marked.clone()],
        ),
        row(
            "client_contacts",
            &[
                ("client_id", text("beni@exemple.test")),
                ("email_consent", "false".to_owned()),
                ("phone", text("0812345678")),
                marked.clone(),
            ],
        ),
        row(
            "push_endpoints",
            &[
                ("id", id(51)),
                ("client_id", text("beni@exemple.test")),
                ("platform", text("ios")),
                ("token", text("token")),
                stamped.clone(),
                marked.clone(),
            ],
        ),
        row(
            "follow_up_events",
            &[
                ("id", id(61)),
                ("follow_up_id", id(12)),
                ("kind", text("converted")),
                ("occurred_at", other.clone()),
                ("cents", "2500".to_owned()),
            ],
        ),
        row("daily_quota", &[("day", text("2026-03-10")), ("kind", text("written")), ("used", "3".to_owned())]),
        row("suppressions", &[("address_hash", text("aa")), ("reason", text("complaint")), ("since", start.clone())]),
        row("seen_events", &[("hash", text("bb")), ("seen_at", start.clone())]),
        row("operators", &[("name", text("ada")), ("role", text("admin")), stamped, marked]),
        row(
            "operator_keys",
            &[
                ("key", text("ssh-ed25519 AAAA")),
                ("operator", text("ada")),
                ("label", text("desk")),
                ("added_at", start),
            ],
        ),
    ]);
    rows
}

/// The rows that are there before anything is written, as the program leaves them.
const STATE: [(&str, &str); 3] = [
    ("ai_follow_up_settings", "update engine_state set seeded = true"),
    (
        "engine_state",
        "update engine_state set owns_reservations = true, full_pass = 1,
            watermark = '2026-01-02T09:00:00+00:00', full_pass_day = '2026-03-10',
            analysed_at = '2026-03-10T08:00:00+00:00', rules_hash = 'r',
            hours = '[0,0,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0]'",
    ),
    (
        "channels",
        "update channels set paused_at = '2026-03-09T09:00:00+00:00',
            paused_because = '31 of the last 1000 messages went to dead addresses' where channel = 'sms'",
    ),
];

async fn execute(store: &Store, sql: String) {
    match store {
        Store::Postgres(pool) => sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(pool).await.map(drop),
    }
    .unwrap_or_else(|error| panic!("{error}: {sql}"));
}

async fn strings(store: &Store, sql: String) -> Vec<String> {
    match store {
        Store::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await,
        Store::Sqlite(pool) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await,
    }
    .expect("strings")
}

async fn migrate_to(store: &Store, last: usize) {
    let folder = if store.is_embedded() { "../migrations/sqlite" } else { "../migrations/postgres" };
    let all = Migrator::new(Path::new(folder)).await.expect("the migrations");
    let some = Migrator::with_migrations(all.iter().filter(|m| m.version <= last as i64).cloned().collect());
    match store {
        Store::Postgres(pool) => some.run(pool).await,
        Store::Sqlite(pool) => some.run(pool).await,
    }
    .expect("migrated so far");
}

async fn columns(store: &Store, table: &str) -> Vec<String> {
    let sql = match store {
        Store::Postgres(_) => format!(
            "select column_name::text from information_schema.columns
            where table_schema = current_schema() and table_name = '{table}'"
        ),
        Store::Sqlite(_) => format!("select name from pragma_table_info('{table}')"),
    };
    strings(store, sql).await
}

/// How many rows each table has.
async fn counts(store: &Store) -> BTreeMap<String, String> {
    let tables = match store {
        Store::Postgres(_) => "select tablename::text from pg_tables where schemaname = current_schema()",
        Store::Sqlite(_) => {
            "select name from pragma_table_list where schema = 'main' and type = 'table'
            and name not like 'sqlite%'"
        }
    };
    let mut counts = BTreeMap::new();
    for table in strings(store, tables.to_owned()).await {
        let count = strings(store, format!("select cast(count(*) as text) from {table}")).await.remove(0);
        counts.insert(table, count);
    }
    counts
}

async fn fill(store: &Store) {
    let id: fn(u8) -> String = match store {
        Store::Postgres(_) => |n| format!("'{n:032x}'"),
        Store::Sqlite(_) => |n| format!("x'{n:032x}'"),
    };
    for (table, values) in rows(id) {
        let there = columns(store, table).await;
        let (names, literals): (Vec<_>, Vec<_>) =
            values.into_iter().filter(|(name, _)| there.iter().any(|column| column == name)).unzip();
        if !there.is_empty() {
            execute(store, format!("insert into {table} ({}) values ({})", names.join(", "), literals.join(", ")))
                .await;
        }
    }
    for (table, sql) in STATE {
        if !columns(store, table).await.is_empty() {
            execute(store, sql.to_owned()).await;
        }
    }
}

fn without_keys(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("client_key");
            object.values_mut().for_each(without_keys);
        }
        Value::Array(values) => values.iter_mut().for_each(without_keys),
        _ => (),
    }
}

/// What the program shows of such a database, without the keys of clients, which are random.
fn shown(place: &Workplace, last: usize) -> Shown {
    let lists = LISTS.iter().filter(|(first, _)| last >= *first);
    lists
        .map(|(_, list)| {
            let arguments: Vec<&str> = list.split(' ').chain(["--now", NOW]).collect();
            let mut objects = place.objects(&arguments);
            objects.iter_mut().for_each(without_keys);
            (*list, objects)
        })
        .collect()
}

async fn migrated(place: &Workplace, url: &DatabaseUrl, last: usize) -> Shown {
    let store = Store::open(url).await.expect("the database opens");
    migrate_to(&store, last).await;
    fill(&store).await;
    let before = counts(&store).await;
    if last >= COMPLETE {
        let empty: Vec<_> = before.iter().filter(|(_, count)| *count == "0").map(|(table, _)| table).collect();
        assert!(empty.is_empty(), "version {last} has a table without a row: {empty:?}");
    }
    store.close().await;
    place.done(&["migrate", "--now", NOW]);
    let store = Store::open(url).await.expect("the database opens");
    let after = counts(&store).await;
    for (table, count) in before.iter().filter(|(table, _)| !WRITTEN_TO.contains(&table.as_str())) {
        assert_eq!(after.get(table), Some(count), "rows of {table}, from version {last}");
    }
    store.close().await;
    shown(place, last)
}

/// What the newest of them shows, in short.
fn check_the_newest(shown: &Shown) {
    let show = |list: &str, keys: &[&str]| -> String {
        let line = |row: &Value| keys.iter().map(|key| row[key].to_string()).collect::<Vec<_>>().join(" ");
        shown[list].iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let lists = [
        show("clients", &["client_id", "lifetime_value", "risk_score", "recommended_strategy", "preferred_channels"]),
        show("follow-ups", &["id", "client_id", "subject", "status", "sent_at"]),
        show("operators list", &["name", "role"]),
        shown["stats"][0].to_string(),
        shown["settings"].iter().find(|row| row["key"] == "daily_follow_up_limit").expect("it is there").to_string(),
    ];
    insta::allow_duplicates! { insta::assert_snapshot!(lists.join("\n\n"), @r#"
    "beni@exemple.test" 1200.0 60 "inactive_client_reminder" ["push"]
    "awa@exemple.test" 50.0 30 "inactive_client_reminder" ["email"]

    "00000000-0000-0000-0000-00000000000b" "awa@exemple.test" "Subject for awa" "pending" null
    "00000000-0000-0000-0000-00000000000c" "beni@exemple.test" "Subject for beni" "sent" "2026-03-03T09:00:00Z"
    "00000000-0000-0000-0000-00000000000d" "gone@exemple.test" "Subject for gone" "sent" "2026-03-03T09:00:00Z"

    "ada" "admin"

    {"average_confidence":50.0,"by_priority":{"high":0,"low":3,"medium":0,"urgent":0},"by_status":{"approved":0,"cancelled":0,"failed":0,"pending":1,"sending":0,"sent":2,"uncertain":0},"clients":2,"distinct_clients":3,"follow_ups":3,"high_risk":0,"lifetime_value":1250.0,"low_engagement":0,"need_follow_up":2,"returned_value":25.0,"returns":1,"sent_today":0,"written_today":0}

    {"key":"daily_follow_up_limit","value":"17"}
    "#); }
}

mod sqlite {
    use super::*;

    #[tokio::test]
    async fn a_database_of_any_earlier_version_keeps_every_row() {
        let mut newest = None;
        for last in (1..=NEWEST).rev() {
            let place = Workplace::embedded();
            fs::create_dir_all(place.database().parent().expect("a folder")).expect("made");
            let shown = migrated(&place, &DatabaseUrl::Sqlite(place.database()), last).await;
            compare(&mut newest, shown, last);
        }
    }
}

mod postgres {
    use super::*;

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn a_database_of_any_earlier_version_keeps_every_row() {
        let mut newest = None;
        for last in (1..=NEWEST).rev() {
            on_postgres_url(async |url| {
                let place = Workplace::on(url);
                let shown = migrated(&place, &DatabaseUrl::parse(url).expect("a URL"), last).await;
                compare(&mut newest, shown, last);
            })
            .await;
        }
    }
}

fn compare(newest: &mut Option<Shown>, shown: Shown, last: usize) {
    let Some(newest) = newest else {
        check_the_newest(&shown);
        *newest = Some(shown);
        return;
    };
    for (list, rows) in shown {
        assert_eq!(rows, newest[list], "{list}, from version {last}");
    }
}

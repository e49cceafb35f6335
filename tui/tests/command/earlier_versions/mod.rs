//! A database of every earlier version, with rows in every table: `migrate` keeps them all, and the lists, figures and
//! histories of today's program show them.

mod rows;

use std::{collections::BTreeMap, fs, path::Path};

use relance::{
    store::{DatabaseUrl, Store},
    testing::on_postgres_url,
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, migrate::Migrator};

use self::rows::{STATE, rows};
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
async fn counts(store: &Store) -> BTreeMap<String, u64> {
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
        counts.insert(table, count.parse().expect("a number"));
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
            let arguments: Vec<&str> = list.split(' ').chain(["--now", NOW, "--as", "ada"]).collect();
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
        let empty: Vec<_> = before.iter().filter(|(_, count)| **count == 0).map(|(table, _)| table).collect();
        assert!(empty.is_empty(), "version {last} has a table without a row: {empty:?}");
    }
    store.close().await;
    place.done(&["migrate", "--now", NOW, "--as", "ada"]);
    let store = Store::open(url).await.expect("the database opens");
    let after = counts(&store).await;
    for (table, count) in &before {
        let now = after.get(table).copied().unwrap_or_default();
        let is_kept = if WRITTEN_TO.contains(&table.as_str()) { now >= *count } else { now == *count };
        assert!(is_kept, "{count} rows of {table} became {now}, from version {last}");
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

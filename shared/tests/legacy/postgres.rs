use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use relance::{
    store::{DatabaseUrl, MigrateReport, Schema, SettingsSeed, Store},
    testing::{migrations, on_empty_postgres},
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};

const OLD_SYSTEM: &str = include_str!("old_system.sql");

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn pool(store: &Store) -> &PgPool {
    match store {
        Store::Postgres(pool) => pool,
        Store::Sqlite(_) => panic!("this test is PostgreSQL's"),
    }
}

async fn old_system(url: &DatabaseUrl) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    sqlx::raw_sql(OLD_SYSTEM).execute(pool(&store)).await.expect("the old system");
    store
}

async fn migrate(store: &Store) -> MigrateReport {
    store.migrate(&SettingsSeed::default(), at("2026-01-01T00:00:00Z")).await.expect("it migrates")
}

async fn names(store: &Store, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(pool(store)).await.expect("names")
}

/// Every row of a table by its id.
async fn rows(store: &Store, table: &str) -> BTreeMap<String, Value> {
    let sql = format!("select id::text, to_jsonb(t) from {table} t");
    // Not a persistent statement: the migration changes the columns that the same text returns.
    let query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
    query.fetch_all(pool(store)).await.expect("rows").into_iter().collect()
}

const OLD_TABLES: [&str; 5] =
    ["reservations", "ai_follow_ups", "ai_follow_up_strategies", "ai_follow_up_settings", "ai_follow_up_logs"];

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn every_row_of_the_old_system_is_still_there() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        let mut before = BTreeMap::new();
        for table in OLD_TABLES {
            before.insert(table, rows(&store, table).await);
        }
        let report = migrate(&store).await;
        assert_eq!(report.applied, migrations());
        for (table, old) in &before {
            let new = rows(&store, table).await;
            for (id, old) in old {
                let replaced = *table == "ai_follow_up_strategies" && report.replaced_strategies.contains(id);
                let Some(new) = new.get(id) else {
                    assert!(replaced, "{table} lost {id}");
                    continue;
                };
                for (column, old) in old.as_object().expect("a row") {
                    if *table == "ai_follow_up_logs" && column == "client_id" {
                        // The trail refers to clients by key, not by name.
                        assert_eq!(new["client_key"].is_null(), old.is_null(), "{table} {id}");
                        continue;
                    }
                    // Valid values are unchanged; the tests below check the others.
                    let told_apart = *table == "ai_follow_ups"
                        && ["client_id", "channel", "priority", "ai_confidence", "status"].contains(&column.as_str())
                        || column == "check_interval_minutes";
                    if !replaced && !told_apart && !old.is_null() {
                        assert_eq!(&new[column], old, "{table} {id} {column}");
                    }
                }
            }
        }
        assert_eq!(before["reservations"], rows(&store, "reservations").await, "the booking site's rows are untouched");
        store.close().await;
    })
    .await;
}

/// As Supabase sets up every project: what is made from now on is the API's too.
const SUPABASE: &str = "
    do $$ begin create role anon; exception when duplicate_object then null; end $$;
    do $$ begin create role authenticated; exception when duplicate_object then null; end $$;
    alter default privileges in schema public grant all on tables to anon, authenticated;
    alter default privileges in schema public grant all on sequences to anon, authenticated;
    alter default privileges in schema public grant all on functions to anon, authenticated";

/// What somebody else than the owner may do something with: tables, views, sequences, and functions but those of extensions.
const OPEN: &str = "
    select relname::text from pg_class, aclexplode(relacl) a
    where relnamespace = 'public'::regnamespace and a.grantee <> relowner
    union
    select proname::text from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
    where pronamespace = 'public'::regnamespace and a.grantee <> proowner
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
    order by 1";

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn whoever_comes_through_the_http_api_may_do_nothing_with_our_tables_and_the_booking_sites_stay_theirs() {
    on_empty_postgres(async |url| {
        let store = Store::open(&url).await.expect("the database opens");
        sqlx::raw_sql(SUPABASE).execute(pool(&store)).await.expect("a project");
        sqlx::raw_sql(OLD_SYSTEM).execute(pool(&store)).await.expect("the old system");
        sqlx::raw_sql("create table spaces (id integer)").execute(pool(&store)).await.expect("another table of theirs");
        let grants = "select relname || ' ' || relacl::text from pg_class
            where relname in ('reservations', 'spaces') order by 1";
        let theirs = names(&store, grants).await;
        assert_eq!(theirs.len(), 2);
        for _ in 0..2 {
            migrate(&store).await;
            assert_eq!(names(&store, OPEN).await, ["reservations", "spaces"]);
            assert_eq!(names(&store, grants).await, theirs);
        }
        let mut db = pool(&store).acquire().await.expect("a connection");
        sqlx::raw_sql("set role anon").execute(&mut *db).await.expect("the API's role");
        let refused = sqlx::raw_sql("truncate operators cascade").execute(&mut *db).await.expect_err("refused");
        assert!(refused.to_string().contains("permission denied for table operators"), "{refused}");
        db.detach();
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn what_the_old_system_left_out_of_a_follow_up_is_made_harmless() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        migrate(&store).await;
        let now = rows(&store, "ai_follow_ups").await;
        let row = |n: u8| &now[&format!("00000000-0000-0000-0000-00000000000{n}")];
        assert_eq!(row(1)["client_id"], row(2)["client_id"], "two spellings of one client");
        assert_eq!((&row(1)["status"], &row(2)["status"]), (&json!("pending"), &json!("pending")));
        assert_eq!((&row(1)["content_hash"], &row(1)["rests"]), (&json!(null), &json!(true)));

        let sent = row(3);
        assert_eq!(sent["sent_at"], sent["updated_at"], "a message that left has a date");
        assert_eq!(
            (&sent["subject"], &sent["strategy_id"], &sent["ai_confidence"]),
            (&json!(""), &json!(""), &json!(100))
        );
        assert_eq!(&sent["priority"], "low");

        let unknown = row(4);
        assert_eq!((&unknown["status"], &unknown["channel"]), (&json!("cancelled"), &json!("email")));
        assert_eq!(unknown["failure"], "old channel: whatsapp, old priority: extreme");
        assert_eq!((&row(5)["ai_confidence"], &unknown["ai_confidence"]), (&json!(0), &json!(0)));
        assert_eq!((&row(6)["status"], &row(6)["failure"]), (&json!("cancelled"), &json!("old status: none")));
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn strategies_as_they_were_seeded_give_way_and_edited_ones_stay() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        let before = rows(&store, "ai_follow_up_strategies").await;
        let report = migrate(&store).await;
        assert_eq!(report.kept_strategies, ["half", "inactive_client_reminder"]);
        assert_eq!(
            report.replaced_strategies,
            ["cancelled_reservation_followup", "seasonal_promotion", "vip_retention", "welcome_new_client"]
        );
        let now = rows(&store, "ai_follow_up_strategies").await;
        assert_eq!(
            now.keys().collect::<Vec<_>>(),
            [
                "cancelled_reservation_followup",
                "half",
                "high_value_client_retention",
                "inactive_client_reminder",
                "seasonal_promotion",
                "welcome_new_client"
            ]
        );
        let kept = "inactive_client_reminder";
        for column in ["name", "trigger_conditions", "ai_prompt", "priority", "channels", "cooldown_days", "updated_at"]
        {
            assert_eq!(now[kept][column], before[kept][column], "{column}");
        }
        assert_eq!(now["cancelled_reservation_followup"]["is_active"], false, "it was switched off");
        assert_eq!(now["welcome_new_client"]["name"], "Bienvenue au nouveau client");

        assert_eq!((&now["half"]["is_active"], &now["half"]["cooldown_days"]), (&json!(false), &json!(30)));

        assert_eq!(store.kept_strategies().await.expect("asked"), ["half", kept]);
        let trail =
            "select details ->> 'ai_prompt' from ai_follow_up_logs where action = 'strategy_replaced' order by 1";
        assert_eq!(names(&store, trail).await, ["Dear", "Say welcome", "Season", "Why"], "the trail keeps them");
        sqlx::query("update ai_follow_up_strategies set updated_at = '2026-02-01Z' where id = $1")
            .bind(kept)
            .execute(pool(&store))
            .await
            .expect("edited");
        assert_eq!(store.kept_strategies().await.expect("asked"), ["half"], "an admin has seen to the other since");
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn nothing_goes_around_row_level_security_any_more() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        migrate(&store).await;
        let open = "select relname::text from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity";
        assert!(names(&store, open).await.is_empty(), "every table is closed");
        let policies =
            "select policyname::text || ' on ' || tablename::text from pg_policies where schemaname = 'public'";
        assert_eq!(names(&store, policies).await, ["Anyone may book on reservations"], "only the booking site's own");
        // Ours are trigger functions, which cannot be called directly and run with the caller's rights.
        let routines = "select p.proname::text from pg_proc p
            left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
            where pronamespace = 'public'::regnamespace and d.objid is null
                and (prorettype <> 'trigger'::regtype or prosecdef or proname not like 'relance\\_%')";
        assert!(names(&store, routines).await.is_empty());
        let triggers = "select tgname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            where not tgisinternal and proname not like 'relance\\_%'";
        assert!(names(&store, triggers).await.is_empty());
        let views = "select relname::text || ' ' || reloptions::text from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('v', 'm') order by relname";
        assert_eq!(
            names(&store, views).await,
            ["bookings", "bookings_by_number", "client_bookings"].map(|view| format!("{view} {{security_invoker=on}}"))
        );
        let keys = "select conrelid::regclass::text from pg_constraint where contype = 'f' order by 1";
        assert_eq!(
            names(&store, keys).await,
            ["ai_follow_ups", "follow_up_events", "operator_keys"],
            "the trail outlives what it speaks of"
        );
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn the_booking_sites_table_is_read_as_far_as_it_makes_sense() {
    type Row = (Option<String>, Option<i64>, String, Option<String>, Option<chrono::NaiveDate>, Option<DateTime<Utc>>);
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        migrate(&store).await;
        let sql = "select client_id, cents, full_name, address, end_date, created_at from bookings order by updated_at, cents";
        let found: Vec<Row> = sqlx::query_as(sql).fetch_all(pool(&store)).await.expect("bookings");
        let day = |text: &str| Some(text.parse().expect("a date"));
        let text = |text: &str| Some(text.to_owned());
        let name = |name: &str| name.to_owned();
        let new_year = Some(at("2025-01-01T00:00:00Z"));
        let fourth = Some(at("2025-01-04T00:00:00Z"));
        let second = day("2025-02-02");
        assert_eq!(
            found,
            [
                (text("client.a@example.cd"), Some(15_001), name("Client A"), None, day("2025-01-12"), new_year),
                (text("client.b@example.cd"), None, name(""), None, None, None),
                // An address of other letters than ASCII is none that can be written to.
                (None, None, name("Client C"), None, second, None),
                (text("client.e@example.cd"), Some(999_999_999_999), name("Client E"), None, second, fourth),
                (None, None, name("Client D"), None, second, fourth),
            ]
        );
        let owned: bool = sqlx::query_scalar("select owns_reservations from engine_state")
            .fetch_one(pool(&store))
            .await
            .expect("the engine's row");
        assert!(!owned, "the table is the booking site's");
        let indexes = "select indexrelid::regclass::text from pg_index
            where indrelid = 'reservations'::regclass and indisvalid order by 1";
        assert_eq!(names(&store, indexes).await, ["reservations_address", "reservations_pkey", "reservations_updated"]);
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn the_old_settings_stay_and_variables_override_them_once() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        let variables =
            |limit: &str| SettingsSeed::read(|name| (name == "AI_HIGH_RISK_THRESHOLD").then(|| limit.to_owned()));
        let wrong = store.migrate(&variables("plenty"), at("2026-01-01T00:00:00Z")).await.expect_err("refused");
        assert!(wrong.to_string().starts_with("the variable AI_HIGH_RISK_THRESHOLD is wrong: "), "{wrong}");
        assert_eq!(store.schema().await.expect("asked"), Schema::Absent, "nothing was written");

        let report = store.migrate(&variables("20"), at("2026-01-01T00:00:00Z")).await.expect("it migrates");
        assert_eq!(report.seeded_from, ["AI_HIGH_RISK_THRESHOLD"]);
        store.migrate(&variables("99"), at("2026-01-02T00:00:00Z")).await.expect("it migrates");
        store.migrate(&variables("plenty"), at("2026-01-02T00:00:00Z")).await.expect("the database is the truth now");
        let row = &rows(&store, "ai_follow_up_settings").await["default"];
        assert_eq!((&row["high_risk_threshold"], &row["daily_follow_up_limit"]), (&json!(20), &json!(50)));
        assert_eq!((&row["critical_inactivity_days"], &row["check_interval_minutes"]), (&json!(45), &json!(1)));
        assert_eq!((&row["delivery"], &row["enabled"]), (&json!("aws"), &json!(true)));
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn an_automatic_mode_is_not_taken_over_and_that_is_said() {
    for variable in [None, Some("true")] {
        on_empty_postgres(async |url| {
            let store = old_system(&url).await;
            sqlx::query("update ai_follow_up_settings set auto_mode_enabled = $1")
                .bind(variable.is_none())
                .execute(pool(&store))
                .await
                .expect("it approved by itself");
            let variables =
                SettingsSeed::read(|name| variable.filter(|_| name == "VITE_AI_AUTO_MODE_ENABLED").map(str::to_owned));
            let report = store.migrate(&variables, at("2026-01-01T00:00:00Z")).await.expect("it migrates");
            assert!(report.auto_mode_switched_off);
            assert!(!store.settings().await.expect("read").auto_mode_enabled);
            let trail = "select details ->> 'to' from ai_follow_up_logs where action = 'set'";
            assert_eq!(names(&store, trail).await, ["false"]);
            let again = store.migrate(&variables, at("2026-01-02T00:00:00Z")).await.expect("it migrates");
            assert_eq!(again, MigrateReport::default());
            store.close().await;
        })
        .await;
    }
}

/// The whole database as text: columns, constraints, indexes, views, and every row.
async fn dump(store: &Store) -> Vec<String> {
    let mut lines = names(
        store,
        "select concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable, column_default)
            from information_schema.columns where table_schema = 'public'
        union all
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            from pg_constraint where connamespace = 'public'::regnamespace
        union all
        select indexdef from pg_indexes where schemaname = 'public'
        union all
        select viewname || definition from pg_views where schemaname = 'public'
        order by 1",
    )
    .await;
    let tables = "select relname::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1";
    for table in names(store, tables).await {
        let sql = format!("select to_jsonb(t)::text from {table} t order by 1");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool(store)).await.expect("rows");
        lines.extend(rows.into_iter().map(|row| format!("{table} {row}")));
    }
    lines
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn migrating_twice_changes_nothing() {
    on_empty_postgres(async |url| {
        let store = old_system(&url).await;
        migrate(&store).await;
        let once = dump(&store).await;
        let again = store.migrate(&SettingsSeed::default(), at("2026-06-01T00:00:00Z")).await.expect("it migrates");
        assert_eq!(again, MigrateReport::default());
        assert_eq!(dump(&store).await, once);
        store.close().await;
    })
    .await;
}

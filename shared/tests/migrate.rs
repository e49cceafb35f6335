//! Migrating and opening, on databases that are new, newer, changed, half done or in use.

use chrono::{DateTime, Utc};
use relance::{
    on_both_engines,
    store::{DatabaseUrl, MigrateReport, OpenError, Schema, SettingsSeed, Store},
    strategy::builtin,
    testing::{MIGRATED_AT, on_empty_postgres, on_empty_sqlite},
};

fn now() -> DateTime<Utc> {
    MIGRATED_AT.parse().expect("a time")
}

async fn execute(store: &Store, sql: &'static str) {
    match store {
        Store::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
        Store::Sqlite(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
    }
    .expect("executed");
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    match store {
        Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
        Store::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a count")
}

on_both_engines! {
    async fn a_new_database_has_the_built_in_strategies_and_one_row_of_settings(store: &Store) {
        assert_eq!(store.schema().await.expect("asked"), Schema::Current);
        let strategies = count(store, "select count(*) from ai_follow_up_strategies where is_active").await;
        assert_eq!(strategies, builtin().len() as i64);
        let delivery = if store.is_embedded() {
            "select count(*) from ai_follow_up_settings where id = 'default' and delivery = 'outbox'"
        } else {
            "select count(*) from ai_follow_up_settings where id = 'default' and delivery = 'aws'"
        };
        assert_eq!(count(store, delivery).await, 1);
        assert_eq!(count(store, "select count(*) from engine_state where owns_reservations").await, 1);
        assert!(store.kept_strategies().await.expect("asked").is_empty());
    }

    async fn migrating_again_keeps_what_an_admin_changed(store: &Store) {
        execute(store, "update ai_follow_up_strategies set cooldown_days = 99, is_active = false
            where id = 'seasonal_promotion'").await;
        execute(store, "update ai_follow_up_settings set daily_follow_up_limit = 7").await;
        let variables = SettingsSeed::read(|_| Some("1".to_owned()));
        let again = store.migrate(&variables, now()).await.expect("it migrates");
        assert_eq!(again, MigrateReport::default());
        assert_eq!(count(store, "select cooldown_days from ai_follow_up_strategies where not is_active").await, 99);
        assert_eq!(count(store, "select daily_follow_up_limit from ai_follow_up_settings").await, 7);
    }

    async fn a_database_of_a_newer_version_is_refused(store: &Store) {
        execute(store, "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
            select 9999, 'later', success, checksum, 0 from _sqlx_migrations where version = 1").await;
        assert_eq!(store.schema().await.expect("asked"), Schema::Newer);
        let refusal = store.migrate(&SettingsSeed::default(), now()).await.expect_err("refused");
        assert_eq!(
            refusal.to_string(),
            "migration 9999 of the database is unknown to this version of relance: a newer one made it, so upgrade relance"
        );
    }

    async fn a_changed_migration_is_refused(store: &Store) {
        execute(store, "update _sqlx_migrations
            set checksum = (select m.checksum from _sqlx_migrations m where m.version = 2) where version = 1").await;
        let refusal = store.migrate(&SettingsSeed::default(), now()).await.expect_err("refused");
        assert_eq!(
            refusal.to_string(),
            "migration 1 of the database is not the one this version of relance has: use the version that migrated it, \
             or a later one"
        );
    }

    async fn a_migration_that_was_stopped_before_its_end_is_finished(store: &Store) {
        execute(store, "delete from _sqlx_migrations where version = 12; drop index reservations_updated").await;
        execute(store, "delete from ai_follow_up_strategies; delete from ai_follow_up_settings").await;
        execute(store, "update engine_state set seeded = false").await;
        assert_eq!(store.schema().await.expect("asked"), Schema::Older(1));
        let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        assert_eq!(report, MigrateReport { applied: 1, ..MigrateReport::default() });
        assert_eq!(store.schema().await.expect("asked"), Schema::Current);
        assert_eq!(count(store, "select count(*) from ai_follow_up_strategies").await, 5);
    }
}

/// Migrations that begin together on one database each succeed, and one of them does the work.
async fn together(url: DatabaseUrl) {
    let migrate = async || {
        let store = Store::open(&url).await.expect("the database opens");
        let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        store.close().await;
        report.applied
    };
    let mut applied = <[usize; 4]>::from(tokio::join!(migrate(), migrate(), migrate(), migrate()));
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, 12]);
}

#[tokio::test]
async fn migrations_of_one_file_wait_for_each_other() {
    on_empty_sqlite(together).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn migrations_of_one_server_wait_for_each_other() {
    on_empty_postgres(together).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn an_index_whose_building_was_interrupted_is_built_again() {
    on_empty_postgres(async |url| {
        let store = Store::open(&url).await.expect("the database opens");
        store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        // What an interrupted `create index concurrently` leaves; the tests' role may write the catalogue.
        execute(&store, "update pg_index set indisvalid = false where indexrelid = 'reservations_client'::regclass")
            .await;
        let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        assert_eq!(report.rebuilt_indexes, ["reservations_client"]);
        let valid =
            "select count(*) from pg_index where indexrelid = to_regclass('reservations_client') and indisvalid";
        assert_eq!(count(&store, valid).await, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn the_index_on_clients_serves_the_view() {
    on_empty_postgres(async |url| {
        let store = Store::open(&url).await.expect("the database opens");
        store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        let Store::Postgres(pool) = &store else { panic!("PostgreSQL") };
        let mut db = pool.acquire().await.expect("a connection");
        // The table is empty: without this a scan would be cheaper.
        sqlx::raw_sql("set enable_seqscan = off; set enable_bitmapscan = off").execute(&mut *db).await.expect("set");
        for (sql, index) in [
            ("explain select * from bookings where client_id = 'a@b.cd'", "reservations_"),
            (
                "explain select * from bookings where client_id >= 'a' and client_id < 'b' order by client_id",
                "reservations_",
            ),
            ("explain select * from bookings where updated_at >= now()", "reservations_updated"),
        ] {
            let plan: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *db).await.expect("a plan");
            let plan = plan.join("\n");
            assert!(plan.contains("Index Scan using ") && plan.contains(index) && !plan.contains("Sort"), "{plan}");
        }
        drop(db);
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_server_that_does_not_let_one_in_says_why() {
    on_empty_postgres(async |url| {
        let DatabaseUrl::Postgres(good) = url else { panic!("PostgreSQL") };
        let open = async |options| Store::open(&DatabaseUrl::Postgres(Box::new(options))).await.expect_err("refused");
        let wrong_password = open((*good).clone().password("wrong")).await;
        assert!(matches!(&wrong_password, OpenError::Refused { user, .. } if user == "relance"), "{wrong_password}");
        assert!(!wrong_password.to_string().contains("wrong)"), "the password is not shown: {wrong_password}");
        let no_database = open((*good).clone().database("absent")).await;
        assert!(
            matches!(&no_database, OpenError::NoDatabase { database, .. } if database == "absent"),
            "{no_database}"
        );
        let no_tls = open((*good).clone().ssl_mode(sqlx::postgres::PgSslMode::Require)).await;
        assert!(matches!(&no_tls, OpenError::Tls { .. }), "{no_tls}");
    })
    .await;
}

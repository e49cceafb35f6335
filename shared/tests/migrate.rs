//! Migrating databases that are new, newer, changed or half done.

use chrono::{DateTime, Utc};
use relance::{
    on_both_engines,
    store::{MigrateReport, Schema, SettingsSeed, Store},
    strategy::builtin,
    testing::MIGRATED_AT,
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

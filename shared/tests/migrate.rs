//! Migrating databases that are new, newer, changed or half done.

use chrono::{DateTime, Utc};
use relance::{
    audit::Action,
    feedback::{PauseCause, PauseReason},
    follow_up::gate::RefusalCode,
    on_both_engines,
    store::{LastRun, MigrateReport, Schema, SettingChange, SettingsSeed, Store, Unfit},
    strategy::builtin,
    testing::{MIGRATED_AT, fixtures},
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

/// Undoes migrations 27 and 28.
const BEFORE_THE_ORDER: &str = "
    drop table setting_changes;
    alter table engine_state drop column last_run_at;
    alter table engine_state drop column last_run;
    alter table ai_follow_up_strategies drop column kept_at;
    drop index ai_follow_up_logs_seq;
    alter table ai_follow_up_logs drop column seq;
    create index ai_follow_up_logs_set on ai_follow_up_logs (created_at) where action = 'set';
    delete from _sqlx_migrations where version in (27, 28)";

/// Adds a line to the trail as the version before wrote it: times may be equal, and ids give no order.
async fn line(store: &Store, id: u8, action: &str, actor: &str, strategy: &str, details: &str, at: &str) {
    let id =
        if store.is_embedded() { format!("x'{id:032x}'") } else { format!("'{}'", uuid::Uuid::from_u128(id.into())) };
    let sql = format!(
        "insert into ai_follow_up_logs (id, action, actor, strategy_id, details, created_at)
        values ({id}, '{action}', '{actor}', '{strategy}', '{details}', '2026-03-{at}:00+00:00')"
    );
    fixtures::execute(store, &sql).await;
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
        assert_eq!(store.schema().await.expect("asked"), Schema::Unfit(Unfit::Newer(9999)));
        let refusal = store.migrate(&SettingsSeed::default(), now()).await.expect_err("refused");
        assert_eq!(
            refusal.to_string(),
            "migration 9999 of the database is unknown to this version of relance: a newer one made it, so upgrade relance"
        );
    }

    async fn a_changed_migration_is_refused(store: &Store) {
        execute(store, "update _sqlx_migrations
            set checksum = (select m.checksum from _sqlx_migrations m where m.version = 2) where version = 1").await;
        assert_eq!(store.schema().await.expect("asked"), Schema::Unfit(Unfit::Changed(1)));
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

    async fn what_was_read_back_from_the_trail_is_taken_over_from_it(store: &Store) {
        if store.is_embedded() {
            fixtures::execute(store, "drop trigger ai_follow_up_logs_number").await;
        }
        fixtures::execute(store, BEFORE_THE_ORDER).await;
        line(store, 9, "set", "awa", "", r#"{"key": "enabled", "from": "true", "to": "false"}"#, "01T09:00").await;
        line(store, 3, "set", "beni", "", r#"{"key": "enabled", "from": "false", "to": "true"}"#, "02T09:00").await;
        line(store, 2, "set", "awa", "", r#"{"key": "locale", "from": "fr", "to": "en"}"#, "01T09:00").await;
        line(store, 1, "set", "awa", "", r#"{"mood": "good"}"#, "05T09:00").await;
        line(store, 8, "generate", "relance", "", "{}", "03T09:00").await;
        line(store, 7, "refuse", "relance", "", r#"{"reason": "quiet_hours"}"#, "04T09:00").await;
        line(store, 6, "strategy_kept", "migrate", "welcome_new_client", "{}", "01T08:00").await;
        line(store, 5, "strategy_kept", "migrate", "seasonal_promotion", "{}", "01T08:00").await;
        fixtures::execute(store, "update ai_follow_up_strategies set updated_at = '2026-03-01T08:00:01+00:00'
            where id = 'seasonal_promotion'").await;
        let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        assert_eq!(report, MigrateReport { applied: 2, ..MigrateReport::default() });

        let at = |day: &str| fixtures::at(&format!("2026-03-{day}T09:00:00Z"));
        let change = |key: &str, actor: &str, day| {
            SettingChange { key: key.to_owned(), actor: actor.to_owned(), changed_at: at(day) }
        };
        assert_eq!(store.setting_changes().await.expect("asked"),
            [change("enabled", "beni", "02"), change("locale", "awa", "01")]);
        let refuse = Action::Refuse { reason: RefusalCode::QuietHours };
        assert_eq!(store.last_run().await.expect("asked"), Some(LastRun { at: at("04"), action: Ok(refuse) }));
        assert_eq!(store.kept_strategies().await.expect("asked"), ["welcome_new_client"]);

        line(store, 0, "send", "relance", "", "{}", "01T09:00").await;
        let order = "select action || ' ' || actor from ai_follow_up_logs order by seq";
        assert_eq!(fixtures::texts(store, order).await, ["strategy_kept migrate", "strategy_kept migrate", "set awa",
            "set awa", "set beni", "generate relance", "refuse relance", "set awa", "send relance"]);
    }

    async fn the_sentence_of_a_pause_is_taken_apart_and_any_other_kept(store: &Store) {
        fixtures::execute(store, "alter table channels drop column paused_count;
            alter table channels drop column paused_of;
            delete from _sqlx_migrations where version = 29;
            update channels set paused_at = '2026-03-01T09:00:00+00:00', paused_because = case channel
                when 'email' then '31 of the last 1000 messages went to dead addresses'
                when 'sms' then '3 of the last 40 messages were called spam'
                else 'the provider asked for it' end").await;
        store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        let pauses = store.pauses().await.expect("asked");
        assert_eq!(pauses.into_iter().map(|pause| pause.because).collect::<Vec<_>>(), [
            PauseReason::Counted { cause: PauseCause::DeadAddresses, count: 31, of: 1000 },
            PauseReason::Told("the provider asked for it".to_owned()),
            PauseReason::Counted { cause: PauseCause::Complaints, count: 3, of: 40 },
        ]);
    }
}

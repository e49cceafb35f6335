//! PostgreSQL that is cut off, falls silent, moves, or keeps a lock, on a line that the tests hold.

use std::time::Duration;

use chrono::TimeDelta;
use relance::{
    engine::{Engine, EngineError, Progress, Rhythm},
    stage::Stage,
    store::{Store, is_connection_lost, with_patience},
    testing::{
        fixtures::*,
        on_postgres,
        proxy::{Line, Proxy},
    },
};

use super::{CLOCK, Recorder, add_inactive, engine, running_clock};

/// The store of a program whose line to PostgreSQL is a proxy, beside the store of the test.
async fn behind_a_proxy(test: impl AsyncFnOnce(&Store, &Store, &Proxy)) {
    on_postgres(async |direct| {
        let (proxy, url) = Proxy::before(&url_of(direct));
        let store = Store::open(&url).await.expect("opened");
        test(direct, &store, &proxy).await;
        proxy.set(Line::Cut);
        store.close().await;
    })
    .await;
}

/// Uses every connection of the pool once, so that all are open and idle.
async fn warm(store: &Store) {
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(store.connection().await.expect("a connection"));
    }
}

/// Changes the line in the middle of an analysis, once.
struct Change<'a>(&'a Proxy, &'a [Line], std::sync::Once);

impl Progress for Change<'_> {
    fn reached(&self, _: Stage, _: u64, _: Option<u64>) {
        self.2.call_once(|| self.1.iter().for_each(|line| self.0.set(*line)));
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_server_that_falls_silent_in_the_middle_ends_the_stage_and_the_next_one_finds_it_back() {
    behind_a_proxy(async |direct, store, proxy| {
        add_inactive(direct, &["a", "b"]).await;
        execute(direct, "update engine_state set watermark = null, full_pass_day = null").await;
        let (recorder, silence) = (Recorder::default(), Change(proxy, &[Line::Swallowing], std::sync::Once::new()));
        let cut_off = Engine { progress: &silence, ..engine(store, &recorder, noon()) };
        let error = with_patience(Duration::from_secs(1), cut_off.tick(Rhythm::AtOnce)).await.expect_err("silent");
        assert!(error.is_database_away(), "{error}");
        let elsewhere = engine(direct, &recorder, noon()).analyse().await;
        elsewhere.expect("a healthy run does not wait for it");
        proxy.set(Line::Open);
        let back = engine(store, &recorder, noon()).tick(Rhythm::AtOnce).await.expect("the same process goes on");
        assert!(back.failed.is_empty(), "{back:?}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_server_that_restarts_in_the_middle_of_a_stage_costs_nothing() {
    behind_a_proxy(async |direct, store, proxy| {
        add_inactive(direct, &["a", "b"]).await;
        execute(direct, "update engine_state set watermark = null, full_pass_day = null").await;
        let (recorder, restart) =
            (Recorder::default(), Change(proxy, &[Line::Cut, Line::Open], std::sync::Once::new()));
        let disturbed = Engine { progress: &restart, ..engine(store, &recorder, noon()) };
        let ticked = disturbed.tick(Rhythm::AtOnce).await.expect("the stage runs once more");
        assert!(ticked.failed.is_empty() && ticked.analysed.is_some_and(|a| a.folded == 2), "it did all of it");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn after_a_failover_the_dead_connections_are_not_waited_for_one_by_one() {
    behind_a_proxy(async |direct, store, proxy| {
        let (other, _) = Proxy::before(&url_of(direct));
        warm(store).await;
        proxy.fail_over(&other.address.to_string());
        let four = async || tokio::try_join!(store.settings(), store.settings(), store.settings(), store.settings());
        four().await.expect("all find the new server");
        warm(store).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_query_that_was_given_up_takes_no_connection_along() {
    behind_a_proxy(async |_, store, proxy| {
        warm(store).await;
        proxy.set(Line::Swallowing);
        for _ in 0..4 {
            let silent = with_patience(Duration::from_millis(300), store.settings()).await;
            assert!(
                silent.is_err_and(|error| is_connection_lost(&error) || matches!(error, sqlx::Error::PoolTimedOut))
            );
        }
        proxy.set(Line::Open);
        // Each is found dead within two seconds, and then there is room again.
        warm(store).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_lock_that_is_held_for_ever_ends_the_stage_before_the_deadline_and_the_others_go_on() {
    on_postgres(async |store| {
        add_inactive(store, &["a"]).await;
        CLOCK.set(noon());
        let mut other = store.begin().await.expect("a transaction");
        other.lock_channel(relance::client::Channel::Email).await.expect("locked");
        let deadline = running_clock() + TimeDelta::seconds(6);
        let recorder = Recorder::default();
        let hasty = Engine { deadline: Some(deadline), clock: running_clock, ..engine(store, &recorder, noon()) };
        let ticked = hasty.tick(Rhythm::AtOnce).await.expect("ticked");
        assert!(running_clock() < deadline, "in time");
        assert_eq!(ticked.failed.keys().collect::<Vec<_>>(), [&Stage::Send], "{ticked:?}");
        assert_eq!(ticked.generated.map(|generated| generated.written), Some(1));
        other.rollback().await.expect("let go");
        assert!(matches!(engine(store, &recorder, noon()).send().await, Ok(Some(_)) | Err(EngineError::OutOfTime)));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn the_server_knows_how_long_to_wait_for_us() {
    on_postgres(async |store| {
        let limits = texts(
            store,
            "select name || ' ' || setting || coalesce(unit, '') from pg_settings
             where name like '%\\_timeout' and source = 'session' or name like 'tcp\\_%' and source = 'session' order by 1",
        )
        .await;
        assert_eq!(
            limits,
            [
                "idle_in_transaction_session_timeout 60000ms",
                "lock_timeout 20000ms",
                "statement_timeout 60000ms",
                "tcp_keepalives_count 3",
                "tcp_keepalives_idle 30s",
                "tcp_keepalives_interval 10s",
                "tcp_user_timeout 60000ms",
            ]
        );
    })
    .await;
}

//! A stage that fails does not stop the others, and is told until it succeeds.

use chrono::TimeDelta;
use relance::{
    engine::{Engine, EngineError, Rhythm, Ticked},
    follow_up::Status,
    on_both_engines,
    stage::Stage,
    store::{FailingStage, Store},
    testing::fixtures::*,
};

use super::{CLOCK, Recorder, add_inactive, admin, engine, running_clock};

/// Refuses what analysing alone writes.
fn break_analysis(store: &Store) -> &'static str {
    if store.is_embedded() {
        "create trigger broken before update of analysed_at on engine_state begin select raise(abort, 'broken'); end"
    } else {
        "create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
        create trigger broken before update of analysed_at on engine_state for each statement execute function broken()"
    }
}

fn mend_analysis(store: &Store) -> &'static str {
    if store.is_embedded() { "drop trigger broken" } else { "drop function broken cascade" }
}

async fn tick(store: &Store, courier: &Recorder) -> Ticked {
    engine(store, courier, noon()).tick(Rhythm::AtOnce).await.expect("ticked")
}

on_both_engines! {
    async fn a_stage_that_fails_does_not_stop_the_others(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        for (stage, breaks, mends) in [
            (Stage::Analyse, break_analysis(store), mend_analysis(store)),
            (Stage::Maintain, "alter table seen_events rename to away", "alter table away rename to seen_events"),
        ] {
            execute(store, breaks).await;
            let (left, waiting) = (put(store, sending("b")).await, put(store, approved("a")).await);
            let recorder = Recorder::default();
            let ticked = tick(store, &recorder).await;
            assert_eq!(ticked.failed.keys().collect::<Vec<_>>(), [&stage], "{ticked:?}");
            assert_eq!(recorder.sent_ids(), [waiting.id], "{stage} failed, and what was approved left");
            assert_eq!(reload(store, &left).await.status, Status::Uncertain, "and a dead sender's was reconciled");
            assert!(ticked.generated.is_some(), "{ticked:?}");
            let told: Vec<Stage> = store.failing_stages().await.expect("read").iter().map(|f| f.stage).collect();
            assert_eq!(told, [stage]);

            execute(store, mends).await;
            execute(store, "delete from ai_follow_ups; delete from daily_quota").await;
            assert_eq!(tick(store, &Recorder::default()).await.failed, [].into());
            assert_eq!(store.failing_stages().await.expect("read"), [], "once it succeeds, nobody is told any more");
            execute(store, "delete from ai_follow_ups; delete from daily_quota").await;
        }
    }

    async fn a_stage_that_fails_again_is_told_since_it_failed_first(store: &Store) {
        add_inactive(store, &["a"]).await;
        execute(store, "alter table seen_events rename to away").await;
        for (now, runs) in [(noon(), 1), (noon() + days(1), 2)] {
            let error = engine(store, &Recorder::default(), now).maintain().await.expect_err("it fails by itself too");
            assert!(error.to_string().contains("seen_events"), "{error}, {runs}");
        }
        let [FailingStage { stage: Stage::Maintain, since, .. }] = store.failing_stages().await.expect("read")[..] else {
            panic!("one is told");
        };
        assert_eq!(since, noon());
    }

    async fn sending_fails_alone_too(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        execute(store, "alter table suppressions rename to away").await;
        let ticked = tick(store, &Recorder::default()).await;
        assert!(ticked.failed.contains_key(&Stage::Send) && ticked.sent.is_none(), "{ticked:?}");
        execute(store, "alter table away rename to suppressions").await;
        assert_eq!(reload(store, &waiting).await.status, Status::Approved, "nothing is lost");
        assert_eq!(tick(store, &Recorder::default()).await.sent.map(|sent| sent.sent), Some(1));
    }

    async fn a_stage_that_does_not_end_is_cut_short_before_the_deadline(store: &Store) {
        add_inactive(store, &["a"]).await;
        CLOCK.set(noon());
        // Somebody else writes all the while: on SQLite the whole file is theirs, on PostgreSQL the day's row.
        admin(store, noon()).set("daily_follow_up_limit", "40").await.expect("set");
        execute(store, "delete from ai_follow_ups; delete from daily_quota").await;
        let mut other = store.begin().await.expect("a transaction");
        other.take_slot(noon().date_naive(), relance::store::Quota::Written, 40).await.expect("taken");
        running_clock();
        let deadline = Some(running_clock() + TimeDelta::milliseconds(3_000));
        let recorder = Recorder::default();
        let hasty = Engine { deadline, clock: running_clock, ..engine(store, &recorder, noon()) };
        let error = hasty.generate().await.expect_err("it waits for them");
        assert!(matches!(error, EngineError::OutOfTime), "{error}");
        assert!(deadline.is_some_and(|deadline| running_clock() < deadline), "in time");
        other.rollback().await.expect("let go");
        assert_eq!(engine(store, &recorder, noon()).generate().await.expect("written").written, 1);
    }
}

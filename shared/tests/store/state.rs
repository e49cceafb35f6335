//! The engine's stored state.

use relance::{
    client::Hours,
    on_both_engines,
    store::{EngineState, Mark},
    testing::fixtures::*,
};

on_both_engines! {
    async fn all_reads_of_a_snapshot_are_of_one_moment(store: &Store) {
        let mut db = store.snapshot().await.expect("a snapshot");
        let before = db.settings().await.expect("read");
        let mut after = before.clone();
        after.set("daily_follow_up_limit", "7").expect("a limit");
        let mut tx = store.begin().await.expect("a transaction");
        tx.save_settings(&after, noon()).await.expect("saved");
        tx.commit().await.expect("committed");
        assert_eq!(db.settings().await.expect("read"), before);
        drop(db);
        assert_eq!(store.connection().await.expect("one").settings().await.expect("read"), after);
    }

    async fn a_new_database_knows_nothing_and_owns_its_reservations(store: &Store) {
        let nothing = EngineState {
            owns_reservations: true,
            holds_demo: false,
            watermark: None,
            recent_from: None,
            recent_rows: 0,
            left_out: None,
            full_pass: 0,
            full_pass_day: None,
            analysed_at: None,
            rules_hash: None,
            hours: Hours::default(),
        };
        assert_eq!(store.engine_state().await.expect("asked"), nothing);
    }

    async fn an_analysis_is_remembered_whole_and_a_forgotten_watermark_alone_is_forgotten(store: &Store) {
        let mut hours = Hours::default();
        hours.0[9] = 12;
        let analysed = EngineState {
            watermark: Some(noon()),
            recent_from: Some(noon()),
            recent_rows: 3,
            left_out: Some(Mark { rows: 2, sum: 34 }),
            full_pass: 7,
            full_pass_day: Some(noon().date_naive()),
            analysed_at: Some(at("2026-03-10T09:00:00.123456Z")),
            rules_hash: Some("abc".to_owned()),
            hours,
            ..store.engine_state().await.expect("asked")
        };
        let mut tx = store.begin().await.expect("a transaction");
        tx.save_analysis(&analysed).await.expect("saved");
        tx.commit().await.expect("committed");
        assert_eq!(store.engine_state().await.expect("asked"), analysed);

        let mut tx = store.begin().await.expect("a transaction");
        tx.forget_watermark().await.expect("forgotten");
        tx.commit().await.expect("committed");
        assert_eq!(store.engine_state().await.expect("asked"), EngineState { watermark: None, ..analysed });
    }

    async fn that_the_clients_are_invented_is_marked_and_unmarked(store: &Store) {
        for invented in [true, false] {
            let mut tx = store.begin().await.expect("a transaction");
            tx.mark_demo(invented).await.expect("marked");
            tx.commit().await.expect("committed");
            assert_eq!(store.engine_state().await.expect("asked").holds_demo, invented);
        }
    }
}

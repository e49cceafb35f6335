//! A tick of which one stage fails: the others do their work, and everybody is told.

use relance::{
    store::{DatabaseUrl, Store},
    testing::fixtures::execute,
};

use crate::workplace::{Workplace, on_both_engines};

/// Runs a statement of the test's own.
pub fn change(place: &Workplace, sql: &str) {
    let url = place.url();
    // The caller's runtime, if any, cannot be waited in.
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let store = Store::open(&DatabaseUrl::parse(&url).expect("a URL")).await.expect("opened");
                execute(&store, sql).await;
                store.close().await;
            });
        });
    });
}

on_both_engines! {
    fn a_stage_that_fails_is_told_and_the_others_do_their_work(place: &Workplace) {
        place.prepare();
        place.done(&["demo", "--clients", "60"]);
        change(place, "alter table seen_events rename to away");
        let output = place.run(&["tick"]);
        assert_eq!((output.code, output.err.contains("panicked")), (1, false), "{output:?}");
        assert!(output.out.contains("follow-ups written"), "{output:?}");
        assert!(output.out.contains("maintain failed, the others went on: the database failed: "), "{output:?}");
        let doctor = place.run(&["doctor"]);
        let line = doctor.out.lines().find(|line| line.contains("maintain has failed since")).expect("it is told");
        assert!(doctor.code == 1 && line.starts_with("WRONG  schedule: "), "{doctor:?}");

        change(place, "alter table away rename to seen_events");
        place.done(&["tick"]);
        assert!(!place.run(&["doctor"]).out.contains("has failed since"));
    }
}

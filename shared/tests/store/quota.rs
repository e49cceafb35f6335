//! The two daily quotas.

use futures_util::future::join_all;
use relance::{
    on_both_engines,
    store::{Quota, Store},
    testing::fixtures::*,
};

async fn take_one(store: &Store, quota: Quota, limit: i64) -> bool {
    let mut tx = store.begin().await.expect("a transaction");
    let taken = tx.take_slot(noon().date_naive(), quota, limit).await.expect("asked");
    tx.commit().await.expect("committed");
    taken
}

on_both_engines! {
    async fn a_day_has_as_many_slots_as_its_limit_and_each_kind_its_own(store: &Store) {
        let taken = [take_one(store, Quota::Sent, 2).await, take_one(store, Quota::Sent, 2).await,
            take_one(store, Quota::Sent, 2).await];
        assert_eq!(taken, [true, true, false]);
        assert!(take_one(store, Quota::Written, 2).await, "what is written is counted apart");
        assert!(take_one(store, Quota::Sent, 3).await, "a higher limit opens the day again");
        let mut tx = store.begin().await.expect("a transaction");
        let tomorrow = (noon() + days(1)).date_naive();
        assert!(tx.take_slot(tomorrow, Quota::Sent, 1).await.expect("asked"), "so does the next day");
    }

    async fn a_limit_of_zero_gives_nothing(store: &Store) {
        assert!(!take_one(store, Quota::Sent, 0).await);
        assert!(!take_one(store, Quota::Sent, -1).await);
        assert_eq!(number(store, "select count(*) from daily_quota").await, 0);
    }

    async fn a_slot_given_back_can_be_taken_again_and_never_becomes_two(store: &Store) {
        assert!(take_one(store, Quota::Sent, 1).await);
        for _ in 0..2 {
            let mut tx = store.begin().await.expect("a transaction");
            tx.give_slot_back(noon().date_naive(), Quota::Sent).await.expect("given");
            tx.commit().await.expect("committed");
        }
        assert!(take_one(store, Quota::Sent, 1).await);
        assert!(!take_one(store, Quota::Sent, 1).await);
    }

    async fn a_transaction_that_is_undone_took_no_slot(store: &Store) {
        let mut tx = store.begin().await.expect("a transaction");
        assert!(tx.take_slot(noon().date_naive(), Quota::Sent, 1).await.expect("asked"));
        tx.rollback().await.expect("undone");
        assert!(take_one(store, Quota::Sent, 1).await);
    }

    async fn twenty_at_once_get_exactly_as_many_as_there_are(store: &Store) {
        let takers = (0..20).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { take_one(&store, Quota::Sent, 7).await })
        });
        let taken = join_all(takers).await.into_iter().filter(|taken| *taken.as_ref().expect("it ran")).count();
        assert_eq!(taken, 7);
    }
}

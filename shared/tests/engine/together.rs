//! Concurrent engines, as when a schedule overlaps with a person's own tick.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::join_all;
use relance::{
    courier::maildir::Maildir,
    engine::Rhythm,
    follow_up::Status,
    on_both_engines,
    store::Store,
    testing::{fixtures::*, on_postgres, on_sqlite},
};

use super::{Recorder, engine, generate::add_every_kind, open, set};

async fn by_strategy(store: &Store) -> BTreeMap<String, u64> {
    let mut shares = BTreeMap::new();
    for follow_up in store.follow_ups(None, 1000, 0).await.expect("listed") {
        *shares.entry(follow_up.strategy_id.0).or_default() += 1;
    }
    shares
}

on_both_engines! {
    async fn two_generations_at_once_write_what_one_would(store: &Store) {
        add_every_kind(store).await;
        let recorder = Recorder::default();
        let (one, other) = (engine(store, &recorder, noon()), engine(store, &recorder, noon()));
        let (first, second) = tokio::join!(one.generate(), other.generate());
        assert_eq!(first.expect("generated").written + second.expect("generated").written, 10);
        assert_eq!(open(store).await.len(), 10);
        let shares = [("high_value_client_retention", 5), ("welcome_new_client", 2),
            ("cancelled_reservation_followup", 2), ("inactive_client_reminder", 1)];
        assert_eq!(by_strategy(store).await, shares.map(|(id, share)| (id.to_owned(), share)).into());
    }

    async fn two_ticks_at_once_send_each_message_once(store: &Store) {
        add_every_kind(store).await;
        set(store, "auto_mode_enabled", "true").await;
        let recorder = Recorder::default();
        for day in [0, 8] {
            let now = noon() + days(day);
            let (one, other) = (engine(store, &recorder, now), engine(store, &recorder, now));
            let (first, second) = tokio::join!(one.tick(Rhythm::AtOnce), other.tick(Rhythm::AtOnce));
            first.expect("ticked");
            second.expect("ticked");
            open(store).await;
        }
        let mut sent = recorder.sent_ids();
        assert_eq!(sent.len(), 10, "the day's limit, each once");
        sent.sort_unstable();
        sent.dedup();
        assert_eq!(sent.len(), 10);
        assert_eq!(store.count_follow_ups(Some(Status::Sent)).await.expect("counted"), 10);
    }
}

/// Four engines in tasks of their own, on two threads, with one outbox.
async fn four_tasks(store: &Store) {
    add_every_kind(store).await;
    set(store, "auto_mode_enabled", "true").await;
    let folder = tempfile::tempdir().expect("a folder");
    let outbox = Arc::new(Maildir::open(folder.path()).expect("an outbox"));
    for day in [0, 8] {
        let ticks = (0..4).map(|_| {
            let (store, outbox) = (store.clone(), outbox.clone());
            tokio::spawn(async move {
                engine(&store, &*outbox, noon() + days(day)).tick(Rhythm::AtOnce).await.expect("ticked")
            })
        });
        let ticked: Vec<_> = join_all(ticks).await.into_iter().map(|tick| tick.expect("it ran")).collect();
        let sent: u64 = ticked.iter().filter_map(|tick| tick.sent.as_ref()).map(|sent| sent.sent).sum();
        let written: u64 = ticked.iter().filter_map(|tick| tick.generated.as_ref()).map(|g| g.written).sum();
        assert_eq!((sent, written <= 10), (if day == 0 { 0 } else { 10 }, true));
        open(store).await;
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 10);
    assert_eq!(store.count_follow_ups(Some(Status::Sent)).await.expect("counted"), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_engines_on_two_threads_keep_to_the_limit_on_sqlite() {
    on_sqlite(four_tasks).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: make test"]
async fn four_engines_on_two_threads_keep_to_the_limit_on_postgres() {
    on_postgres(four_tasks).await;
}

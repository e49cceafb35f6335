//! Follow-ups whose sender died: settled by evidence, never sent again blindly.

use chrono::TimeDelta;
use relance::{
    audit::Action,
    courier::Evidence,
    engine::Reconciled,
    follow_up::{FollowUp, Status},
    on_both_engines,
    store::{LastRun, Quota, Store},
    testing::fixtures::*,
};

use super::{CLOCK, Recorder, add_inactive, engine, send};

/// A follow-up whose sender died, its lease ending at noon.
async fn expired_lease(store: &Store, name: &str) -> FollowUp {
    let mut tx = store.begin().await.expect("a transaction");
    assert!(tx.take_slot(noon().date_naive(), Quota::Sent, 50).await.expect("asked"));
    tx.commit().await.expect("committed");
    put(store, sending(name)).await
}

on_both_engines! {
    async fn evidence_settles_what_a_dead_sender_left(store: &Store) {
        add_inactive(store, &["left", "stayed", "unknown"]).await;
        let left = expired_lease(store, "left").await;
        let stayed = expired_lease(store, "stayed").await;
        let unknown = expired_lease(store, "unknown").await;
        let recorder = Recorder::default();
        recorder.evidence.lock().expect("unbroken").extend([
            (left.id, Evidence::Sent("m-7".to_owned())),
            (stayed.id, Evidence::NotSent),
        ]);
        let report = engine(store, &recorder, noon()).reconcile().await.expect("reconciled");
        assert_eq!(report, Reconciled { found_sent: 1, found_unsent: 1, uncertain: 1 });
        let left = reload(store, &left).await;
        assert_eq!((left.status, left.outcome.provider_message_id.as_deref(), left.outcome.sent_at),
            (Status::Sent, Some("m-7"), Some(noon())));
        assert_eq!(reload(store, &stayed).await.status, Status::Approved);
        assert_eq!(reload(store, &unknown).await.status, Status::Uncertain);
        assert_eq!(number(store, "select used from daily_quota where kind = 'sent'").await, 2, "one slot is free again");
        assert_eq!(trail(store, "reconcile").await.len(), 3);
        let last = async || store.last_run().await.expect("asked").expect("the schedule has run");
        assert!(matches!(last().await.action, Ok(Action::Reconcile { .. })), "the overview tells it");

        let again_sent = send(store, &recorder, noon()).await;
        assert_eq!(last().await, LastRun { at: noon(), action: Ok(Action::Send) });
        assert_eq!((again_sent.sent, recorder.sent_ids()), (1, vec![stayed.id]), "only what surely stayed leaves");
        let nothing = engine(store, &recorder, noon() + days(30)).reconcile().await.expect("reconciled");
        assert_eq!(nothing, Reconciled::default());
        assert_eq!(last().await.at, noon(), "a run that did nothing is none");
    }

    async fn a_providers_event_is_evidence_too(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let (told, untold) = (expired_lease(store, "a").await, expired_lease(store, "b").await);
        event(store, &told, "delivered").await;
        let report = engine(store, &Recorder::default(), noon()).reconcile().await.expect("reconciled");
        assert_eq!(report, Reconciled { found_sent: 1, found_unsent: 0, uncertain: 1 });
        let sent = reload(store, &told).await;
        assert_eq!((sent.status, sent.outcome.sent_at), (Status::Sent, Some(noon())));
        assert_eq!(reload(store, &untold).await.status, Status::Uncertain);
    }

    async fn a_lease_that_runs_is_nobody_elses(store: &Store) {
        add_inactive(store, &["a"]).await;
        let held = expired_lease(store, "a").await;
        CLOCK.set(noon() - TimeDelta::seconds(1));
        let recorder = Recorder::default();
        // Leases follow real time, not the time that the run is given.
        let report = engine(store, &recorder, noon() + days(300)).reconcile().await.expect("reconciled");
        assert_eq!(report, Reconciled::default());
        assert_eq!(reload(store, &held).await, held);
    }
}

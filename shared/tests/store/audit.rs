//! The audit trail, and the state stored beside it.

use relance::{
    audit::{Action, Entry, Transition, UnknownAction},
    client::Channel,
    follow_up::gate::RefusalCode,
    on_both_engines,
    store::{LastRun, Store},
    testing::fixtures::*,
};

async fn record(store: &Store, entry: Entry<'_>) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.record(entry, noon()).await.expect("recorded");
    tx.commit().await.expect("committed");
}

on_both_engines! {
    async fn the_trail_says_who_did_what_to_which_and_whether_it_failed(store: &Store) {
        let message = follow_up("a");
        let mut tx = store.begin().await.expect("a transaction");
        let resume = Action::Resume { channel: Channel::Sms };
        tx.record(Entry::new(resume, "admin"), noon()).await.expect("recorded");
        let failed = Entry { error: Some("no route"), ..Entry::about(&message, Action::Fail, "relance") };
        tx.record(failed, noon()).await.expect("recorded");
        tx.commit().await.expect("committed");
        assert_eq!(trail(store, "resume").await, [serde_json::json!({ "channel": "sms" })]);
        assert_eq!(trail(store, "fail").await, [serde_json::json!({})]);
        let lines = "select action || '|' || actor || '|' || case when client_key is null then '-' else 'a client' end || '|' || coalesce(strategy_id, '-')
            || '|' || coalesce(error_message, '-') || '|' || case when success then 'done' else 'failed' end
            from ai_follow_up_logs order by seq desc";
        assert_eq!(texts(store, lines).await, [
            "fail|relance|a client|inactive_client_reminder|no route|failed",
            "resume|admin|-|-|-|done",
        ]);
    }

    async fn lines_of_one_moment_stand_in_the_order_in_which_they_were_written(store: &Store) {
        let message = follow_up("a");
        let nothing = Transition::default();
        let actions = [Action::Edit(nothing), Action::Approve(nothing), Action::Send, Action::Edit(nothing), Action::Fail];
        for action in &actions {
            record(store, Entry::about(&message, action.clone(), "awa")).await;
            record(store, Entry::new(Action::Resume { channel: Channel::Sms }, "beni")).await;
        }
        let lines = store.lines_about(message.id).await.expect("read");
        assert_eq!(lines.iter().map(|line| line.action.clone()).collect::<Vec<_>>(), actions.map(Ok));
        assert!(lines.is_sorted_by(|a, b| a.seq < b.seq), "{lines:?}");
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.last_line_about(message.id).await.expect("read").as_ref(), lines.last());
    }

    async fn lines_of_other_versions_are_read_as_far_as_they_go(store: &Store) {
        let message = follow_up("a");
        record(store, Entry::about(&message, Action::Send, "relance")).await;
        execute(store, r#"update ai_follow_up_logs set details = '{"from": "nowhere", "to": [], "attempt": 3}'"#).await;
        let mut read = Vec::new();
        for word in ["approve", "send", "reconcile", "set", "generated", ""] {
            execute(store, &format!("update ai_follow_up_logs set action = '{word}'")).await;
            read.push(store.lines_about(message.id).await.expect("read").remove(0).action);
        }
        let unknown = |word: &str| Err(UnknownAction(word.to_owned()));
        assert_eq!(read[..2], [Ok(Action::Approve(Transition::default())), Ok(Action::Send)]);
        assert_eq!(read[2..], [unknown("reconcile"), unknown("set"), unknown("generated"), unknown("")]);
    }

    async fn what_the_schedule_did_last_is_remembered_beside_the_trail(store: &Store) {
        assert_eq!(store.last_run().await.expect("asked"), None);
        for action in [Action::Send, Action::Refuse { reason: RefusalCode::QuietHours }] {
            store.save_last_run(&action, noon()).await.expect("saved");
            assert_eq!(store.last_run().await.expect("asked"), Some(LastRun { at: noon(), action: Ok(action) }));
        }
        execute(store, "update engine_state set last_run = null").await;
        let last = store.last_run().await.expect("asked").expect("one");
        assert_eq!(last.action, Err(UnknownAction(String::new())));
    }
}

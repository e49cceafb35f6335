//! Scheduled events.

use std::cell::RefCell;

use relance::{
    demo, on_both_engines,
    operations::Operations,
    store::Store,
    testing::fixtures::{approved, noon, put},
    writer::TemplateWriter,
};
use relance_lambda::{Deps, event::Source};
use serde_json::{Value, json};

use super::{answer, deps, file, refusal};

async fn fill(store: &Store) {
    let operations = Operations { store, actor: "test", now: noon(), writer: &TemplateWriter };
    operations.fill_with_demo(demo::clients(60, 1, noon()), |_| ()).await.expect("filled");
    operations.set("delivery", "aws").await.expect("set");
}

thread_local! {
    static METRICS: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

on_both_engines! {
    async fn a_tick_does_all_of_it_at_the_rhythm_that_is_set(store: &Store) {
        fill(store).await;
        let deps = deps(store);
        let ticked = answer(&deps, &file("tick")).await;
        assert_eq!(ticked["analysed"]["folded"], 60, "{ticked}");
        assert!(ticked["generated"]["written"].as_u64().is_some_and(|n| n > 0), "{ticked}");
        assert_eq!(ticked["sent"]["sent"], 0, "nobody has approved any");
        assert_eq!(ticked.get("sending"), None);
        let again = answer(&deps, &file("tick")).await;
        assert_eq!(again["analysed"], Value::Null, "the interval has not passed");
    }

    async fn each_task_can_be_asked_for_by_itself(store: &Store) {
        fill(store).await;
        let deps = deps(store);
        assert_eq!(answer(&deps, &file("analyse")).await["folded"], 60);
        assert!(answer(&deps, &file("generate")).await["written"].as_u64().is_some_and(|n| n > 0));
        let [written, ..] = &store.follow_ups(None, 1, 0).await.expect("listed")[..] else { panic!("some are written") };
        let operations = Operations { store, actor: "test", now: noon(), writer: &TemplateWriter };
        operations.send_now(written.id).await.expect("approved");
        assert_eq!(answer(&deps, &file("send")).await["sent"], 1);
        assert_eq!(deps.courier.0.lock().expect("unbroken").len(), 1);
        assert_eq!(answer(&deps, &file("maintain")).await, json!({ "withdrawn": 0 }));
    }

    async fn a_database_whose_messages_are_files_is_not_sent_for(store: &Store) {
        fill(store).await;
        Operations { store, actor: "test", now: noon(), writer: &TemplateWriter }.set("delivery", "outbox").await.expect("set");
        let deps = deps(store);
        let ticked = answer(&deps, &file("tick")).await;
        assert_eq!(ticked["sent"], Value::Null);
        assert_eq!(
            ticked["sending"],
            "nothing was sent: the setting `delivery` of this database is outbox, so `relance` sends"
        );
    }

    async fn what_it_does_not_know_is_a_clear_error_and_changes_nothing(store: &Store) {
        let deps = deps(store);
        let mut told = Vec::new();
        for event in [
            json!({}), json!({ "task": "dance" }), json!({ "task": "tick", "also": 1 }), json!([]), json!("tick"), json!(null),
            json!({ "Records": [] }), json!({ "Records": [{ "eventSource": "aws:s3" }] }),
            json!({ "Records": [{ "eventSource": "aws:sqs", "body": 7 }] }),
            json!({ "task": "tick", "now": "2026-03-10T09:00:00Z" }),
        ] {
            told.push(refusal(&deps, &event).await);
        }
        insta::assert_snapshot!("unknown_events", told.join("\n"));
    }

    async fn each_function_takes_its_own_events_and_refuses_the_others(store: &Store) {
        fill(store).await;
        let scheduled = Deps { takes: Some(Source::Schedule), ..deps(store) };
        for event in ["sqs", "sns"] {
            assert_eq!(
                refusal(&scheduled, &file(event)).await,
                "this function does not take what SES tells: wake the other function of the stack with it"
            );
        }
        let feedback = Deps { takes: Some(Source::Feedback), ..deps(store) };
        for event in ["tick", "analyse", "generate", "send", "maintain"] {
            assert_eq!(
                refusal(&feedback, &file(event)).await,
                "this function does not take the events of the schedule: wake the other function of the stack with it"
            );
        }
        assert_eq!(answer(&scheduled, &file("tick")).await["analysed"]["folded"], 60, "nothing was analysed before");
        assert_eq!(answer(&feedback, &file("sns")).await, json!({ "ingested": 1 }));
    }

    async fn figures_tell_what_was_done_and_how_things_stand(store: &Store) {
        fill(store).await;
        put(store, approved("nobody")).await;
        METRICS.take();
        let mut deps = deps(store);
        deps.write_metrics = |line| METRICS.with_borrow_mut(|l| l.push(serde_json::from_str(line).expect("JSON")));
        answer(&deps, &file("tick")).await;
        let lines = METRICS.take();
        let [all, refused @ ..] = &lines[..] else { panic!("no figures") };
        for name in ["Ticks", "TickSeconds", "Generated", "Sent", "Uncertain", "SendingPaused", "OldestApprovedAgeSeconds",
            "SesMax24Hours"] {
            assert!(all[name].is_number(), "{name}: {all}");
        }
        assert!(refused.iter().any(|line| line["Reason"] == "unreachable"), "{refused:?}");
        let text = lines.iter().map(Value::to_string).collect::<String>();
        assert!(!text.contains('@'), "no address in it: {text}");
    }
}

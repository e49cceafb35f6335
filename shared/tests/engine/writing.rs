//! Writing drafts: writers that are slow or fail, and changes to the database while a draft is being written.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use chrono::TimeDelta;
use futures_util::FutureExt;
use relance::{
    client::Channel,
    courier::Answer,
    draft::DraftError,
    engine::{Engine, Generated},
    follow_up::{Failure, FollowUp, Plan, Status},
    on_both_engines,
    operations::{OperationError, Operations, WritingError},
    store::Store,
    testing::fixtures::*,
    writer::{TemplateWriter, Writer, Writing},
};
use tokio::sync::Barrier;

use super::{CLOCK, Recorder, add_inactive, analyse, engine, generate, generate::add_every_kind, open, send, set};

/// Writes only once as many drafts are being written as the barrier counts.
#[derive(Debug)]
struct BarrierWriter {
    barrier: Barrier,
}

impl Writer for BarrierWriter {
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a> {
        async move {
            self.barrier.wait().await;
            TemplateWriter.write(plan).await
        }
        .boxed()
    }
}

/// Fails for the first drafts, as many as its counter says.
#[derive(Debug)]
struct FailingWriter(AtomicUsize);

impl FailingWriter {
    fn first(count: usize) -> Self {
        Self(AtomicUsize::new(count))
    }
}

impl Writer for FailingWriter {
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 0 {
            return TemplateWriter.write(plan);
        }
        std::future::ready(Err(DraftError::Faults(Vec::new()))).boxed()
    }
}

/// Never finishes.
#[derive(Debug)]
struct HangingWriter;

impl Writer for HangingWriter {
    fn write<'a>(&'a self, _: &'a Plan) -> Writing<'a> {
        std::future::pending().boxed()
    }
}

/// Runs these statements in another transaction while the first draft is written; the engine has none open then.
struct InterferingWriter<'a> {
    store: &'a Store,
    sql: Mutex<Option<String>>,
}

impl std::fmt::Debug for InterferingWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InterferingWriter")
    }
}

impl<'s> InterferingWriter<'s> {
    fn new(store: &'s Store, sql: &str) -> Self {
        Self { store, sql: Mutex::new(Some(sql.to_owned())) }
    }
}

impl Writer for InterferingWriter<'_> {
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a> {
        let sql = self.sql.lock().expect("no test panics here").take();
        async move {
            if let Some(sql) = sql {
                execute(self.store, &sql).await;
            }
            TemplateWriter.write(plan).await
        }
        .boxed()
    }
}

async fn generate_with(store: &Store, writer: &dyn Writer) -> Generated {
    let recorder = Recorder::default();
    Engine { writer, ..engine(store, &recorder, noon()) }.generate().await.expect("generated")
}

/// Adds a client with a device, and an approved push follow-up; [`gone`] is the courier that finds the device gone.
async fn push_to_a_gone_device(store: &Store) -> FollowUp {
    add_inactive(store, &["a"]).await;
    let mut tx = store.begin().await.expect("a transaction");
    tx.add_device(&client("a"), &device("ios", "token"), noon()).await.expect("added");
    tx.commit().await.expect("committed");
    let push = with(follow_up("a"), |f| {
        f.draft.channel = Channel::Push;
        f.approve("admin", noon()).expect("it is pending");
    });
    put(store, push).await
}

fn gone() -> Recorder {
    Recorder::answering([Answer::AddressGone("the device is gone".to_owned())])
}

on_both_engines! {
    async fn many_are_written_at_once_and_none_inside_a_transaction(store: &Store) {
        add_every_kind(store).await;
        // With fewer at once, the barrier would never open.
        set(store, "daily_follow_up_limit", "8").await;
        let writer = BarrierWriter { barrier: Barrier::new(8) };
        assert_eq!(generate_with(store, &writer).await.written, 8);
        assert_eq!(open(store).await.len(), 8);
    }

    async fn whose_draft_fails_leaves_the_slot_to_the_next(store: &Store) {
        add_every_kind(store).await;
        let report = generate_with(store, &FailingWriter::first(3)).await;
        assert_eq!((report.written, report.unwritable), (10, 3));
        assert_eq!(open(store).await.len(), 10);
    }

    async fn a_writer_that_comes_to_no_end_keeps_no_run_from_ending(store: &Store) {
        add_every_kind(store).await;
        CLOCK.set(noon());
        let recorder = Recorder::default();
        let deadline = Some(noon() + TimeDelta::milliseconds(2_010));
        let brief = Engine { writer: &HangingWriter, deadline, ..engine(store, &recorder, noon()) };
        assert_eq!(brief.generate().await.expect("generated"), Generated::default());
        assert_eq!(generate(store, noon()).await.written, 10, "and nothing was used up");
    }

    async fn who_takes_consent_back_meanwhile_gets_nothing(store: &Store) {
        add_inactive(store, &["a"]).await;
        let writer = InterferingWriter::new(store, "insert into client_contacts (client_key, email_consent, updated_at)
            select client_key, false, analysed_at from client_insights");
        let report = generate_with(store, &writer).await;
        assert_eq!((report.written, report.dropped), (0, 1));
        assert!(open(store).await.is_empty());
    }

    async fn a_draft_made_by_rules_that_hold_no_more_is_dropped(store: &Store) {
        for change in [
            "update ai_follow_up_strategies set is_active = false where id = 'inactive_client_reminder'",
            "update ai_follow_up_strategies set cooldown_days = cooldown_days + 1",
            "update ai_follow_up_settings set enabled = false",
            "update client_insights set recommended_strategy = 'seasonal_promotion'",
            "delete from client_insights",
        ] {
            add_inactive(store, &["a"]).await;
            let report = generate_with(store, &InterferingWriter::new(store, change)).await;
            assert_eq!((report.written, report.dropped), (0, 1), "{change}");
            assert_eq!(number(store, "select cast(coalesce(sum(used), 0) as bigint) from daily_quota").await, 0);
            execute(store, "update ai_follow_up_settings set enabled = true;
                update ai_follow_up_strategies set is_active = true; delete from client_insights;
                update engine_state set watermark = null, full_pass_day = null").await;
        }
        add_inactive(store, &["a"]).await;
        let unrelated = InterferingWriter::new(store, "update client_contacts set updated_at = updated_at");
        assert_eq!(generate_with(store, &unrelated).await.written, 1, "nothing has changed for this one");
    }

    async fn what_a_person_asked_for_is_not_written_once_it_would_be_another(store: &Store) {
        add_inactive(store, &["a"]).await;
        let by_hand = async |change: &str| {
            let writer = InterferingWriter::new(store, change);
            let operations = Operations { store, actor: "admin", now: noon(), writer: &writer };
            operations.generate(key(store, "a").await, None).await
        };
        let other_offer = "update ai_follow_up_strategies set templates = '{\"fr\": \"autre\"}'";
        assert!(matches!(by_hand(other_offer).await, Err(OperationError::Writing(WritingError::PlanChanged(_)))));
        execute(store, "update ai_follow_up_strategies set templates = '{}'").await;
        let switched_off = "update ai_follow_up_settings set enabled = false";
        assert!(matches!(by_hand(switched_off).await, Err(OperationError::Writing(WritingError::Refused(_)))));
        assert!(open(store).await.is_empty());
    }

    async fn the_next_channels_draft_is_written_after_the_failure_is_recorded(store: &Store) {
        let push = push_to_a_gone_device(store).await;
        // If the transaction that records the failure were still open, this write would wait and fail on SQLite.
        let change = "update ai_follow_ups set failure = 'recorded' where status = 'failed'";
        let writer = InterferingWriter::new(store, change);
        let recorder = gone();
        let run = Engine { writer: &writer, ..engine(store, &recorder, noon()) };
        let report = run.send().await.expect("sent").expect("carried");
        assert_eq!((report.failed, report.redrafted), (1, 1));
        assert_eq!(reload(store, &push).await.outcome.failure.as_ref().map(Failure::as_str), Some("recorded"));
        assert_eq!(open(store).await, [client("a")]);
    }

    async fn a_next_channels_draft_that_did_not_come_is_written_by_the_next_generation(store: &Store) {
        let push = push_to_a_gone_device(store).await;
        let recorder = gone();
        let run = Engine { writer: &FailingWriter::first(1), ..engine(store, &recorder, noon()) };
        let report = run.send().await.expect("sent").expect("carried");
        assert_eq!((report.failed, report.redrafted), (1, 0));
        assert_eq!(reload(store, &push).await.status, Status::Failed);
        assert!(open(store).await.is_empty());
        analyse(store, noon()).await;
        assert_eq!(generate(store, noon()).await.written, 1);
        let [draft] = &store.follow_ups(Some(Status::Pending), 10, 0).await.expect("listed")[..] else {
            panic!("one draft waits for a person")
        };
        assert_eq!((draft.draft.channel, &draft.client_id), (Channel::Email, &client("a")));
        assert_eq!(send(store, &Recorder::default(), noon()).await.sent, 0, "nobody has approved it");
    }
}

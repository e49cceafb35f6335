//! People's operations, and the error messages of those that cannot be done.

use std::io::{self, BufRead, Read};

use relance::{
    client::{Channel, Scores},
    draft::{DraftError, DraftSource, Fault},
    follow_up::{
        Failure, FollowUp, IllegalStep, Status, Step,
        gate::{Refusal, RefusalCode},
    },
    import::Reader,
    money::Cents,
    on_both_engines,
    operations::{FollowUpError, OperationError, StrategyChangeError, Verdict, WritingError},
    store::Store,
    strategy::{Strategy, StrategyError, builtin},
    testing::fixtures::*,
};
use sqlx::{postgres::PgPoolOptions, sqlite::SqlitePoolOptions};
use uuid::Uuid;

use super::{Recorder, add_inactive, admin, analyse, send, set};

fn own() -> Strategy {
    Strategy { id: strategy("own"), ..builtin().remove(3) }
}

/// A file whose reads fail.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

fn broken_file() -> Reader<impl BufRead> {
    let header = "email,transaction_id,start_date,end_date,occupants,amount,status,created_at,space_type\n";
    Reader::open(io::BufReader::new(header.as_bytes().chain(Broken))).expect("a header")
}

/// The same database through a pool of one connection.
fn narrow(store: &Store) -> Store {
    let patience = std::time::Duration::from_millis(500);
    macro_rules! one {
        ($options:expr, $pool:expr) => {
            $options.max_connections(1).acquire_timeout(patience).connect_lazy_with((*$pool.connect_options()).clone())
        };
    }
    match store {
        Store::Postgres(pool) => Store::Postgres(one!(PgPoolOptions::new(), pool)),
        Store::Sqlite(pool) => Store::Sqlite(one!(SqlitePoolOptions::new(), pool)),
    }
}

on_both_engines! {
    async fn a_strategy_is_compared_and_replaced_in_one_transaction_on_one_connection(store: &Store) {
        let store = narrow(store);
        let (strategies, _) = store.strategies().await.expect("read");
        let seen = &strategies[0];
        let edited = Strategy { cooldown_days: seen.cooldown_days + 1, ..seen.clone() };
        admin(&store, noon()).edit_strategy(&edited, Some(seen)).await.expect("edited");
        let error = admin(&store, noon()).edit_strategy(&edited, Some(seen)).await.expect_err("they did not see this one");
        assert!(matches!(error, OperationError::Strategy(StrategyChangeError::ChangedMeanwhile(_))), "{error}");
        let nameless = Strategy { id: strategy("nobody"), ..edited };
        let error = admin(&store, noon()).edit_strategy(&nameless, Some(&nameless)).await.expect_err("there is none");
        assert!(matches!(error, OperationError::Strategy(StrategyChangeError::Missing(_))), "{error}");
        store.close().await;
    }

    async fn what_the_old_system_left_pending_is_approved_only_after_an_edit(store: &Store) {
        add_inactive(store, &["a"]).await;
        let old = put(store, with(follow_up("a"), |f| f.draft.content_hash = None)).await;
        let operations = admin(store, noon());
        for refused in [operations.approve(old.id).await, operations.send_now(old.id).await] {
            let error = refused.expect_err("nobody has looked at it");
            assert!(matches!(error, OperationError::FollowUp(FollowUpError::FromOldSystem(_))), "{error}");
        }
        assert_eq!(reload(store, &old).await, old);
        operations.edit(old.id, &old.draft.subject, &old.draft.message, None).await.expect("edited");
        operations.approve(old.id).await.expect("approved");
    }

    async fn what_cannot_be_done_is_told_in_a_sentence_and_changes_nothing(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let operations = admin(store, noon());
        let (nobody, nothing) = (key(store, "nobody").await, Uuid::nil());
        let gone = put(store, sent("a", 1)).await;
        let waiting = put(store, follow_up("b")).await;
        let refused = |error: OperationError| error.to_string().replace(&waiting.id.to_string(), "ID");
        let sentences = [
            refused(operations.approve(nothing).await.expect_err("refused")),
            refused(operations.approve(gone.id).await.expect_err("refused")),
            refused(operations.send_now(gone.id).await.expect_err("refused")),
            refused(operations.cancel(gone.id, "").await.expect_err("refused")),
            refused(operations.reschedule(gone.id, noon()).await.expect_err("refused")),
            refused(operations.edit(gone.id, "s", "m", None).await.expect_err("refused")),
            refused(operations.edit(waiting.id, "s", "", None).await.expect_err("refused")),
            refused(operations.edit(waiting.id, "s", "m", Some("another")).await.expect_err("refused")),
            refused(operations.generate(nobody, None).await.expect_err("refused")),
            refused(operations.verdict(nobody).await.expect_err("refused")),
            refused(operations.generate(key(store, "a").await, Some(&strategy("own"))).await.expect_err("refused")),
            refused(operations.generate(key(store, "a").await, None).await.expect_err("refused")),
            refused(operations.generate(key(store, "b").await, None).await.expect_err("refused")),
            refused(operations.set("mood", "good").await.expect_err("refused")),
            refused(operations.set("open_from", "25").await.expect_err("refused")),
            refused(operations.switch_strategy(&strategy("own"), true).await.expect_err("refused")),
            refused(operations.reset_strategy(&strategy("own")).await.expect_err("refused")),
            refused(operations.add_strategy(&builtin()[0]).await.expect_err("refused")),
            refused(operations.fill_with_demo(std::iter::empty(), |_| {}).await.expect_err("refused")),
            refused(operations.import(broken_file(), false, |_| {}).await.expect_err("refused")),
        ];
        insta::assert_snapshot!("operation_sentences", sentences.join("\n"));
        assert_eq!(reload(store, &gone).await, gone);
        assert_eq!(reload(store, &waiting).await, waiting);
        assert_eq!(number(store, "select count(*) from ai_follow_up_logs").await, 0);
        assert_eq!(number(store, "select count(*) from daily_quota").await, 0, "no slot was taken either");
    }

    async fn a_message_of_the_old_system_cannot_open_a_second_one(store: &Store) {
        let old = put(store, with(follow_up("a"), |f| f.draft.content_hash = None)).await;
        put(store, follow_up("a")).await;
        let edited = admin(store, noon()).edit(old.id, &old.draft.subject, &old.draft.message, None).await;
        let error = edited.expect_err("refused");
        assert_eq!(error.to_string().replace(&old.id.to_string(), "ID"),
            "the client of follow-up ID has another open one: cancel that one first");
        assert_eq!(reload(store, &old).await, old);
    }

    async fn reservations_of_the_booking_site_are_not_written_to(store: &Store) {
        execute(store, "update engine_state set owns_reservations = false").await;
        let operations = admin(store, noon());
        let sentence = "the reservations of this database belong to the booking site: nothing is imported into them";
        assert_eq!(operations.import(broken_file(), false, |_| {}).await.expect_err("refused").to_string(), sentence);
        assert_eq!(operations.fill_with_demo(std::iter::empty(), |_| {}).await.expect_err("refused").to_string(), sentence);
    }

    async fn a_decision_is_taken_back_as_long_as_nothing_came_of_it(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, follow_up("a")).await;
        let operations = admin(store, noon());
        for approves in [true, false] {
            let decided = if approves { operations.approve(waiting.id).await } else { operations.cancel(waiting.id, "no").await };
            let decided = decided.expect("decided");
            let restored = operations.take_back(&decided).await.expect("taken back");
            assert_eq!(restored, FollowUp { updated_at: restored.updated_at, version: restored.version, ..decided.before.clone() });
            assert_eq!(reload(store, &waiting).await, restored);
        }
        let approved = operations.approve(waiting.id).await.expect("approved");
        assert_eq!(send(store, &Recorder::default(), noon()).await.sent, 1);
        assert!(matches!(operations.take_back(&approved).await, Err(OperationError::FollowUp(FollowUpError::ChangedMeanwhile(_)))), "it has left");
        assert_eq!(reload(store, &waiting).await.status, Status::Sent);
        assert_eq!(trail(store, "take_back").await.len(), 2);
    }

    async fn a_person_approves_reschedules_and_cancels_and_the_trail_says_so(store: &Store) {
        let waiting = put(store, follow_up("a")).await;
        let operations = admin(store, noon() + days(1));
        let approved = operations.approve(waiting.id).await.expect("approved").after;
        assert_eq!((approved.status, approved.approved_by(), approved.approval.as_ref().map(|approval| approval.at)),
            (Status::Approved, Some("admin"), Some(noon() + days(1))));
        assert!(approved.is_covered());
        let put_off = operations.reschedule(waiting.id, noon() + days(9)).await.expect("rescheduled").after;
        assert_eq!((put_off.status, put_off.scheduled_date), (Status::Approved, noon() + days(9)), "still approved");
        let cancelled = operations.cancel(waiting.id, "déjà appelé").await.expect("cancelled").after;
        assert_eq!((cancelled.status, cancelled.outcome.failure.as_ref().map(Failure::as_str), cancelled.outcome.rests),
            (Status::Cancelled, Some("déjà appelé"), true));
        assert_eq!(reload(store, &waiting).await, cancelled);
        assert_eq!(trail(store, "approve").await,
            [serde_json::json!({ "from": "pending", "to": "approved" })]);
        assert_eq!(trail(store, "cancel").await,
            [serde_json::json!({ "from": "approved", "to": "cancelled", "reason": "déjà appelé" })]);
        assert_eq!(texts(store, "select distinct actor from ai_follow_up_logs").await, ["admin"]);
    }

    async fn send_now_makes_it_due_at_once_and_the_gate_is_still_asked(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let later = with(approved("a"), |f| { f.scheduled_date = noon() + days(5); f.sending.next_try_at = Some(noon() + days(5)); });
        let hurried = put(store, later).await;
        let unapproved = put(store, FollowUp { scheduled_date: noon() + days(5), ..follow_up("b") }).await;
        let operations = admin(store, noon());
        for id in [hurried.id, unapproved.id] {
            let due = operations.send_now(id).await.expect("hurried").after;
            assert_eq!((due.status, due.scheduled_date, due.sending.next_try_at), (Status::Approved, noon(), None));
        }
        set(store, "open_from", "12").await;
        let recorder = Recorder::default();
        assert_eq!(send(store, &recorder, noon()).await.refused, [(RefusalCode::QuietHours, 2)].into());
    }

    async fn an_edit_is_a_persons_and_never_overwrites_anothers(store: &Store) {
        let waiting = put(store, follow_up("a")).await;
        let seen = waiting.draft.content_hash.as_deref();
        let edited = admin(store, noon()).edit(waiting.id, "Un", "Deux", seen).await.expect("edited").after;
        assert_eq!((edited.draft.source, edited.draft.subject.as_str(), edited.draft.message.as_str()),
            (DraftSource::Human, "Un", "Deux"));
        assert_eq!(edited.draft.content_hash, Some(edited.draft.hash()));
        let second = admin(store, noon()).edit(waiting.id, "Trois", "Quatre", seen).await;
        assert!(matches!(second, Err(OperationError::FollowUp(FollowUpError::ChangedMeanwhile(id))) if id == waiting.id));
        assert_eq!(reload(store, &waiting).await, edited);
    }

    async fn a_person_may_have_a_follow_up_written_but_not_around_gate_and_limit(store: &Store) {
        upsert(store, &[booked("well", 10, Cents::units(50)), booked("lost", 40, Cents::units(50))], noon()).await;
        analyse(store, noon()).await;
        set(store, "daily_follow_up_limit", "1").await;
        let operations = admin(store, noon());
        assert_eq!(operations.verdict(key(store, "well").await).await.expect("asked"), Verdict::NotNeeded);
        let reminder = strategy("inactive_client_reminder");
        assert_eq!(operations.verdict(key(store, "lost").await).await.expect("asked"), Verdict::WouldWrite(reminder.clone(), Channel::Email));

        let written = operations.generate(key(store, "well").await, Some(&reminder)).await.expect("though nothing calls for it");
        assert_eq!((written.status, &written.strategy_id), (Status::Pending, &reminder));
        assert_eq!(reload(store, &written).await, written);
        assert_eq!(operations.verdict(key(store, "well").await).await.expect("asked"), Verdict::AlreadyOpen(Box::new(written)));
        assert_eq!(trail(store, "generate").await, [serde_json::json!({ "by_hand": true })]);
        let full = operations.generate(key(store, "lost").await, None).await;
        assert!(matches!(full, Err(OperationError::Writing(WritingError::Refused(Refusal::DailyLimit(at)))) if at == self::at("2026-03-11T07:00:00Z")));

        set(store, "enabled", "false").await;
        assert_eq!(operations.verdict(key(store, "lost").await).await.expect("asked"), Verdict::Refused(reminder, Refusal::Disabled));
        execute(store, "update ai_follow_up_strategies set is_active = false").await;
        assert_eq!(operations.verdict(key(store, "lost").await).await.expect("asked"), Verdict::NoneApplies);
        assert!(matches!(operations.generate(key(store, "lost").await, None).await, Err(OperationError::Writing(WritingError::NoneApplies(_)))));
    }

    async fn a_review_shows_the_scores_its_verdict_was_made_with(store: &Store) {
        upsert(store, &[booked("a", 10, Cents::units(20))], noon()).await;
        analyse(store, noon()).await;
        let operations = admin(store, noon());
        assert_eq!(operations.client_detail(key(store, "a").await).await.expect("read").verdict, Verdict::NotNeeded);

        // No analysis has run since.
        let later = noon() + days(60);
        let operations = admin(store, later);
        let detail = operations.client_detail(key(store, "a").await).await.expect("read");
        assert_eq!(detail.verdict, Verdict::WouldWrite(strategy("inactive_client_reminder"), Channel::Email));
        assert_eq!(detail.verdict, operations.verdict(key(store, "a").await).await.expect("asked"));
        assert_eq!(detail.insight.assessment.scores, Scores::of(&detail.insight.profile, later));
        assert_eq!(detail.insight.assessment.scores.days_since_last, 70);
        assert!(detail.insight.assessment.needs_follow_up);

        let written = put(store, follow_up("a")).await;
        let review = operations.follow_up_detail(written.id).await.expect("read");
        assert!(!review.why.is_empty() && review.why.iter().all(|held| held.holds), "{:?}", review.why);
        let shown = review.client_detail.expect("they are known");
        assert_eq!((shown.insight, shown.verdict), (detail.insight, Verdict::AlreadyOpen(Box::new(written))));
    }

    async fn a_strategy_is_added_switched_and_reset(store: &Store) {
        let operations = admin(store, noon());
        operations.add_strategy(&own()).await.expect("added");
        operations.switch_strategy(&own().id, false).await.expect("switched");
        let (all, _) = store.strategies().await.expect("read");
        assert!(all.contains(&Strategy { is_active: false, ..own() }));
        execute(store, "update ai_follow_up_strategies set cooldown_days = 99, channels = '[\"pigeon\"]', is_active = false").await;
        for original in builtin() {
            assert_eq!(operations.reset_strategy(&original.id).await.expect("reset"), original);
        }
        execute(store, "delete from ai_follow_up_strategies where id = 'seasonal_promotion'").await;
        operations.reset_strategy(&strategy("seasonal_promotion")).await.expect("written anew");
        let (all, unusable) = store.strategies().await.expect("read");
        assert_eq!((all, unusable.len()), (builtin(), 1));
    }

    async fn a_setting_is_changed_with_its_line_in_the_trail(store: &Store) {
        let settings = admin(store, noon()).set("daily_follow_up_limit", "7").await.expect("set");
        assert_eq!(store.settings().await.expect("read"), settings);
        assert_eq!(trail(store, "set").await,
            [serde_json::json!({ "key": "daily_follow_up_limit", "from": "50", "to": "7" })]);
    }
}

#[test]
fn what_no_test_here_can_bring_about_is_told_in_a_sentence_too() {
    let illegal = IllegalStep { status: Status::Sent, step: Step::Cancel };
    let sentences = [
        OperationError::Database(sqlx::Error::RowNotFound),
        OperationError::Strategy(StrategyChangeError::Senseless(StrategyError::NoChannel(strategy("own")))),
        OperationError::FollowUp(FollowUpError::Step(illegal)),
        OperationError::Writing(WritingError::Draft(DraftError::Faults(vec![Fault::SubjectOfSms]))),
        OperationError::Writing(WritingError::NoneApplies(client("a"))),
        OperationError::Writing(WritingError::Refused(Refusal::ClientIsHere("2026-03-10".parse().expect("a date")))),
    ]
    .map(|error| error.to_string());
    insta::assert_snapshot!(sentences.join("\n"));
}

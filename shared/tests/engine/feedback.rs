//! Providers' events: each counts once, and their order does not change the result.

use chrono::TimeDelta;
use proptest::prelude::*;
use relance::{
    client::Channel,
    engine::Ingested,
    feedback::{Bounce, Event, Kind, PauseCause, PauseReason},
    follow_up::{FollowUp, Status, gate::RefusalCode},
    on_both_engines,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::fixtures::*,
};

use super::{Recorder, add_inactive, admin, engine, generate, send};

/// An event about an e-mail, `minutes` after it was sent at noon.
fn event_about(about: &FollowUp, kind: Kind, minutes: i64) -> Event {
    let to = vec![about.client_id.clone()];
    Event {
        kind,
        bounce: None,
        message_id: format!("m-{}", about.id),
        follow_up: Some(about.id),
        recipients: if matches!(kind, Kind::Bounced | Kind::Complained) { to.clone() } else { Vec::new() },
        destination: to,
        sent_at: noon(),
        occurred_at: noon() + TimeDelta::minutes(minutes),
    }
}

fn bounced(about: &FollowUp, bounce: Bounce, minutes: i64) -> Event {
    Event { bounce: Some(bounce), ..event_about(about, Kind::Bounced, minutes) }
}

async fn ingest(store: &Store, event: &Event) -> Ingested {
    engine(store, &Recorder::default(), noon()).ingest(event).await.expect("ingested")
}

async fn is_suppressed(store: &Store, name: &str) -> bool {
    store.insight(key(store, name).await).await.expect("asked").expect("known").contact.suppressed[Channel::Email]
}

fn uncertain(name: &str) -> FollowUp {
    with(approved(name), |f| {
        f.status = Status::Uncertain;
        f.sending.attempts = 1;
    })
}

/// Everything that feedback changes, as text.
async fn state(store: &Store) -> Vec<String> {
    let mut state = texts(
        store,
        "select 'follow-up ' || client_id || ' ' || status || ' ' || coalesce(provider_message_id, '-')
            from ai_follow_ups order by 1",
    )
    .await;
    state.extend(
        texts(store, "select 'event ' || kind || ' ' || cast(details as text) from follow_up_events order by 1").await,
    );
    state.extend(
        texts(store, "select 'suppressed ' || address_hash || ' ' || reason from suppressions order by 1").await,
    );
    state.extend(
        texts(store, "select 'paused ' || channel || ' ' || paused_because from channels where paused_at is not null")
            .await,
    );
    state
}

on_both_engines! {
    async fn an_event_counts_once_however_often_it_is_told(store: &Store) {
        add_inactive(store, &["a"]).await;
        let message = put(store, sent("a", 0)).await;
        let opened = event_about(&message, Kind::Opened, 5);
        assert_eq!(ingest(store, &opened).await, Ingested::default());
        assert_eq!(ingest(store, &opened).await, Ingested { repeated: true, ..Ingested::default() });
        assert_eq!(ingest(store, &event_about(&message, Kind::Opened, 6)).await, Ingested::default(), "another time");
        assert_eq!(texts(store, "select kind from follow_up_events").await, ["opened", "opened"]);
    }

    async fn whatever_is_told_of_an_uncertain_one_proves_that_it_left(store: &Store) {
        add_inactive(store, &["a"]).await;
        for kind in Kind::ALL {
            execute(store, "delete from ai_follow_up_logs; delete from ai_follow_ups").await;
            let message = put(store, uncertain("a")).await;
            let ingested = ingest(store, &event_about(&message, kind, 5)).await;
            assert!(ingested.settled, "{kind}");
            let after = reload(store, &message).await;
            assert_eq!((after.status, after.outcome.sent_at), (Status::Sent, Some(noon())), "{kind}");
            assert_eq!(after.outcome.provider_message_id, Some(format!("m-{}", message.id)));
        }
    }

    async fn a_message_that_seemed_refused_for_now_but_had_left_is_not_sent_again(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let tried = put(store, with(approved("a"), |f| f.sending.attempts = 1)).await;
        let untried = put(store, approved("b")).await;
        assert!(ingest(store, &event_about(&tried, Kind::Delivered, 1)).await.settled);
        let settled = ingest(store, &event_about(&untried, Kind::Delivered, 1)).await.settled;
        assert!(!settled, "nothing of ours can have left");
        let recorder = Recorder::default();
        assert_eq!((send(store, &recorder, noon()).await.sent, recorder.sent_ids()), (1, vec![untried.id]));
    }

    async fn what_is_being_sent_is_its_senders_to_record(store: &Store) {
        add_inactive(store, &["a"]).await;
        let sending = put(store, sending("a")).await;
        assert!(!ingest(store, &event_about(&sending, Kind::Sent, 0)).await.settled);
        assert_eq!(reload(store, &sending).await, sending);
    }

    async fn what_is_over_stays_over(store: &Store) {
        add_inactive(store, &["a"]).await;
        for status in [Status::Cancelled, Status::Failed, Status::Pending] {
            execute(store, "delete from ai_follow_up_logs; delete from ai_follow_ups").await;
            let message = put(store, FollowUp { status, ..follow_up("a") }).await;
            assert!(!ingest(store, &event_about(&message, Kind::Delivered, 1)).await.settled);
            assert_eq!(reload(store, &message).await.status, status);
        }
    }

    async fn a_hard_bounce_or_a_complaint_strikes_the_address_out_and_nothing_overrides_that(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        let (a, b) = (put(store, sent("a", 40)).await, put(store, sent("b", 40)).await);
        assert!(ingest(store, &bounced(&a, Bounce::Hard, 1)).await.suppressed);
        assert!(ingest(store, &event_about(&b, Kind::Complained, 1)).await.suppressed);
        assert!(is_suppressed(store, "a").await && is_suppressed(store, "b").await && !is_suppressed(store, "c").await);
        let report = generate(store, noon()).await;
        assert_eq!((report.written, report.refused.get(&RefusalCode::Suppressed)), (1, Some(&2)));
        let stubborn = put(store, follow_up("a")).await;
        admin(store, noon()).send_now(stubborn.id).await.expect("approved");
        let recorder = Recorder::default();
        assert_eq!(send(store, &recorder, noon()).await.refused, [(RefusalCode::Suppressed, 1)].into());
        assert!(recorder.sent_ids().is_empty());
        assert_eq!(texts(store, "select address_hash from suppressions where address_hash like '%exemple%'").await, [""; 0]);
    }

    async fn a_damaged_event_strikes_nobody_else_out(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let message = put(store, sent("a", 40)).await;
        let somebody = vec![client("b")];
        let not_written_to = Event { recipients: somebody.clone(), ..bounced(&message, Bounce::Hard, 1) };
        assert!(!ingest(store, &not_written_to).await.suppressed);
        let not_ours_to = Event { destination: somebody, ..not_written_to };
        assert!(!ingest(store, &Event { occurred_at: noon(), ..not_ours_to }).await.suppressed);
        assert!(!is_suppressed(store, "b").await);
    }

    async fn of_others_messages_only_dead_addresses_are_heard(store: &Store) {
        add_inactive(store, &["a"]).await;
        let foreign = |event: Event| Event { follow_up: None, message_id: "theirs".to_owned(), ..event };
        let like = sent("a", 40);
        let opened = foreign(event_about(&like, Kind::Opened, 1));
        assert_eq!(ingest(store, &opened).await, Ingested { unmatched: true, ..Ingested::default() });
        assert_eq!(ingest(store, &opened).await, Ingested { unmatched: true, ..Ingested::default() }, "it may become ours yet");
        let dead = ingest(store, &foreign(bounced(&like, Bounce::Hard, 1))).await;
        assert_eq!((dead.unmatched, dead.suppressed), (true, true));
        assert!(is_suppressed(store, "a").await);
    }

    async fn an_event_without_our_tag_finds_its_message_by_the_providers_id(store: &Store) {
        let message = put(store, with(sent("a", 1), |f| f.outcome.provider_message_id = Some("m-9".to_owned()))).await;
        let event = Event { follow_up: None, message_id: "m-9".to_owned(), ..event_about(&message, Kind::Clicked, 1) };
        assert!(!ingest(store, &event).await.unmatched);
        assert_eq!(texts(store, "select kind from follow_up_events").await, ["clicked"]);
    }

    async fn five_soft_bounces_in_a_row_are_one_hard_one_unless_a_delivery_turns_out_to_lie_between(store: &Store) {
        add_inactive(store, &["a"]).await;
        let message = put(store, sent("a", 40)).await;
        for minute in [1, 2, 4, 5] {
            assert!(!ingest(store, &bounced(&message, Bounce::Soft, minute)).await.suppressed);
        }
        assert!(ingest(store, &bounced(&message, Bounce::Soft, 6)).await.suppressed);
        ingest(store, &event_about(&message, Kind::Delivered, 3)).await;
        assert!(!is_suppressed(store, "a").await, "it came late, and belongs in between");
        ingest(store, &bounced(&message, Bounce::Soft, 7)).await;
        assert!(!is_suppressed(store, "a").await);
        ingest(store, &bounced(&message, Bounce::Soft, 8)).await;
        assert!(is_suppressed(store, "a").await);
        ingest(store, &event_about(&message, Kind::Delivered, 9)).await;
        assert!(is_suppressed(store, "a").await, "the row stands, whatever comes after");
    }

    async fn three_complaints_pause_email_until_a_person_resumes_it(store: &Store) {
        add_inactive(store, &["a", "b", "c", "d"]).await;
        let mut ingested = Vec::new();
        for name in ["a", "b", "c"] {
            let message = put(store, with(sent(name, 0), |f| f.outcome.sent_at = Some(noon()))).await;
            ingested.push(ingest(store, &event_about(&message, Kind::Complained, 1)).await.paused);
        }
        assert_eq!(ingested, [false, false, true]);
        let [pause] = &store.pauses().await.expect("asked")[..] else { panic!("one channel is paused") };
        assert_eq!((pause.channel, pause.because.clone()), (Channel::Email,
            PauseReason::Counted { cause: PauseCause::Complaints, count: 3, of: 3 }));
        assert_eq!(pause.because.to_string(), "3 of the last 3 messages were called spam");

        let waiting = put(store, approved("d")).await;
        let recorder = Recorder::default();
        assert_eq!(send(store, &recorder, noon()).await.refused, [(RefusalCode::ChannelPaused, 1)].into());
        assert_eq!(reload(store, &waiting).await.sending.next_try_at, Some(noon() + TimeDelta::hours(1)));
        let later = noon() + TimeDelta::minutes(2);
        admin(store, later).resume(Channel::Email).await.expect("resumed");
        assert!(admin(store, later).resume(Channel::Email).await.is_err());
        assert_eq!(send(store, &recorder, later).await.sent, 1, "at once, and the old complaints count no more");
        assert_eq!((trail(store, "pause").await.len(), trail(store, "resume").await.len()), (1, 1));
    }

    async fn a_bounce_that_came_before_its_message_was_recorded_counts_before_the_next_is_sent(store: &Store) {
        let names: Vec<String> = (0..10).map(|n| format!("c{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        add_inactive(store, &names).await;
        let mut messages = Vec::new();
        for name in &names {
            let message = put(store, FollowUp { status: Status::Failed, ..approved(name) }).await;
            assert!(!ingest(store, &bounced(&message, Bounce::Hard, 1)).await.paused, "nothing is known to be sent");
            messages.push(message);
        }
        execute(store, "update ai_follow_ups set status = 'sent', sent_at = updated_at").await;
        send(store, &Recorder::default(), noon()).await;
        assert_eq!(store.pauses().await.expect("asked").len(), 1);
    }

    async fn old_events_are_forgotten_and_new_ones_are_not(store: &Store) {
        let message = put(store, sent("a", 1)).await;
        ingest(store, &event_about(&message, Kind::Opened, 1)).await;
        let recorder = Recorder::default();
        for (day, left) in [(59, 1), (61, 0)] {
            engine(store, &recorder, noon() + days(day)).maintain().await.expect("maintained");
            assert_eq!(number(store, "select count(*) from seen_events").await, left);
        }
    }

    async fn in_whatever_order_and_however_often_they_come_the_end_is_the_same(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        let (ids, events) = scenario();
        let mut ends = Vec::new();
        let orders: [fn(usize, usize) -> usize; 3] = [|i, _| i, |i, n| n - 1 - i, |i, n| (i * 7 + 3) % n];
        for order in orders {
            apply_in_order(store, &ids, (0..events.len()).map(|i| &events[order(i, events.len())])).await;
            ends.push(state(store).await);
        }
        assert_eq!(ends[0], ends[1]);
        assert_eq!(ends[0], ends[2]);
        assert_eq!(ends[0].iter().filter(|line| line.starts_with("suppressed")).count(), 3, "{:#?}", ends[0]);
    }
}

/// Three uncertain messages, and all events about them. The number of events has no common divisor with 7, so that
/// steps of seven reach each.
fn scenario() -> ([FollowUp; 3], Vec<Event>) {
    let messages = ["a", "b", "c"].map(uncertain);
    let [a, b, c] = &messages;
    let mut events = vec![
        event_about(a, Kind::Sent, 0),
        event_about(a, Kind::Delivered, 1),
        event_about(a, Kind::Opened, 2),
        event_about(a, Kind::Clicked, 3),
        event_about(a, Kind::Complained, 4),
        event_about(b, Kind::Sent, 0),
        event_about(b, Kind::Delayed, 1),
        bounced(b, Bounce::Hard, 2),
    ];
    events.extend((1..=5).map(|minute| bounced(c, Bounce::Soft, minute)));
    (messages, events)
}

async fn apply_in_order(store: &Store, messages: &[FollowUp], events: impl Iterator<Item = &Event>) {
    execute(
        store,
        "delete from ai_follow_up_logs; delete from ai_follow_ups; delete from seen_events; delete from suppressions",
    )
    .await;
    for message in messages {
        put(store, message.clone()).await;
    }
    for event in events {
        ingest(store, event).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn shuffled_and_doubled_they_come_to_the_same(
        (order, twice) in (0..13usize).prop_flat_map(|_| (
            Just((0..13usize).collect::<Vec<_>>()).prop_shuffle(),
            prop::collection::vec(0..13usize, 0..13),
        ))
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("opened");
            store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
            add_inactive(&store, &["a", "b", "c"]).await;
            let (messages, events) = scenario();
            assert_eq!(events.len(), 13);
            apply_in_order(&store, &messages, events.iter()).await;
            let expected = state(&store).await;
            let shuffled: Vec<&Event> = order.iter().chain(&twice).map(|i| &events[*i]).collect();
            apply_in_order(&store, &messages, shuffled.into_iter()).await;
            assert_eq!(state(&store).await, expected);
            store.close().await;
        });
    }
}

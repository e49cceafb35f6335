//! The state of a follow-up after each of a provider's answers.

use std::time::Duration;

use chrono::TimeDelta;
use relance::{
    client::Channel,
    courier::{Answer, Courier, Evidence, Parcel},
    engine::{Engine, Rhythm},
    follow_up::{Failure, FollowUp, Status},
    on_both_engines,
    settings::{Options, Stored},
    store::Store,
    testing::fixtures::*,
};
use tokio::sync::Barrier;
use uuid::Uuid;

use super::{CLOCK, Recorder, add_inactive, admin, engine, open, running_clock, send, set};

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

fn later() -> Answer {
    Answer::later("busy".to_owned())
}

async fn slots_used(store: &Store) -> i64 {
    number(store, "select cast(coalesce(sum(used), 0) as bigint) from daily_quota where kind = 'sent'").await
}

/// A courier with three concurrent sends. After the first, each send waits at the barrier before it answers.
struct BarrierCourier {
    recorder: Recorder,
    barrier: Barrier,
}

impl Courier for BarrierCourier {
    async fn send(&self, parcel: &Parcel) -> Answer {
        let is_first = self.recorder.sent_ids().is_empty();
        let answer = self.recorder.send(parcel).await;
        if !is_first {
            self.barrier.wait().await;
        }
        answer
    }

    fn concurrency(&self) -> usize {
        3
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

/// Answers late: meanwhile the lease ends, another engine marks the follow-up as uncertain, and perhaps a person
/// settles it.
struct LateCourier<'a> {
    store: &'a Store,
    answer: Answer,
    decided: Option<bool>,
}

impl Courier for LateCourier<'_> {
    async fn send(&self, parcel: &Parcel) -> Answer {
        CLOCK.set(noon() + TimeDelta::hours(1));
        let nobody = Recorder::default();
        let report = engine(self.store, &nobody, noon()).reconcile().await.expect("reconciled");
        assert_eq!(report.uncertain, 1);
        if let Some(left) = self.decided {
            admin(self.store, noon()).settle(parcel.follow_up, left).await.expect("settled");
        }
        self.answer.clone()
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

/// The one follow-up after a late answer.
async fn late(store: &Store, answer: Answer, decided: Option<bool>) -> FollowUp {
    execute(store, "delete from ai_follow_up_logs; delete from ai_follow_ups; delete from daily_quota").await;
    CLOCK.set(noon());
    let waiting = put(store, approved("a")).await;
    let courier = LateCourier { store, answer, decided };
    // The deadline ends the run after this send; otherwise a settled follow-up would be sent again at once.
    let once = Engine { deadline: Some(noon() + TimeDelta::minutes(1)), ..engine(store, &courier, noon()) };
    once.send().await.expect("sent");
    reload(store, &waiting).await
}

/// Makes the database hold options that no setting could be given.
async fn hold_options(store: &Store, change: impl FnOnce(&mut Options)) {
    let mut settings = store.settings().await.expect("read");
    change(&mut settings.options);
    let mut tx = store.begin().await.expect("a transaction");
    tx.save_settings(&settings, noon()).await.expect("saved");
    tx.commit().await.expect("committed");
}

on_both_engines! {
    async fn what_did_not_leave_gives_its_slot_to_the_next(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        set(store, "daily_follow_up_limit", "1").await;
        for name in ["a", "b", "c"] {
            put(store, approved(name)).await;
        }
        let recorder = Recorder::answering([Answer::Refused("no such address".to_owned()), later()]);
        let report = send(store, &recorder, noon()).await;
        assert_eq!((report.failed, report.put_back, report.sent), (1, 1, 1));
        let failed = store.follow_ups(Some(Status::Failed), 10, 0).await.expect("listed");
        assert_eq!(failed[0].outcome.failure.as_ref().map(Failure::as_str), Some("no such address"));
        assert_eq!(number(store, "select used from daily_quota where kind = 'sent'").await, 1);
        let errors = texts(store, "select error_message from ai_follow_up_logs where action = 'fail'").await;
        assert_eq!(errors, ["no such address"]);
    }

    async fn refused_for_now_it_is_tried_less_and_less_often_and_then_has_failed(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let recorder = Recorder::answering(std::iter::repeat_with(later).take(6));
        let mut now = noon();
        for (attempt, wait) in [1, 5, 15, 60, 240].into_iter().enumerate() {
            let report = send(store, &recorder, now).await;
            assert_eq!((report.put_back, report.failed), (1, 0));
            let after = reload(store, &waiting).await;
            assert_eq!((after.status, after.sending.attempts), (Status::Approved, attempt as i64 + 1));
            let next = after.sending.next_try_at.expect("a date");
            assert!((minutes(wait)..=minutes(wait) * 3 / 2).contains(&(next - now)), "try {attempt}: {}", next - now);
            assert_eq!(after.outcome.failure.as_ref().map(Failure::as_str), Some("busy"));
            assert_eq!(send(store, &recorder, next - minutes(1)).await.put_back, 0, "too early");
            now = next;
        }
        let last = send(store, &recorder, now).await;
        assert_eq!((last.put_back, last.failed), (0, 1));
        assert_eq!(reload(store, &waiting).await.status, Status::Failed);
        assert_eq!(recorder.sent_ids().len(), 6);
        assert_eq!(number(store, "select cast(sum(used) as bigint) from daily_quota where kind = 'sent'").await, 0);
    }

    async fn what_may_have_left_is_never_sent_again(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let recorder = Recorder::answering([Answer::Unknown("the line went dead".to_owned())]);
        assert_eq!(send(store, &recorder, noon()).await.uncertain, 1);
        let after = reload(store, &waiting).await;
        assert_eq!((after.status, after.outcome.failure.as_ref().map(Failure::as_str)), (Status::Uncertain, Some("the line went dead")));
        for hours in [1, 30, 24 * 40] {
            CLOCK.set(noon() + TimeDelta::hours(hours));
            let ticked = engine(store, &recorder, noon() + TimeDelta::hours(hours)).tick(Rhythm::AtOnce).await.expect("ticked");
            assert_eq!(ticked.sent.map(|s| s.sent), Some(0));
        }
        assert_eq!(recorder.sent_ids().len(), 1);
        assert_eq!(number(store, "select used from daily_quota where kind = 'sent'").await, 1, "it may have left");
        assert_eq!(open(store).await, [client("a")], "and the client gets no other meanwhile");
    }

    async fn the_provider_may_ask_for_a_longer_pause_but_not_for_ever(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let hours = |hours: u64| Answer::Later { why: "busy".to_owned(), after: Some(Duration::from_secs(hours * 3600)) };
        let recorder = Recorder::answering([hours(2), hours(24 * 365)]);
        send(store, &recorder, noon()).await;
        let next = reload(store, &waiting).await.sending.next_try_at.expect("a date");
        assert_eq!(next, noon() + TimeDelta::hours(2));
        send(store, &recorder, next).await;
        assert_eq!(reload(store, &waiting).await.sending.next_try_at, Some(next + days(1)));
    }

    async fn an_account_that_may_not_send_ends_the_run_and_costs_no_follow_up_anything(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        let mut before = Vec::new();
        for name in ["a", "b", "c"] {
            before.push(put(store, approved(name)).await);
        }
        let refused = Answer::AccountRefused("sending is paused".to_owned());
        let courier = BarrierCourier { recorder: Recorder::answering([refused]), barrier: Barrier::new(1) };
        let report = engine(store, &courier, noon()).send().await.expect("sent").expect("carried");
        assert_eq!((report.account_refused.as_deref(), report.put_back), (Some("sending is paused"), 1));
        assert_eq!(courier.recorder.sent_ids().len(), 1, "though it carries three at once");
        for follow_up in &before {
            let after = reload(store, follow_up).await;
            assert_eq!((after.status, after.sending.attempts, after.sending.next_try_at), (Status::Approved, 0, None));
        }
        assert_eq!(slots_used(store).await, 0);
        assert_eq!(send(store, &Recorder::default(), noon()).await.sent, 3, "all leave once it may send again");
    }

    async fn a_wrong_address_of_our_own_costs_no_follow_up_anything_and_is_told(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let waiting = [put(store, approved("a")).await, put(store, approved("b")).await];
        for wrong in [
            |options: &mut Options| options.sender_email = Stored::read("contact@nzooimmo..com"),
            |options: &mut Options| options.reply_to = Some(Stored::read("contact@nzooimmo..com")),
        ] {
            hold_options(store, wrong).await;
            let recorder = Recorder::default();
            let report = send(store, &recorder, noon()).await;
            let why = report.account_refused.expect("it is told");
            assert!(why.ends_with("cannot be \"contact@nzooimmo..com\": write an address like relance@nzooimmo.com"), "{why}");
            assert_eq!((report.failed, report.put_back, recorder.sent_ids().len(), slots_used(store).await), (0, 0, 0, 0));
            for follow_up in &waiting {
                assert_eq!(reload(store, follow_up).await, *follow_up, "it is as it was");
            }
            set(store, "reply_to", "none").await;
        }
        set(store, "sender_email", "contact@nzooimmo.com").await;
        assert_eq!(send(store, &Recorder::default(), noon()).await.sent, 2, "all leave once it is mended");
    }

    async fn without_a_link_nothing_is_written(store: &Store) {
        add_inactive(store, &["a"]).await;
        hold_options(store, |options| options.booking_link = Stored::read("https://nzoo")).await;
        let told = "booking_link cannot be \"https://nzoo\": write an address like https://nzooimmo.com/reservation";
        let recorder = Recorder::default();
        let by_schedule = engine(store, &recorder, noon()).generate().await.expect_err("refused");
        assert_eq!(by_schedule.to_string(), told);
        let key = store.client_key(&client("a")).await.expect("read").expect("a client");
        let by_hand = admin(store, noon()).generate(key, None).await.expect_err("refused");
        assert_eq!(by_hand.to_string(), told);
        assert_eq!(number(store, "select count(*) from ai_follow_ups").await, 0);
        set(store, "booking_link", "https://nzooimmo.com").await;
        assert_eq!(super::generate(store, noon()).await.written, 1);
    }

    async fn why_the_provider_refuses_us_stands_until_something_leaves(store: &Store) {
        add_inactive(store, &["a"]).await;
        put(store, approved("a")).await;
        let refused = |why: &str| Answer::AccountRefused(why.to_owned());
        let recorder = Recorder::answering([refused("paused"), refused("paused"), refused("no credentials")]);
        let standing = async || {
            let refusals = store.channel_refusals().await.expect("read");
            refusals.into_iter().map(|refusal| (refusal.channel, refusal.since - noon(), refusal.because)).next()
        };
        assert_eq!(standing().await, None);
        for (after, since, why) in [(0, 0, "paused"), (5, 0, "paused"), (10, 10, "no credentials")] {
            send(store, &recorder, noon() + minutes(after)).await;
            assert_eq!(standing().await, Some((Channel::Email, minutes(since), why.to_owned())));
        }
        assert_eq!(send(store, &recorder, noon() + minutes(15)).await.sent, 1);
        assert_eq!(standing().await, None);
    }

    async fn a_channel_that_is_not_set_up_costs_nothing_and_holds_no_other_back(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let mut tx = store.begin().await.expect("a transaction");
        tx.add_device(&client("a"), &device("ios", "token"), noon()).await.expect("added");
        tx.commit().await.expect("committed");
        let mut push = with(follow_up("a"), |f| f.draft.channel = Channel::Push);
        push.approve("admin", noon()).expect("it is pending");
        let push = put(store, push).await;
        let not_set_up = || Answer::NotSetUp("push to ios is not set up".to_owned());
        let recorder = Recorder::answering(std::iter::repeat_with(not_set_up).take(8));
        for hour in 0..8 {
            let report = send(store, &recorder, noon() + TimeDelta::minutes(20 * hour)).await;
            assert_eq!((report.failed, report.put_back), (0, u64::from(hour % 3 == 0)));
        }
        let after = reload(store, &push).await;
        assert_eq!((after.status, after.sending.attempts), (Status::Approved, 0), "however often it was tried");
        assert_eq!(after.sending.next_try_at, Some(noon() + TimeDelta::hours(3)));
        assert_eq!(slots_used(store).await, 0);
        put(store, approved("b")).await;
        assert_eq!(send(store, &Recorder::default(), noon() + minutes(150)).await.sent, 1, "others go on");
        let refusals = store.channel_refusals().await.expect("read");
        assert_eq!(refusals.iter().map(|refusal| refusal.channel).collect::<Vec<_>>(), [Channel::Push], "it still stands");
    }

    async fn a_courier_that_carries_several_is_called_by_as_many_at_once(store: &Store) {
        let names = ["a", "b", "c", "d"];
        add_inactive(store, &names).await;
        for name in names {
            put(store, approved(name)).await;
        }
        // The three after the first wait for each other: with fewer senders this would never end.
        let courier = BarrierCourier { recorder: Recorder::default(), barrier: Barrier::new(3) };
        let report = engine(store, &courier, noon()).send().await.expect("sent").expect("carried");
        assert_eq!((report.sent, courier.recorder.sent_ids().len()), (4, 4));
    }

    async fn a_device_that_is_gone_is_marked_and_the_next_channel_gets_a_draft_of_its_own(store: &Store) {
        add_inactive(store, &["a"]).await;
        let mut tx = store.begin().await.expect("a transaction");
        tx.add_device(&client("a"), &device("ios", "token"), noon()).await.expect("added");
        tx.commit().await.expect("committed");
        let mut push = with(follow_up("a"), |f| f.draft.channel = Channel::Push);
        push.approve("admin", noon()).expect("it is pending");
        let push = put(store, push).await;
        let recorder = Recorder::answering([Answer::AddressGone("the device is gone".to_owned())]);
        let report = send(store, &recorder, noon()).await;
        assert_eq!((report.failed, report.redrafted), (1, 1));
        let failed = reload(store, &push).await;
        assert_eq!((failed.status, failed.outcome.failure.as_ref().map(Failure::as_str)), (Status::Failed, Some("the device is gone")));
        assert_eq!(number(store, "select count(*) from push_endpoints where not enabled").await, 1);
        let [draft] = &store.follow_ups(Some(Status::Pending), 10, 0).await.expect("listed")[..] else {
            panic!("one draft waits for a person")
        };
        assert_eq!((draft.draft.channel, &draft.client_id, &draft.strategy_id),
            (Channel::Email, &failed.client_id, &failed.strategy_id));
        assert_eq!(draft.approval, None);
        assert_eq!(open(store).await, [client("a")]);
        assert_eq!(slots_used(store).await, 0);
        assert_eq!(trail(store, "generate").await, [serde_json::json!({ "instead_of": push.id })]);
    }

    async fn an_answer_that_comes_late_settles_what_was_given_up_meanwhile(store: &Store) {
        add_inactive(store, &["a"]).await;
        let sent = late(store, Answer::Accepted("m-1".to_owned()), None).await;
        assert_eq!((sent.status, sent.outcome.provider_message_id.as_deref()), (Status::Sent, Some("m-1")));
        assert_eq!(slots_used(store).await, 1);
        assert_eq!(late(store, Answer::Refused("no".to_owned()), None).await.status, Status::Failed);
        assert_eq!(slots_used(store).await, 0);
        let unsure = late(store, Answer::Unknown("cut".to_owned()), None).await;
        assert_eq!((unsure.status, slots_used(store).await), (Status::Uncertain, 1));
    }

    async fn what_a_person_decided_meanwhile_stands(store: &Store) {
        add_inactive(store, &["a"]).await;
        let settled = late(store, Answer::Refused("no".to_owned()), Some(true)).await;
        assert_eq!((settled.status, settled.outcome.failure), (Status::Sent, None));
    }

    async fn a_call_that_outlasts_the_run_is_given_up_in_time_to_write_that_down(store: &Store) {
        struct HangingCourier;
        impl Courier for HangingCourier {
            async fn send(&self, _: &Parcel) -> Answer {
                std::future::pending().await
            }
            async fn evidence(&self, _: Uuid) -> Evidence {
                Evidence::Unknown
            }
        }
        add_inactive(store, &["a", "b"]).await;
        for name in ["a", "b"] {
            put(store, approved(name)).await;
        }
        CLOCK.set(noon());
        running_clock();
        let deadline = Some(noon() + TimeDelta::milliseconds(3_500));
        let hasty = Engine { deadline, clock: running_clock, ..engine(store, &HangingCourier, noon()) };
        assert_eq!(hasty.send().await.expect("sent").expect("carried").uncertain, 1);
        let mut statuses: Vec<_> = store.follow_ups(None, 9, 0).await.expect("listed").iter().map(|f| f.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [Status::Approved, Status::Uncertain], "there is no time left for the other");
    }

    async fn a_person_settles_what_nobody_else_knows(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let left = put(store, approved("a")).await;
        let stayed = put(store, approved("b")).await;
        let recorder = Recorder::answering([Answer::Unknown("cut".to_owned()), Answer::Unknown("cut".to_owned())]);
        assert_eq!(send(store, &recorder, noon()).await.uncertain, 2);
        assert_eq!(store.backlog(noon()).await.expect("asked").uncertain, 2);
        let operations = admin(store, noon() + days(1));
        let left = operations.settle(left.id, true).await.expect("settled").after;
        assert_eq!((left.status, left.outcome.sent_at), (Status::Sent, Some(noon())), "when it was given up");
        assert_eq!(slots_used(store).await, 2);
        let stayed = operations.settle(stayed.id, false).await.expect("settled").after;
        assert_eq!((stayed.status, stayed.outcome.sent_at), (Status::Approved, None));
        assert_eq!(slots_used(store).await, 1, "its slot is free again");
        assert!(operations.settle(left.id, false).await.is_err(), "what is known stays known");
        assert!(operations.settle(stayed.id, true).await.is_err());
        assert_eq!(send(store, &recorder, noon()).await.sent, 1);
    }

    async fn word_of_an_email_may_come_for_a_day_of_the_rest_nobody_tells(store: &Store) {
        let uncertain = |name, channel| with(approved(name), |f| { f.status = Status::Uncertain; f.draft.channel = channel; });
        let approved_days_ago = |name, ago| with(follow_up(name), |f| {
            f.approve("admin", noon() - days(ago)).expect("it is pending");
        });
        put(store, uncertain("a", Channel::Email)).await;
        put(store, uncertain("b", Channel::Sms)).await;
        put(store, approved_days_ago("c", 2)).await;
        put(store, FollowUp { scheduled_date: noon() + days(1), ..approved_days_ago("d", 3) }).await;
        let at = async |now| store.backlog(now).await.expect("asked");
        let now = at(noon() + TimeDelta::hours(23)).await;
        assert_eq!((now.uncertain, now.for_a_person, now.oldest_approval), (2, 1, Some(noon() - days(2))));
        assert_eq!(at(noon() + TimeDelta::hours(25)).await.for_a_person, 2);
    }
}

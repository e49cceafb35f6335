//! From an approval to a sent message, and everything that may hold it back.

use chrono::TimeDelta;
use relance::{
    client::{Channel, PerChannel},
    consent,
    courier::{Answer, Courier, Evidence, Parcel, maildir::Maildir},
    draft::{FactSheet, Offer, Tone},
    engine::{Attributed, Engine, Rhythm, Sent, Ticked, outbox_delivers},
    follow_up::{Failure, FollowUp, Status, attribution::credited, gate::RefusalCode},
    locale::Locale,
    money::{Cents, Percent},
    on_both_engines,
    reservation::{Reservation, ReservationStatus},
    settings::{Delivery, Settings},
    store::{Preferences, Store},
    strategy::{Condition, Field, Operator, Strategy},
    testing::fixtures::*,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{CLOCK, Recorder, add_inactive, admin, analyse, engine, generate, send, set};

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

/// A courier that grants a limited number of permits.
struct LimitedCourier {
    recorder: Recorder,
    permits: Semaphore,
    concurrency: usize,
}

impl LimitedCourier {
    fn with(permits: usize, concurrency: usize) -> Self {
        Self { recorder: Recorder::default(), permits: Semaphore::new(permits), concurrency }
    }
}

impl Courier for LimitedCourier {
    async fn wait_for_capacity(&self) {
        self.permits.acquire().await.expect("it is never closed").forget();
    }

    async fn send(&self, parcel: &Parcel) -> Answer {
        self.recorder.send(parcel).await
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

fn offer_until(day: &str) -> Option<FactSheet> {
    Some(FactSheet {
        locale: Locale::Fr,
        tone: Tone::Warm,
        first_name: None,
        last_space: None,
        favourite_space: None,
        months_as_client: 1,
        offer: Some(Offer {
            percent: Percent::try_from(10).expect("a share"),
            valid_until: day.parse().expect("a date"),
        }),
        season: None,
        booking_link: "https://exemple.test".to_owned(),
        business_name: "Exemple".to_owned(),
    })
}

async fn save_preferences(store: &Store, preferences: Preferences) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.save_preferences(&preferences, noon()).await.expect("saved");
    tx.commit().await.expect("committed");
}

/// Tries once to send the only follow-up; returns the reason of a refusal, and the follow-up afterwards.
async fn refused(store: &Store, what: FollowUp) -> (Option<&'static str>, FollowUp) {
    let waiting = put(store, what).await;
    let recorder = Recorder::default();
    let report = send(store, &recorder, noon()).await;
    let reason = report.refused.keys().next().map(|code| code.as_str());
    assert_eq!(recorder.sent_ids().len(), usize::from(reason.is_none()), "{report:?}");
    let after = reload(store, &waiting).await;
    if let Some(reason) = reason {
        assert_eq!(after.outcome.failure.as_ref().map(Failure::as_str), Some(reason));
        assert_eq!(trail(store, "refuse").await, [serde_json::json!({ "reason": reason })]);
        assert_eq!(
            number(store, "select cast(coalesce(sum(used), 0) as bigint) from daily_quota where kind = 'sent'").await,
            0
        );
    }
    (reason, after)
}

on_both_engines! {
    async fn what_a_person_approved_leaves_on_its_date_and_is_sent_once(store: &Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Maildir::open(folder.path()).expect("an outbox");
        upsert(store, &[booked("a", 40, Cents::units(150))], noon() - days(1)).await;
        let tick = async |now| engine(store, &outbox, now).tick(Rhythm::AtOnce).await.expect("ticked");

        let first = tick(noon()).await;
        assert_eq!(first.analysed.map(|a| a.folded), Some(1));
        assert_eq!(first.generated.map(|g| g.written), Some(1));
        assert_eq!(first.sent.map(|s| s.sent), Some(0), "nobody has approved it");
        let [written] = &store.follow_ups(None, 10, 0).await.expect("listed")[..] else { panic!("one is written") };
        admin(store, noon()).approve(written.id).await.expect("approved");

        let due = written.scheduled_date;
        assert_eq!(tick(due - minutes(1)).await.sent.map(|s| s.sent), Some(0), "it is not due");
        assert_eq!(tick(due).await.sent.map(|s| s.sent), Some(1));
        let left = reload(store, written).await;
        let name = format!("{}.eml", written.id);
        assert_eq!((left.status, left.outcome.sent_at, left.outcome.provider_message_id.as_deref(), left.sending.attempts),
            (Status::Sent, Some(due), Some(name.as_str()), 1));
        assert_eq!((left.sending.lease, left.outcome.failure), (None, None));
        let mail = std::fs::read_to_string(folder.path().join(name)).expect("a file");
        assert!(mail.contains("a@exemple.test"));
        assert_eq!(tick(due + minutes(1)).await.sent.map(|s| s.sent), Some(0));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
        assert_eq!(store.overview(&store.settings().await.expect("read"), due).await.expect("counted").sent_today, 1);
    }

    async fn an_edit_voids_the_approval(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let edited = admin(store, noon()).edit(waiting.id, "Autre", "Autre texte", None).await.expect("edited").after;
        assert_eq!((edited.status, &edited.approval), (Status::Pending, &None));
        let recorder = Recorder::default();
        assert_eq!(send(store, &recorder, noon()).await.sent, 0);
        admin(store, noon()).approve(waiting.id).await.expect("approved");
        assert_eq!(send(store, &recorder, noon()).await.sent, 1);
        assert_eq!(recorder.parcels.lock().expect("unbroken")[0].message, "Autre texte");
    }

    async fn a_text_that_changed_behind_the_approval_goes_back_before_a_person(store: &Store) {
        add_inactive(store, &["a"]).await;
        let (reason, after) = refused(store, with(approved("a"), |f| f.draft.message = "Autre texte".to_owned())).await;
        assert_eq!((reason, after.status, after.approval), (Some("approval_stale"), Status::Pending, None));
    }

    async fn quiet_hours_put_it_off_to_the_next_opening(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let recorder = Recorder::default();
        let saturday_evening = at("2026-03-14T18:00:00Z");
        let report = send(store, &recorder, saturday_evening).await;
        assert_eq!(report.refused, [(RefusalCode::QuietHours, 1)].into());
        let opening = at("2026-03-16T07:00:00Z");
        assert_eq!(reload(store, &waiting).await.sending.next_try_at, Some(opening), "Monday, eight o'clock");
        assert_eq!(send(store, &recorder, opening - minutes(1)).await, Sent::default());
        assert_eq!(send(store, &recorder, opening).await.sent, 1);
    }

    async fn who_came_back_gets_nothing_and_the_strategy_does_not_rest(store: &Store) {
        add_inactive(store, &["a"]).await;
        upsert(store, &[booked("a", 1, Cents(1))], noon()).await;
        let (reason, after) = refused(store, FollowUp { generated_at: noon() - days(2), ..approved("a") }).await;
        assert_eq!((reason, after.status, after.outcome.rests), (Some("came_back"), Status::Cancelled, false));
    }

    async fn a_reservation_that_was_cancelled_again_is_no_return(store: &Store) {
        add_inactive(store, &["a"]).await;
        let cancelled = Reservation { status: ReservationStatus::Cancelled, ..booked("a", 1, Cents(1)) };
        upsert(store, &[cancelled], noon()).await;
        let (reason, after) = refused(store, FollowUp { generated_at: noon() - days(2), ..approved("a") }).await;
        assert_eq!((reason, after.status), (None, Status::Sent));
    }

    async fn who_is_at_a_desk_gets_nothing_even_if_that_is_not_yet_analysed(store: &Store) {
        add_inactive(store, &["a"]).await;
        upsert(store, &[Reservation { end_date: noon().date_naive(), ..booked("a", 40, Cents(1)) }], noon()).await;
        let (reason, after) = refused(store, approved("a")).await;
        assert_eq!((reason, after.status, after.outcome.rests), (Some("client_is_here"), Status::Cancelled, false));
    }

    async fn an_offer_that_ran_out_is_not_sent(store: &Store) {
        add_inactive(store, &["a"]).await;
        let (reason, after) = refused(store, with(approved("a"), |f| f.draft.facts = offer_until("2026-03-09"))).await;
        assert_eq!((reason, after.status, after.outcome.rests), (Some("offer_expired"), Status::Cancelled, false));
        let (reason, _) = refused(store, with(approved("a"), |f| f.draft.facts = offer_until("2026-03-10"))).await;
        assert_eq!(reason, None, "its last day counts");
    }

    async fn who_paused_contact_is_written_to_after_the_pause(store: &Store) {
        add_inactive(store, &["a"]).await;
        let until = noon() + days(5);
        let consent = consent::DEFAULT_CONSENT;
        let (client, paused_until) = (key(store, "a").await, Some(until));
        save_preferences(store, Preferences { client, consent, channel: None, locale: None, phone: None, paused_until }).await;
        let (reason, after) = refused(store, approved("a")).await;
        assert_eq!((reason, after.status, after.sending.next_try_at), (Some("paused"), Status::Approved, Some(until)));
    }

    async fn without_consent_nothing_leaves_whoever_asks(store: &Store) {
        add_inactive(store, &["a"]).await;
        let consent = PerChannel { email: false, ..consent::DEFAULT_CONSENT };
        let client = key(store, "a").await;
        save_preferences(store, Preferences { client, consent, channel: None, locale: None, phone: None, paused_until: None }).await;
        let waiting = put(store, follow_up("a")).await;
        admin(store, noon()).send_now(waiting.id).await.expect("approved");
        let recorder = Recorder::default();
        assert_eq!(send(store, &recorder, noon()).await.refused, [(RefusalCode::NoConsent, 1)].into());
        let after = reload(store, &waiting).await;
        assert_eq!((after.status, after.outcome.rests), (Status::Cancelled, true));
        assert!(recorder.sent_ids().is_empty());
    }

    async fn who_cannot_be_reached_gets_nothing(store: &Store) {
        add_inactive(store, &["a"]).await;
        let mut push = with(follow_up("a"), |f| f.draft.channel = Channel::Push);
        push.approve("admin", noon()).expect("it is pending");
        let (reason, after) = refused(store, push).await;
        assert_eq!((reason, after.status, after.outcome.rests), (Some("unreachable"), Status::Cancelled, true));
        execute(store, "delete from ai_follow_up_logs; delete from ai_follow_ups").await;
        let (reason, _) = refused(store, approved("nobody")).await;
        assert_eq!(reason, Some("unreachable"), "nor who has no reservation any more");
    }

    async fn a_strategy_rests_after_a_message_and_a_client_is_not_written_to_day_after_day(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        put(store, sent("a", 5)).await;
        let (reason, after) = refused(store, approved("a")).await;
        assert_eq!((reason, after.sending.next_try_at), (Some("cooldown"), Some(noon() + days(9))));
        execute(store, "delete from ai_follow_up_logs; delete from ai_follow_ups").await;
        put(store, FollowUp { strategy_id: strategy("seasonal_promotion"), ..sent("b", 2) }).await;
        let (reason, after) = refused(store, approved("b")).await;
        assert_eq!((reason, after.sending.next_try_at), (Some("client_cap"), Some(noon() + days(1))));
    }

    async fn beyond_the_days_limit_it_waits_for_the_next_opening(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        set(store, "daily_follow_up_limit", "1").await;
        for name in ["a", "b", "c"] {
            put(store, approved(name)).await;
        }
        let recorder = Recorder::default();
        let report = send(store, &recorder, noon()).await;
        assert_eq!((report.sent, report.refused), (1, [(RefusalCode::DailyLimit, 2)].into()));
        let opening = at("2026-03-11T07:00:00Z");
        let waiting = store.follow_ups(Some(Status::Approved), 10, 0).await.expect("listed");
        assert!(waiting.iter().all(|f| f.sending.next_try_at == Some(opening)), "{waiting:?}");
        assert_eq!(send(store, &recorder, noon() + minutes(1)).await.sent, 0);
        assert_eq!(send(store, &recorder, opening).await.sent, 1);
    }

    async fn nothing_is_claimed_once_the_deadline_has_come(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let recorder = Recorder::default();
        let late = Engine { deadline: Some(noon()), ..engine(store, &recorder, noon()) };
        assert_eq!(late.send().await.expect("sent").expect("carried").sent, 0);
        assert_eq!(reload(store, &waiting).await, waiting);
        let early = Engine { deadline: Some(noon() + minutes(1)), ..engine(store, &recorder, noon()) };
        assert_eq!(early.send().await.expect("sent").expect("carried").sent, 1);
    }

    async fn what_has_no_turn_before_the_deadline_is_not_claimed(store: &Store) {
        CLOCK.set(noon());
        add_inactive(store, &["a", "b", "c"]).await;
        for name in ["a", "b", "c"] {
            put(store, approved(name)).await;
        }
        let courier = LimitedCourier::with(1, 3);
        let brief = Engine { deadline: Some(noon() + TimeDelta::milliseconds(2_100)), ..engine(store, &courier, noon()) };
        let report = brief.send().await.expect("sent").expect("carried");
        assert_eq!((report.sent, report.uncertain), (1, 0));
        let waiting = store.follow_ups(Some(Status::Approved), 10, 0).await.expect("listed");
        assert_eq!(waiting.iter().map(|f| f.sending.attempts).collect::<Vec<_>>(), [0, 0]);
    }

    async fn what_the_gate_refuses_costs_no_turn(store: &Store) {
        CLOCK.set(noon());
        add_inactive(store, &["a", "b", "c"]).await;
        set(store, "daily_follow_up_limit", "1").await;
        for name in ["a", "b", "c"] {
            put(store, approved(name)).await;
        }
        let courier = LimitedCourier::with(2, 1);
        let engine = Engine { deadline: Some(noon() + minutes(1)), ..engine(store, &courier, noon()) };
        let report = engine.send().await.expect("sent").expect("carried");
        assert_eq!((report.sent, report.refused), (1, [(RefusalCode::DailyLimit, 2)].into()));
    }

    async fn switched_off_the_schedule_does_nothing(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        put(store, approved("a")).await;
        set(store, "enabled", "false").await;
        let recorder = Recorder::default();
        let ticked = engine(store, &recorder, noon()).tick(Rhythm::AtOnce).await.expect("ticked");
        assert_eq!(ticked, Ticked { disabled: true, ..Ticked::default() });
        assert_eq!(send(store, &recorder, noon()).await, Sent { disabled: true, ..Sent::default() });
        assert!(recorder.sent_ids().is_empty());
    }

    async fn without_a_courier_it_writes_but_neither_sends_nor_settles(store: &Store) {
        assert!(outbox_delivers(&Settings::new(Delivery::Outbox)) && !outbox_delivers(&Settings::new(Delivery::Aws)));
        add_inactive(store, &["a", "b"]).await;
        let waiting = put(store, approved("a")).await;
        let recorder = Recorder::default();
        let idle = Engine { courier: None, ..engine(store, &recorder, noon()) };
        let ticked = idle.tick(Rhythm::AtOnce).await.expect("ticked");
        assert_eq!((ticked.sent, ticked.generated.map(|g| g.written)), (None, Some(1)));
        assert_eq!(reload(store, &waiting).await, waiting);
    }

    async fn the_schedule_analyses_once_an_interval_and_sends_every_time(store: &Store) {
        add_inactive(store, &["a"]).await;
        put(store, approved("a")).await;
        let recorder = Recorder::default();
        let tick = async |now| engine(store, &recorder, now).tick(Rhythm::Scheduled).await.expect("ticked");
        let soon = tick(noon() + minutes(59)).await;
        assert_eq!((soon.analysed, soon.generated, soon.sent.map(|s| s.sent)), (None, None, Some(1)));
        assert!(tick(noon() + minutes(60)).await.analysed.is_some());
        assert!(tick(noon() + minutes(61)).await.analysed.is_none());
        assert!(tick(noon()).await.analysed.is_some(), "a future that was replayed holds nothing up");
    }

    async fn the_last_message_is_credited_with_a_return_once(store: &Store) {
        let first = put(store, sent("a", 20)).await;
        let last = put(store, sent("a", 10)).await;
        put(store, sent("late", 45)).await;
        let page = [booked("a", 5, Cents(1_234)), booked("a", 4, Cents(99)), booked("late", 1, Cents(1))];
        upsert(store, &page, noon()).await;
        let recorder = Recorder::default();
        let attribute = async || engine(store, &recorder, noon()).attribute().await.expect("attributed");
        let once = Attributed { returned: 1, taken_back: 0 };
        assert_eq!((attribute().await, attribute().await), (once, Attributed::default()));
        let overview = store.overview(&store.settings().await.expect("read"), noon()).await.expect("counted");
        assert_eq!((overview.returns, overview.returned_value), (1, Cents(1_234)));
        let found = credited(store.returns(noon() - days(60), noon()).await.expect("listed"), days(30));
        assert_eq!(found.iter().map(|credit| credit.follow_up_id).collect::<Vec<_>>(), [last.id]);
        assert_ne!(first.id, last.id);
    }

    async fn a_credit_is_what_the_reservations_say_now(store: &Store) {
        let message = put(store, sent("a", 20)).await;
        let recorder = Recorder::default();
        let attribute = async || engine(store, &recorder, noon()).attribute().await.expect("attributed");
        let value = async || store.credits().await.expect("listed").first().map(|credit| credit.cents.0);
        let at = |days_ago, cents, status| Reservation { status, ..booked("a", days_ago, Cents(cents)) };
        let (given, taken) = (Attributed { returned: 1, taken_back: 0 }, Attributed { returned: 0, taken_back: 1 });

        upsert(store, &[at(15, 50_000, ReservationStatus::Pending), at(-1, 7, ReservationStatus::Completed)], noon()).await;
        assert_eq!((attribute().await, value().await), (Attributed::default(), None), "unpaid, and not made yet");
        upsert(store, &[at(15, 50_000, ReservationStatus::Confirmed)], noon()).await;
        assert_eq!((attribute().await, value().await), (given, Some(50_000)), "once it is confirmed");
        upsert(store, &[at(15, 40_000, ReservationStatus::Completed)], noon()).await;
        assert_eq!((attribute().await, value().await), (Attributed::default(), Some(40_000)), "at another price");
        upsert(store, &[at(15, 40_000, ReservationStatus::Cancelled)], noon()).await;
        assert_eq!((attribute().await, value().await), (taken, None), "not once it is cancelled");
        upsert(store, &[at(10, 20_000, ReservationStatus::Completed)], noon()).await;
        assert_eq!((attribute().await, value().await), (given, Some(20_000)), "another one brings it back");
        upsert(store, &[at(15, 40_000, ReservationStatus::Confirmed)], noon()).await;
        assert_eq!((attribute().await, value().await), (Attributed::default(), Some(40_000)), "the first of the two counts");

        // Long after: what is credited is looked at for ever.
        let years_later = noon() + days(800);
        let cancelled = [15, 10, -1].map(|days_ago| at(days_ago, 1, ReservationStatus::Cancelled));
        upsert(store, &cancelled, years_later).await;
        let late = engine(store, &recorder, years_later).attribute().await.expect("attributed");
        assert_eq!((late, value().await), (taken, None));
        assert_eq!(reload(store, &message).await.status, Status::Sent);
    }

    async fn what_the_old_system_only_pretended_to_send_counts_for_nothing(store: &Store) {
        add_inactive(store, &["a"]).await;
        let pretended = put(store, with(sent("a", 2), |f| f.draft.content_hash = None)).await;
        upsert(store, &[booked("a", 1, Cents(9))], noon() - days(1)).await;
        assert_eq!(engine(store, &Recorder::default(), noon()).attribute().await.expect("attributed"), Attributed::default());
        let history = store.history(pretended.client_key, &pretended.strategy_id).await.expect("asked");
        assert_eq!((history.last_sent, history.rests_from), (None, None), "neither for the cap nor for the cooldown");
        execute(store, "delete from reservations where amount < 1").await;
        analyse(store, noon()).await;
        let insight = store.insight(pretended.client_key).await.expect("asked").expect("known");
        assert_eq!(insight.last_sent, None);
        assert_eq!(generate(store, noon()).await.written, 1);
    }

    async fn a_strategy_that_is_off_sends_nothing_and_is_asked_again_by_a_person(store: &Store) {
        add_inactive(store, &["a"]).await;
        let waiting = put(store, approved("a")).await;
        let operations = admin(store, noon());
        operations.switch_strategy(&waiting.strategy_id, false).await.expect("switched off");
        set(store, "auto_mode_enabled", "true").await;
        let recorder = Recorder::default();
        let off: Sent = send(store, &recorder, noon()).await;
        assert_eq!((off.sent, off.refused), (0, [(RefusalCode::StrategyOff, 1)].into()));
        let back = reload(store, &waiting).await;
        assert_eq!((back.status, back.outcome.failure.as_ref().map(Failure::as_str)), (Status::Pending, Some("strategy_off")));
        assert_eq!(send(store, &recorder, noon()).await, Sent::default(), "the automatic mode leaves it to a person");
        operations.switch_strategy(&waiting.strategy_id, true).await.expect("switched on");
        operations.approve(waiting.id).await.expect("approved");
        assert_eq!((send(store, &recorder, noon()).await.sent, recorder.sent_ids()), (1, vec![waiting.id]));
    }

    async fn whose_strategy_no_longer_applies_is_put_before_a_person_once(store: &Store) {
        add_inactive(store, &["a", "b"]).await;
        let waiting = put(store, approved("a")).await;
        let by_hand = put(store, FollowUp { bound_to_conditions: false, ..approved("b") }).await;
        let (strategies, _) = store.strategies().await.expect("read");
        let seen = strategies.iter().find(|s| s.id == waiting.strategy_id).expect("a built-in");
        let stricter = Condition::new(Field::DaysSinceLast, Operator::GreaterThan, 60.into()).expect("it makes sense");
        let edited = Strategy { trigger_conditions: vec![stricter], ..seen.clone() };
        admin(store, noon()).edit_strategy(&edited, Some(seen)).await.expect("edited");
        let recorder = Recorder::default();
        let sent = send(store, &recorder, noon()).await;
        assert_eq!((sent.sent, sent.refused), (1, [(RefusalCode::NoLongerFires, 1)].into()));
        assert_eq!(recorder.sent_ids(), [by_hand.id], "whoever asked for it by hand has decided");
        let back = reload(store, &waiting).await;
        let reason = back.outcome.failure.as_ref().map(Failure::as_str);
        assert_eq!((back.status, reason), (Status::Pending, Some("no_longer_fires")));
        admin(store, noon()).approve(waiting.id).await.expect("approved");
        assert_eq!(send(store, &recorder, noon()).await.sent, 1, "so has whoever approves it now");
    }

    async fn what_can_no_longer_leave_is_withdrawn(store: &Store) {
        add_inactive(store, &["a", "b", "c"]).await;
        let overtaken = put(store, FollowUp { generated_at: noon() - days(3), ..follow_up("a") }).await;
        upsert(store, &[booked("a", 1, Cents(1))], noon()).await;
        let two_days_ago = noon() - days(2);
        let ran_out = put(store, with(follow_up("b"), |f| { f.scheduled_date = two_days_ago; f.draft.facts = offer_until("2026-03-09"); })).await;
        let holds = put(store, with(follow_up("c"), |f| { f.scheduled_date = two_days_ago; f.draft.facts = offer_until("2026-03-10"); })).await;
        let recorder = Recorder::default();
        let maintain = async || engine(store, &recorder, noon()).maintain().await.expect("maintained");
        assert_eq!((maintain().await, maintain().await), (2, 0));
        for (withdrawn, reason) in [(&overtaken, "came_back"), (&ran_out, "offer_expired")] {
            let after = reload(store, withdrawn).await;
            assert_eq!((after.status, after.outcome.failure.as_ref().map(Failure::as_str), after.outcome.rests), (Status::Cancelled, Some(reason), false));
        }
        assert_eq!(reload(store, &holds).await, holds);
        analyse(store, noon()).await;
        assert_eq!(generate(store, noon()).await.written, 1, "b is free for another");
    }
}

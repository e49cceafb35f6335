//! The day's follow-ups: which clients get one, and that an interrupted generation resumes where it stopped.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use relance::{
    client::ClientId,
    engine::{Engine, Generated, Progress},
    follow_up::{Status, gate::RefusalCode},
    money::Cents,
    on_both_engines,
    reservation::{Reservation, ReservationStatus},
    stage::Stage,
    store::Store,
    strategy::StrategyId,
    testing::fixtures::*,
};

use super::{CLOCK, Recorder, admin, analyse, engine, generate, open, set};

/// Twelve VIPs, four clients who cancelled, four new and four inactive ones: all need a follow-up.
pub async fn add_every_kind(store: &Store) {
    let mut page = Vec::new();
    for i in 0..12 {
        page.push(booked(&format!("vip{i:02}"), 20, Cents::units(600 + i)));
    }
    for i in 0..4 {
        let cancelled = booked(&format!("cancelled{i}"), 3, Cents::units(40));
        page.push(Reservation { status: ReservationStatus::Cancelled, ..cancelled });
        page.push(booked(&format!("new{i}"), 2, Cents::units(30)));
        page.push(booked(&format!("inactive{i}"), 40, Cents::units(50)));
    }
    upsert(store, &page, noon() - days(1)).await;
    analyse(store, noon()).await;
    set(store, "daily_follow_up_limit", "10").await;
}

fn shares() -> BTreeMap<String, u64> {
    // Of ten slots, by weights of 8, 4, 4 and 2 out of 18.
    [
        ("high_value_client_retention", 5),
        ("welcome_new_client", 2),
        ("cancelled_reservation_followup", 2),
        ("inactive_client_reminder", 1),
    ]
    .map(|(id, share)| (id.to_owned(), share))
    .into()
}

async fn written(store: &Store) -> Vec<(ClientId, StrategyId)> {
    let all = store.follow_ups(None, 1000, 0).await.expect("listed");
    let mut written: Vec<_> = all.into_iter().map(|f| (f.client_id, f.strategy_id)).collect();
    written.sort_unstable();
    written
}

/// Moves the clock past the deadline once this many drafts have been written.
struct StopAfter(u64);

impl Progress for StopAfter {
    fn reached(&self, _: Stage, done: u64, _: Option<u64>) {
        if done >= self.0 {
            CLOCK.set(noon() + TimeDelta::hours(1));
        }
    }
}

on_both_engines! {
    async fn the_days_slots_are_dealt_so_that_nobody_starves(store: &Store) {
        add_every_kind(store).await;
        let first = generate(store, noon()).await;
        assert_eq!(first, Generated { written: 10, by_strategy: shares(), ..Generated::default() });
        assert_eq!(open(store).await.len(), 10);
        let richest = open(store).await.contains(&client("vip11"));
        assert!(richest, "those alike in risk are taken by what they have spent");
        assert_eq!(generate(store, noon() + TimeDelta::hours(9)).await.written, 0, "the day is full");
        let next = generate(store, noon() + days(1)).await;
        assert_eq!(next.written, 10, "and the next day is a new one");
        assert_eq!(trail(store, "generate").await.len(), 20);
    }

    async fn what_a_strategy_cannot_use_goes_on_to_the_others(store: &Store) {
        add_every_kind(store).await;
        execute(store, "delete from client_insights where client_id like 'vip%' and client_id <> 'vip00@exemple.test'").await;
        let report = generate(store, noon()).await;
        assert_eq!(report.written, 10);
        assert_eq!(report.by_strategy["high_value_client_retention"], 1);
    }

    async fn a_generation_that_was_stopped_ends_like_one_that_was_not(store: &Store) {
        add_every_kind(store).await;
        generate(store, noon()).await;
        let undisturbed = written(store).await;
        for stop_after in [1, 4, 5, 6, 8, 9] {
            execute(store, "delete from ai_follow_ups; delete from daily_quota").await;
            CLOCK.set(noon());
            let recorder = Recorder::default();
            let stopped = Engine {
                deadline: Some(noon() + TimeDelta::hours(1)),
                progress: &StopAfter(stop_after),
                ..engine(store, &recorder, noon())
            };
            assert_eq!(stopped.generate().await.expect("generated").written, stop_after);
            assert_eq!(stopped.generate().await.expect("generated").written, 0, "its time is over");
            let rest = generate(store, noon() + TimeDelta::minutes(5)).await;
            assert_eq!(rest.written, 10 - stop_after);
            assert_eq!(written(store).await, undisturbed, "stopped after {stop_after}");
        }
    }

    async fn nobody_gets_one_without_consent_address_or_rest(store: &Store) {
        let names = ["paused", "no_consent", "lately", "fine"];
        let mut page = names.map(|name| booked(name, 40, Cents::units(50))).to_vec();
        // The answer to a cancellation goes by e-mail alone.
        let by_number = Reservation { email: "n/a".to_owned(), phone: "0812345678".to_owned(), ..booked("x", 5, Cents::units(50)) };
        page.push(Reservation { status: ReservationStatus::Cancelled, ..by_number });
        upsert(store, &page, noon() - days(1)).await;
        analyse(store, noon()).await;
        execute(store, "insert into client_contacts (client_key, email_consent, paused_until, updated_at)
            select client_key, name like 'paused%',
                case when name like 'paused%' then TIME '2026-03-10 10:00:00+00:00' end, TIME '2026-01-01 00:00:00+00:00'
            from client_names where name like 'paused%' or name like 'no_consent%'"
            .replace("TIME", if store.is_embedded() { "" } else { "timestamptz" }).as_str()).await;
        put(store, relance::follow_up::FollowUp { strategy_id: strategy("other"), ..sent("lately", 2) }).await;
        let report = generate(store, noon()).await;
        assert_eq!(report.written, 1);
        let refused: BTreeMap<_, _> = [(RefusalCode::Paused, 1), (RefusalCode::NoConsent, 1), (RefusalCode::ClientCap, 1), (RefusalCode::Unreachable, 1)].into();
        assert_eq!(report.refused, refused);
        assert_eq!(open(store).await, [client("fine")]);
    }

    async fn who_has_booked_ahead_of_now_takes_no_slot_from_others(store: &Store) {
        let ahead = |name: &str, minutes| Reservation {
            created_at: noon() + TimeDelta::minutes(minutes), ..booked(name, 0, Cents::units(30))
        };
        let twice = [booked("both", 40, Cents::units(50)), ahead("both", 3 * 24 * 60)];
        let alone = [ahead("soon", 2), ahead("later", 3 * 24 * 60), booked("real", 40, Cents::units(50))];
        upsert(store, &[twice.to_vec(), alone.to_vec()].concat(), noon() - days(1)).await;
        set(store, "daily_follow_up_limit", "2").await;
        for minutes in [0, 1, 5] {
            let now = noon() + TimeDelta::minutes(minutes);
            analyse(store, now).await;
            generate(store, now).await;
            engine(store, &Recorder::default(), now).maintain().await.expect("maintained");
        }
        let written: Vec<ClientId> = written(store).await.into_iter().map(|(client, _)| client).collect();
        assert!(written.contains(&client("real")), "{written:?}");
        assert!(!written.contains(&client("both")) && !written.contains(&client("later")), "{written:?}");
        assert_eq!(number(store, "select used from daily_quota where kind = 'written'").await, written.len() as i64);
    }

    async fn a_slot_is_free_again_when_its_follow_up_is_withdrawn_before_anybody_saw_it(store: &Store) {
        let maintain = async |now| engine(store, &Recorder::default(), now).maintain().await.expect("maintained");
        let inactive = ["a", "b", "c", "d"].map(|name| booked(name, 40, Cents::units(50)));
        upsert(store, &inactive, noon() - days(1)).await;
        analyse(store, noon()).await;
        set(store, "daily_follow_up_limit", "1").await;
        assert_eq!(generate(store, noon()).await.written, 1);
        let hours = |hours| noon() + TimeDelta::hours(hours);
        // Whoever has one comes back: at first nobody has seen it, then a person has approved it.
        let come_back = async |at| {
            let open = open(store).await;
            let name = open[0].as_str().trim_end_matches("@exemple.test").to_owned();
            let back = Reservation { created_at: at, transaction_id: "back".to_owned(), ..booked(&name, 0, Cents(1)) };
            upsert(store, &[back], at).await;
            assert_eq!(maintain(at).await, 1);
            analyse(store, at).await;
        };
        come_back(hours(1)).await;
        assert_eq!(generate(store, hours(2)).await.written, 1, "the slot is free again");
        let seen = store.follow_ups(Some(Status::Pending), 1, 0).await.expect("listed").remove(0);
        admin(store, hours(3)).approve(seen.id).await.expect("approved");
        come_back(hours(3)).await;
        assert_eq!(generate(store, hours(4)).await.written, 0, "this one was a decision of the day");
        assert_eq!(generate(store, noon() + days(1)).await.written, 1);
        assert_eq!(number(store, "select cast(sum(used) as bigint) from daily_quota").await, 2);
    }

    async fn who_is_at_a_desk_is_left_alone(store: &Store) {
        let here = Reservation { end_date: noon().date_naive(), ..booked("here", 40, Cents::units(600)) };
        upsert(store, &[here], noon() - days(1)).await;
        analyse(store, noon()).await;
        assert_eq!(generate(store, noon()).await, Generated::default());
        analyse(store, noon() + days(1)).await;
        assert_eq!(generate(store, noon() + days(1)).await.written, 1, "until they leave");
    }

    async fn switched_off_or_without_a_limit_nothing_is_written(store: &Store) {
        add_every_kind(store).await;
        set(store, "daily_follow_up_limit", "0").await;
        assert_eq!(generate(store, noon()).await, Generated::default());
        set(store, "daily_follow_up_limit", "10").await;
        set(store, "enabled", "false").await;
        assert_eq!(generate(store, noon()).await, Generated { disabled: true, ..Generated::default() });
    }

    async fn the_automatic_mode_approves_what_is_sure_enough_and_untouched(store: &Store) {
        add_every_kind(store).await;
        // With one reservation, the confidence is 63 if the strategy has one condition, and 68 if it has more.
        for (key, value) in [("auto_mode_enabled", "true"), ("auto_confidence_floor", "63")] {
            set(store, key, value).await;
        }
        let report = generate(store, noon()).await;
        assert_eq!((report.written, report.self_approved), (10, 9));
        let waiting = store.follow_ups(Some(Status::Pending), 10, 0).await.expect("listed");
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].strategy_id, strategy("inactive_client_reminder"));
        let approved = store.follow_ups(Some(Status::Approved), 10, 0).await.expect("listed");
        assert!(approved.iter().all(|f| f.approved_by() == Some("relance") && f.is_covered()));

        set(store, "auto_confidence_floor", "62").await;
        let waiting = &waiting[0];
        let operations = admin(store, noon());
        operations.edit(waiting.id, &waiting.draft.subject, "Autrement dit.", None).await.expect("edited");
        let recorder = Recorder::default();
        let later = engine(store, &recorder, noon()).send().await.expect("sent").expect("carried");
        assert_eq!(later.self_approved, 0, "a person has written it");
        execute(store, "update ai_follow_ups set draft_source = 'template'").await;
        let later = engine(store, &recorder, noon()).send().await.expect("sent").expect("carried");
        assert_eq!(later.self_approved, 1);
    }
}

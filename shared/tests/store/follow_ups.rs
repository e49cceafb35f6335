//! Follow-ups: stored, found, replaced, claimed.

use chrono::TimeDelta;
use futures_util::future::join_all;
use relance::{
    client::Channel,
    draft::DraftSource,
    follow_up::{
        Failure, FollowUp, Lease, Status,
        attribution::{Credit, Return, credited},
        gate::History,
    },
    money::Cents,
    on_both_engines,
    reservation::{Reservation, ReservationStatus},
    store::Store,
    strategy::Priority,
    testing::fixtures::*,
};
use uuid::Uuid;

fn ids(follow_ups: &[FollowUp]) -> Vec<Uuid> {
    follow_ups.iter().map(|f| f.id).collect()
}

async fn next_due(store: &Store, now: chrono::DateTime<chrono::Utc>) -> Option<Uuid> {
    let mut tx = store.begin().await.expect("a transaction");
    tx.next_due(now).await.expect("asked").map(|f| f.id)
}

on_both_engines! {
    async fn a_follow_up_comes_back_as_it_was_stored(store: &Store) {
        let whole = with(sending("a"), |f| { f.sending.next_try_at = Some(noon() + days(1)); f.outcome.sent_at = Some(noon() - days(1)); f.outcome.provider_message_id = Some("m-1".to_owned()); f.outcome.failure = Failure::words("later"); f.outcome.rests = false; f.priority = Priority::Urgent; f.draft.source = DraftSource::Human; });
        let whole = put(store, whole).await;
        assert_eq!(store.follow_up(whole.id).await.expect("asked"), Some(whole.clone()));
        assert_eq!(store.follow_up(Uuid::new_v4()).await.expect("asked"), None);
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.follow_up(whole.id).await.expect("asked"), Some(whole));
        assert_eq!(tx.follow_up(Uuid::new_v4()).await.expect("asked"), None);
    }

    async fn a_client_gets_no_second_open_one(store: &Store) {
        put(store, follow_up("a")).await;
        let another = async |name| FollowUp { client_key: key(store, name).await, ..follow_up(name) };
        let (a, b) = (another("a").await, another("b").await);
        let mut tx = store.begin().await.expect("a transaction");
        assert!(!tx.insert_follow_up(&a).await.expect("asked"));
        assert!(tx.insert_follow_up(&b).await.expect("asked"), "the transaction goes on");
        tx.commit().await.expect("committed");
        assert_eq!(store.count_follow_ups(None).await.expect("counted"), 2);
    }

    async fn those_a_person_must_look_at_first_come_first(store: &Store) {
        let with = |name: &str, priority, hours| FollowUp {
            priority, scheduled_date: noon() + TimeDelta::hours(hours), ..follow_up(name)
        };
        let mut expected = Vec::new();
        for (name, priority, hours) in [("a", Priority::Urgent, 5), ("b", Priority::Urgent, 6), ("c", Priority::High, 1),
            ("d", Priority::Medium, 1), ("e", Priority::Low, 0)] {
            expected.push(with(name, priority, hours));
        }
        for one in [4, 2, 0, 3, 1] {
            put(store, expected[one].clone()).await;
        }
        let gone = put(store, sent("f", 9)).await;
        let pending = store.follow_ups(Some(Status::Pending), 100, 0).await.expect("listed");
        assert_eq!(ids(&pending), ids(&expected));
        assert_eq!(ids(&store.follow_ups(Some(Status::Pending), 2, 1).await.expect("listed")), ids(&expected[1..3]));
        assert_eq!(ids(&store.follow_ups(Some(Status::Sent), 9, 0).await.expect("listed")), [gone.id]);
        assert_eq!(store.follow_ups(None, 100, 0).await.expect("listed").len(), 6);
        let count = async |status| store.count_follow_ups(status).await.expect("counted");
        assert_eq!([count(None).await, count(Some(Status::Pending)).await, count(Some(Status::Failed)).await], [6, 5, 0]);
    }

    async fn a_clients_follow_ups_are_told_newest_first(store: &Store) {
        let old = put(store, FollowUp { generated_at: noon() - days(9), ..sent("a", 8) }).await;
        let new = put(store, follow_up("a")).await;
        put(store, follow_up("b")).await;
        assert_eq!(ids(&store.follow_ups_of(key(store, "a").await).await.expect("listed")), [new.id, old.id]);
    }

    async fn a_strategy_rests_from_what_was_sent_refused_or_cancelled_by_a_person(store: &Store) {
        let reminder = strategy("inactive_client_reminder");
        let other = strategy("seasonal_promotion");
        let history = async |name: &str, of| store.history(key(store, name).await, of).await.expect("asked");
        assert_eq!(history("a", &reminder).await, History::default());
        put(store, sent("a", 9)).await;
        put(store, FollowUp { strategy_id: other.clone(), ..sent("a", 5) }).await;
        let (nine, five) = (Some(noon() - days(9)), Some(noon() - days(5)));
        assert_eq!(history("a", &reminder).await, History { last_sent: five, rests_from: nine, last_kept: None });
        assert_eq!(history("a", &other).await, History { last_sent: five, rests_from: five, last_kept: None });

        let cancelled = |rests| with(follow_up("a"), |f| { f.status = Status::Cancelled; f.outcome.rests = rests; f.updated_at = noon() - days(2); });
        put(store, cancelled(false)).await;
        assert_eq!(history("a", &reminder).await.rests_from, nine, "withdrawn by the schedule: it does not rest");
        put(store, cancelled(true)).await;
        assert_eq!(history("a", &reminder).await, History { last_sent: five, rests_from: Some(noon() - days(2)), last_kept: None });
        put(store, FollowUp { status: Status::Failed, ..follow_up("a") }).await;
        let mut tx = store.begin().await.expect("a transaction");
        let now = tx.history(key(store, "a").await, &reminder).await.expect("asked");
        assert_eq!(now, History { last_sent: five, rests_from: Some(noon()), last_kept: None });
    }

    async fn a_lease_has_ended_at_the_moment_it_says(store: &Store) {
        let lost = put(store, sending("a")).await;
        put(store, with(sending("b"), |f| f.sending.lease.as_mut().expect("claimed").until += TimeDelta::microseconds(1))).await;
        put(store, approved("c")).await;
        assert_eq!(ids(&store.expired_leases(noon()).await.expect("listed")), [lost.id]);
        assert!(store.expired_leases(noon() - TimeDelta::microseconds(1)).await.expect("listed").is_empty());
    }

    async fn who_booked_since_they_were_written_to_is_overtaken(store: &Store) {
        let mut overtaken = vec![put(store, follow_up("a")).await.id, put(store, approved("b")).await.id];
        overtaken.sort_unstable();
        put(store, sending("c")).await;
        put(store, follow_up("d")).await;
        put(store, follow_up("e")).await;
        put(store, with(follow_up("f"), |f| f.draft.content_hash = None)).await;
        let after = |name: &str| booked(name, -1, Cents(1));
        let at_once = Reservation { created_at: noon(), ..booked("e", -1, Cents(1)) };
        let cancelled = Reservation { status: ReservationStatus::Cancelled, ..after("d") };
        upsert(store, &[after("a"), after("b"), after("c"), cancelled, at_once, after("f")], noon()).await;
        assert_eq!(ids(&store.overtaken().await.expect("listed")), overtaken);
    }

    async fn what_waits_for_a_person_past_its_date_is_found(store: &Store) {
        let waiting = put(store, follow_up("a")).await;
        put(store, approved("b")).await;
        assert!(store.waiting_since(noon()).await.expect("listed").is_empty());
        let later = noon() + TimeDelta::microseconds(1);
        assert_eq!(ids(&store.waiting_since(later).await.expect("listed")), [waiting.id]);
    }

    async fn only_what_is_sure_and_untouched_approves_itself(store: &Store) {
        let sure = put(store, with(follow_up("a"), |f| f.draft.confidence = 61)).await;
        put(store, with(follow_up("b"), |f| f.draft.confidence = 60)).await;
        put(store, with(follow_up("c"), |f| f.draft.source = DraftSource::Human)).await;
        put(store, with(follow_up("d"), |f| f.draft.content_hash = None)).await;
        put(store, sent("e", 1)).await;
        assert_eq!(ids(&store.self_approving(60).await.expect("listed")), [sure.id]);
    }

    async fn what_was_written_is_counted_by_strategy_from_the_first_moment_to_before_the_last(store: &Store) {
        let written = |name: &str, hours| FollowUp { generated_at: noon() + TimeDelta::hours(hours), ..follow_up(name) };
        for (name, hours) in [("a", -1), ("b", 0), ("c", 1), ("d", 2)] {
            put(store, written(name, hours)).await;
        }
        put(store, with(written("e", 1), |f| f.draft.content_hash = None)).await;
        put(store, FollowUp { strategy_id: strategy("seasonal_promotion"), status: Status::Cancelled, ..written("f", 1) }).await;
        let withdrawn = |name: &str| with(written(name, 1), |f| { f.status = Status::Cancelled; f.outcome.rests = false; });
        put(store, withdrawn("unseen")).await;
        put(store, with(withdrawn("by-itself"), |f| f.approval = with(follow_up("x"), |x| x.approve("relance", noon()).expect("it is pending")).approval)).await;
        put(store, with(withdrawn("g"), |f| f.approval = sent("x", 0).approval)).await;
        put(store, with(withdrawn("h"), |f| f.draft.source = DraftSource::Human)).await;
        put(store, with(withdrawn("i"), |f| f.updated_at = noon() + TimeDelta::hours(2))).await;
        let mut counted = store.written_between(noon(), noon() + TimeDelta::hours(2)).await.expect("counted");
        counted.sort();
        assert_eq!(counted, [(strategy("inactive_client_reminder"), 5), (strategy("seasonal_promotion"), 1)]);
        let mut tx = store.begin().await.expect("a transaction");
        for (id, count) in counted.into_iter().chain([(strategy("nobody"), 0)]) {
            let now = tx.written_by(&id, noon(), noon() + TimeDelta::hours(2)).await.expect("counted");
            assert_eq!(now, count, "{id}");
        }
    }

    async fn the_last_message_before_a_reservation_gets_it(store: &Store) {
        let first = put(store, sent("a", 20)).await;
        let last = put(store, sent("a", 10)).await;
        let never = put(store, FollowUp { status: Status::Uncertain, ..approved("a") }).await;
        let cancelled = Reservation { status: ReservationStatus::Cancelled, ..booked("a", 9, Cents(9)) };
        upsert(store, &[booked("a", 30, Cents(1)), booked("a", 15, Cents(2)), cancelled, booked("a", 5, Cents(3)),
            booked("a", 4, Cents(4)), booked("b", 4, Cents(5))], noon()).await;
        let back = |message: &FollowUp, next: Option<&FollowUp>, days_ago, cents| Return {
            follow_up_id: message.id,
            sent_at: message.outcome.sent_at.expect("sent"),
            next_sent_at: next.map(|next| next.outcome.sent_at.expect("sent")),
            reserved_at: noon() - days(days_ago),
            cents: Cents(cents),
        };
        let of_first = [(15, 2), (5, 3), (4, 4)].map(|(ago, cents)| back(&first, Some(&last), ago, cents));
        let of_last = [(5, 3), (4, 4)].map(|(ago, cents)| back(&last, None, ago, cents));
        let mut expected = [of_first.to_vec(), of_last.to_vec()].concat();
        expected.sort_by_key(|b| (b.follow_up_id, b.reserved_at));
        let returns = async |days_ago| store.returns(noon() - days(days_ago), noon()).await.expect("listed");
        assert_eq!(returns(20).await, expected);
        assert_eq!(returns(19).await, of_last, "the first was sent before");
        let credit = |back: &Return| Credit {
            follow_up_id: back.follow_up_id,
            reserved_at: back.reserved_at,
            cents: back.cents,
        };
        let mut both = vec![credit(&of_first[0]), credit(&of_last[0])];
        both.sort_by_key(|b| b.follow_up_id);
        assert_eq!(credited(expected.clone(), days(30)), both);

        let mut tx = store.begin().await.expect("a transaction");
        for back in [&of_first[0], &of_last[1], &of_last[0]] {
            tx.credit(&credit(back)).await.expect("recorded");
        }
        tx.commit().await.expect("committed");
        assert_eq!(store.credits().await.expect("listed"), both, "one a message, the last that was told");
        assert_eq!(returns(1).await, expected, "what is credited is looked at again");
        let mut tx = store.begin().await.expect("a transaction");
        tx.take_credit_back(first.id).await.expect("taken back");
        tx.commit().await.expect("committed");
        assert_eq!(store.credits().await.expect("listed"), [credit(&of_last[0])]);
        assert_eq!(reload(store, &never).await, never);
    }

    async fn only_the_version_one_has_seen_is_replaced(store: &Store) {
        let seen = put(store, sending("a")).await;
        let mut mine = with(seen.clone(), |f| f.outcome.failure = Failure::words("mine"));
        let mut yours = with(seen.clone(), |f| f.outcome.failure = Failure::words("yours"));
        let mut nobodys = FollowUp { id: Uuid::new_v4(), ..seen.clone() };
        let mut tx = store.begin().await.expect("a transaction");
        assert!(!tx.replace_follow_up(&mut nobodys).await.expect("asked"));
        assert!(tx.replace_follow_up(&mut mine).await.expect("asked"));
        assert!(!tx.replace_follow_up(&mut yours).await.expect("asked"), "it started from the version before");
        tx.commit().await.expect("committed");
        assert_eq!((reload(store, &seen).await, mine.version, yours.version), (mine.clone(), 1, 0));

        let mut tx = store.begin().await.expect("a transaction");
        assert!(tx.replace_follow_up(&mut mine).await.expect("asked"), "the next one starts from this one");
        tx.commit().await.expect("committed");
        assert_eq!(reload(store, &seen).await, mine);
    }

    async fn what_an_older_program_changes_is_another_version_too(store: &Store) {
        let mut seen = put(store, follow_up("a")).await;
        // As the last program before the column `version` wrote it: without a version.
        execute(store, "update ai_follow_ups set message = 'Autre texte', updated_at = updated_at").await;
        seen.approve("admin", noon()).expect("it is pending");
        let mut tx = store.begin().await.expect("a transaction");
        assert!(!tx.replace_follow_up(&mut seen).await.expect("asked"), "nobody approves a text they have not seen");
        tx.commit().await.expect("committed");
        let after = reload(store, &seen).await;
        assert_eq!((after.version, after.status, after.draft.message.as_str()), (1, Status::Pending, "Autre texte"));
    }

    async fn the_most_urgent_approved_one_whose_time_has_come_is_next(store: &Store) {
        assert_eq!(next_due(store, noon()).await, None);
        put(store, FollowUp { priority: Priority::Urgent, ..follow_up("pending") }).await;
        let high = put(store, FollowUp { priority: Priority::High, ..approved("high") }).await;
        let urgent = put(store, with(approved("urgent"), |f| { f.priority = Priority::Urgent; f.scheduled_date = noon() + TimeDelta::microseconds(1); f.draft.channel = Channel::Sms; })).await;
        let earlier = put(store, with(approved("earlier"), |f| { f.priority = Priority::High; f.scheduled_date = noon() - days(1); f.sending.next_try_at = Some(noon() + days(1)); })).await;
        assert_eq!(next_due(store, noon() - TimeDelta::microseconds(1)).await, None);
        assert_eq!(next_due(store, noon()).await, Some(high.id));
        assert_eq!(next_due(store, noon() + TimeDelta::microseconds(1)).await, Some(urgent.id));
        put(store, FollowUp { status: Status::Cancelled, ..follow_up("x") }).await;
        execute(store, "delete from ai_follow_ups where channel = 'sms'").await;
        assert_eq!(next_due(store, noon() + days(1)).await, Some(earlier.id), "its next try has come");
    }

    async fn two_transactions_never_get_the_same_one(store: &Store) {
        for name in ["a", "b", "c"] {
            put(store, approved(name)).await;
        }
        let claims = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin().await.expect("a transaction");
                let due = tx.next_due(noon()).await.expect("asked")?;
                let mut claimed = due.clone();
                let lease = Lease { token: Uuid::new_v4(), until: noon() };
                claimed.claim(lease, noon().date_naive(), noon()).expect("it is approved");
                assert!(tx.replace_follow_up(&mut claimed).await.expect("asked"));
                tx.commit().await.expect("committed");
                Some(due.id)
            })
        });
        let mut got: Vec<_> = join_all(claims).await.into_iter().filter_map(|claim| claim.expect("it ran")).collect();
        let taken = got.len();
        got.sort_unstable();
        got.dedup();
        assert_eq!((taken, got.len()), (3, 3), "each once, and none is left");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn what_one_postgres_transaction_holds_the_next_one_skips() {
    relance::testing::on_postgres(async |store| {
        for name in ["a", "b"] {
            put(store, approved(name)).await;
        }
        let mut transactions = Vec::new();
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut tx = store.begin().await.expect("a transaction");
            held.push(tx.next_due(noon()).await.expect("asked").map(|f| f.client_id));
            transactions.push(tx);
        }
        held.sort();
        assert_eq!(held, [None, Some(client("a")), Some(client("b"))]);
    })
    .await;
}

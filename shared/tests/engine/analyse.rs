//! Which clients an analysis folds, and which it only scores again.

use chrono::TimeDelta;
use relance::{
    engine::Analysed,
    filter::Filter,
    money::Cents,
    on_both_engines,
    reservation::Reservation,
    store::pages::{ClientColumn, Sort, Start},
    testing::fixtures::*,
};

use super::{CLOCK, admin, analyse};

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

fn small(name: &str, days_ago: i64) -> Reservation {
    booked(name, days_ago, Cents::units(20))
}

on_both_engines! {
    async fn the_first_pass_reads_everyone_and_the_next_only_who_changed(store: &Store) {
        upsert(store, &["a", "b", "c"].map(|name| small(name, 5)), noon() - minutes(60)).await;
        let first = Analysed { full_pass: true, folded: 3, ..Analysed::default() };
        assert_eq!(analyse(store, noon()).await, first);
        assert_eq!(analyse(store, noon()).await, Analysed::default());

        CLOCK.set(noon() + minutes(10));
        upsert(store, &[small("b", 4)], noon() + minutes(5)).await;
        let one = Analysed { folded: 1, ..Analysed::default() };
        assert_eq!(analyse(store, noon() + minutes(10)).await, one);
        assert_eq!(store.insight(key(store, "b").await).await.expect("asked").expect("there").profile.reservations, 2);

        // A booking may be committed minutes after its `updated_at`.
        upsert(store, &[small("c", 4)], noon() + minutes(3)).await;
        assert_eq!(analyse(store, noon() + minutes(11)).await, one, "who came late is found");
        assert_eq!(store.insight(key(store, "c").await).await.expect("asked").expect("there").profile.reservations, 2);
        assert_eq!(analyse(store, noon() + minutes(12)).await, Analysed::default(), "and nobody is folded again");
        // A booking that changes again leaves the counted window; the extra check finds that none was late.
        upsert(store, &[booked("b", 4, Cents::units(30))], noon() + minutes(13)).await;
        assert_eq!(analyse(store, noon() + minutes(14)).await, one);
        CLOCK.set(noon() + minutes(60));
        assert_eq!(analyse(store, noon() + minutes(60)).await, Analysed::default());
    }

    async fn a_new_business_day_scores_everyone_and_folds_who_changed_in_silence(store: &Store) {
        upsert(store, &["a", "b"].map(|name| small(name, 5)), noon() - minutes(60)).await;
        analyse(store, noon()).await;
        let late = at("2026-03-10T22:59:59Z");
        assert_eq!(analyse(store, late).await, Analysed::default());
        let midnight = at("2026-03-10T23:00:00Z");
        assert_eq!(analyse(store, midnight).await, Analysed { rescored: 2, ..Analysed::default() });
        assert_eq!(store.engine_state().await.expect("asked").full_pass, 1);
        let silently = "update reservations set status = 'cancelled' where email = 'a@exemple.test'";
        execute(store, silently).await;
        assert_eq!(analyse(store, midnight + minutes(1)).await, Analysed::default(), "nothing tells");
        let report = analyse(store, midnight + days(1)).await;
        assert_eq!((report.full_pass, report.folded, report.rescored), (false, 1, 2));
        let profile = store.insight(key(store, "a").await).await.expect("asked").expect("there").profile;
        assert_eq!(profile.cancellations, 1);
    }

    async fn whoever_has_been_away_a_whole_day_more_is_scored_again_without_a_look_at_reservations(store: &Store) {
        let at_noon = small("a", 5);
        let three_hours_later = Reservation { created_at: noon() - days(5) + minutes(180), ..small("b", 5) };
        upsert(store, &[at_noon, three_hours_later], noon() - minutes(60)).await;
        analyse(store, noon()).await;
        let days_of_b = async || store.insight(key(store, "b").await).await.expect("asked").expect("there").assessment.scores.days_since_last;
        assert_eq!(days_of_b().await, 4);
        execute(store, "delete from reservations where email = 'b@exemple.test'").await;
        assert_eq!(analyse(store, noon() + minutes(179)).await, Analysed::default());
        assert_eq!(analyse(store, noon() + minutes(180)).await, Analysed { rescored: 1, ..Analysed::default() });
        assert_eq!(days_of_b().await, 5);
        assert_eq!(analyse(store, noon() + minutes(181)).await, Analysed::default());
    }

    async fn a_first_pass_that_died_anywhere_leaves_a_search_that_the_next_one_repairs(store: &Store) {
        upsert(store, &["awa", "beni"].map(|name| small(name, 5)), noon() - minutes(60)).await;
        let found = async |word: &str| {
            let filter = Filter::parse(word).expect("a filter");
            let sort = Sort::by(ClientColumn::Risk);
            store.client_page(&filter, sort, &Start::First, 9, noon()).await.expect("listed").rows.len()
        };
        // It died between two of the things that it drops.
        if store.is_embedded() {
            execute(store, "drop trigger client_search_index_insert").await;
        } else {
            execute(store, "drop trigger client_search_insert on client_insights").await;
        }
        analyse(store, noon()).await;
        assert_eq!((found("awa").await, found("exemple").await), (1, 2));
        // It died with half of the clients written, and nothing to search.
        execute(store, "delete from client_insights").await;
        store.drop_list_indexes().await.expect("dropped");
        execute(store, "update engine_state set watermark = null").await;
        analyse(store, noon()).await;
        assert_eq!((found("awa").await, found("exemple").await), (1, 2));
        // Whoever comes later is found too.
        upsert(store, &[small("chantal", 4)], noon()).await;
        analyse(store, noon() + minutes(1)).await;
        assert_eq!((found("chantal").await, found("exemple").await), (1, 3));
    }

    async fn scores_made_later_than_now_are_made_anew(store: &Store) {
        upsert(store, &[small("a", 5)], noon() - minutes(60)).await;
        analyse(store, noon()).await;
        let earlier = noon() - minutes(30);
        assert_eq!(analyse(store, earlier).await, Analysed { rescored: 1, ..Analysed::default() });
        assert_eq!(store.insight(key(store, "a").await).await.expect("asked").expect("there").analysed_at, earlier);
    }

    async fn another_strategy_or_threshold_scores_everyone_again(store: &Store) {
        upsert(store, &["a", "b"].map(|name| small(name, 40)), noon() - minutes(60)).await;
        analyse(store, noon()).await;
        let recommended = async || store.insight(key(store, "a").await).await.expect("asked").expect("there").assessment.recommended;
        assert_eq!(recommended().await, Some(strategy("inactive_client_reminder")));
        let operations = admin(store, noon());
        operations.switch_strategy(&strategy("inactive_client_reminder"), false).await.expect("switched");
        let all = Analysed { rescored: 2, ..Analysed::default() };
        assert_eq!(analyse(store, noon()).await, all);
        assert_eq!(recommended().await, Some(strategy("seasonal_promotion")));
        assert_eq!(analyse(store, noon()).await, Analysed::default());
        operations.set("critical_inactivity_days", "90").await.expect("set");
        assert_eq!(analyse(store, noon()).await, all);
        operations.set("daily_follow_up_limit", "9").await.expect("set");
        assert_eq!(analyse(store, noon()).await, Analysed::default(), "which says nothing about a client");
    }

    async fn whoever_has_no_reservation_left_is_removed_the_next_morning(store: &Store) {
        upsert(store, &["a", "b"].map(|name| small(name, 5)), noon() - minutes(60)).await;
        analyse(store, noon()).await;
        execute(store, "delete from reservations where email = 'a@exemple.test'").await;
        let next = analyse(store, noon() + days(1)).await;
        assert_eq!(next, Analysed { rescored: 1, removed: 1, ..Analysed::default() });
        assert_eq!(store.engine_state().await.expect("asked").hours.0.iter().sum::<u64>(), 1, "with their hours");
        assert_eq!(store.insight(key(store, "a").await).await.expect("asked"), None);
    }

    async fn another_time_zone_reads_everyone_again_by_its_own_clock(store: &Store) {
        upsert(store, &[small("a", 5)], noon() - minutes(60)).await;
        analyse(store, noon()).await;
        assert_eq!(store.engine_state().await.expect("asked").hours.0[10], 1, "ten in Kinshasa");
        admin(store, noon()).set("time_zone", "Asia/Tokyo").await.expect("set");
        assert_eq!(analyse(store, noon()).await, Analysed { full_pass: true, folded: 1, ..Analysed::default() });
        let hours = store.engine_state().await.expect("asked").hours;
        assert_eq!((hours.0[10], hours.0[18]), (0, 1), "is six in the evening in Tokyo");
    }

    async fn a_client_with_more_reservations_than_a_page_is_folded_whole(store: &Store) {
        let of = |name: &str, i: i64| Reservation { transaction_id: i.to_string(), amount: Cents(1), ..small(name, 5) };
        let mut page: Vec<_> = (0..10_050).map(|i| of("m", i)).collect();
        page.extend(["a", "z"].map(|name| of(name, 0)));
        upsert(store, &page, noon() - minutes(60)).await;
        assert_eq!(analyse(store, noon()).await, Analysed { full_pass: true, folded: 3, ..Analysed::default() });
        let many = store.insight(key(store, "m").await).await.expect("asked").expect("there").profile;
        assert_eq!((many.reservations, many.spent), (10_050, Cents(10_050)));
    }

    async fn a_strategy_that_makes_no_sense_is_named_and_the_pass_goes_on(store: &Store) {
        upsert(store, &[small("a", 40), small(" ", 4)], noon() - minutes(60)).await;
        execute(store, "update ai_follow_up_strategies set trigger_conditions = '[7]'
            where id = 'high_value_client_retention'").await;
        let report = analyse(store, noon()).await;
        assert_eq!((report.folded, report.nameless), (1, 1));
        assert_eq!(report.unusable_strategies.len(), 1);
        assert!(report.unusable_strategies[0].starts_with("high_value_client_retention: "), "{report:?}");
    }
}

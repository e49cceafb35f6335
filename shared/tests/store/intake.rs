//! Writing reservations into Relance's own table, and emptying it.

use relance::{
    money::Cents,
    on_both_engines,
    reservation::{Reservation, ReservationStatus},
    store::{Quota, Upserted},
    testing::fixtures::*,
};

on_both_engines! {
    async fn each_reservation_is_new_changed_or_unchanged(store: &Store) {
        let page = ["a", "b", "c"].map(|name| booked(name, 5, Cents::units(10)));
        assert_eq!(upsert(store, &page, noon()).await, Upserted { new: 3, changed: 0, unchanged: 0 });
        assert_eq!(upsert(store, &page, noon() + days(1)).await, Upserted { new: 0, changed: 0, unchanged: 3 });
        assert_eq!(store.newest_change(noon() + days(9)).await.expect("asked"), Some(noon()), "what is unchanged keeps its date");

        let mixed = [
            page[0].clone(),
            Reservation { status: ReservationStatus::Cancelled, ..page[1].clone() },
            Reservation { transaction_id: "other".to_owned(), ..page[2].clone() },
        ];
        assert_eq!(upsert(store, &mixed, noon() + days(2)).await, Upserted { new: 1, changed: 1, unchanged: 1 });
        assert_eq!(store.count_reservations().await.expect("counted"), 4);
        assert!(store.has_reservations().await.expect("asked"));
        assert_eq!(upsert(store, &[], noon()).await, Upserted::default());
    }

    async fn every_column_that_changes_is_a_change(store: &Store) {
        let plain = booked("a", 5, Cents::units(10));
        let text = || "autre".to_owned();
        let changes: [Reservation; 17] = [
            Reservation { full_name: text(), ..plain.clone() },
            Reservation { email: "A@exemple.test".to_owned(), ..plain.clone() },
            Reservation { phone: text(), ..plain.clone() },
            Reservation { company: Some(text()), ..plain.clone() },
            Reservation { activity: text(), ..plain.clone() },
            Reservation { address: None, ..plain.clone() },
            Reservation { space_type: text(), ..plain.clone() },
            Reservation { start_date: plain.start_date.pred_opt().expect("a day"), ..plain.clone() },
            Reservation { end_date: plain.end_date.succ_opt().expect("a day"), ..plain.clone() },
            Reservation { occupants: 2, ..plain.clone() },
            Reservation { subscription_type: text(), ..plain.clone() },
            Reservation { amount: Cents(1001), ..plain.clone() },
            Reservation { payment_method: text(), ..plain.clone() },
            Reservation { status: ReservationStatus::Pending, ..plain.clone() },
            Reservation { notes: Some(text()), ..plain.clone() },
            Reservation { admin_notes: Some(text()), ..plain.clone() },
            Reservation { created_at: plain.created_at + chrono::TimeDelta::microseconds(1), ..plain.clone() },
        ];
        upsert(store, std::slice::from_ref(&plain), noon()).await;
        for changed in changes {
            let taken = upsert(store, std::slice::from_ref(&changed), noon()).await;
            assert_eq!(taken, Upserted { new: 0, changed: 1, unchanged: 0 }, "{changed:?}");
            assert_eq!(upsert(store, std::slice::from_ref(&plain), noon()).await.changed, 1);
        }
        assert_eq!(store.count_reservations().await.expect("counted"), 1);
    }

    async fn an_address_in_another_case_is_the_same_client(store: &Store) {
        let plain = booked("mbuyi", 5, Cents::units(10));
        upsert(store, std::slice::from_ref(&plain), noon()).await;
        let shouted = Reservation { email: " MBUYI@Exemple.TEST\t".to_owned(), ..plain.clone() };
        assert_eq!(upsert(store, &[shouted], noon()).await, Upserted { new: 0, changed: 1, unchanged: 0 });
        assert_eq!(store.reservations_of(&[key(store, "mbuyi").await], 100).await.expect("read").len(), 1);
        let accented = Reservation { email: "MBUYÉ@exemple.test".to_owned(), ..plain.clone() };
        let lowered = Reservation { email: "mbuyé@exemple.test".to_owned(), ..plain };
        assert_eq!(upsert(store, &[accented, lowered], noon()).await.new, 2, "only ASCII is lowered");
    }

    async fn amounts_come_back_to_the_cent(store: &Store) {
        let amounts = ["0.00", "0.01", "0.29", "0.57", "1.10", "139.12", "1234567.89", "9999999999.99"];
        let cents = amounts.map(|text| Cents::parse(text).expect("an amount"));
        let page: Vec<_> = cents
            .iter()
            .map(|amount| Reservation { transaction_id: amount.to_string(), ..booked("a", 5, *amount) })
            .collect();
        upsert(store, &page, noon()).await;
        let rows = store.reservations_of(&[key(store, "a").await], 100).await.expect("read");
        let mut read: Vec<_> = (0..rows.len()).map(|place| rows.readable(place).expect("read").expect("readable")).collect();
        read.sort_by_key(|booking| booking.amount);
        assert_eq!(read.iter().map(|booking| booking.amount).collect::<Vec<_>>(), cents);
        for booking in read {
            assert_eq!(booking.transaction_id, booking.amount.to_string(), "each its own");
        }
    }

    async fn wiping_leaves_settings_and_strategies_alone(store: &Store) {
        upsert(store, &[booked("a", 5, Cents::units(10))], noon()).await;
        let message = put(store, follow_up("a")).await;
        event(store, &message, "opened").await;
        let mut tx = store.begin().await.expect("a transaction");
        tx.add_device(&client("a"), &device("ios", "token"), noon()).await.expect("added");
        tx.take_slot(noon().date_naive(), Quota::Written, 5).await.expect("taken");
        tx.mark_demo(true).await.expect("marked");
        let mut settings = tx.settings().await.expect("read");
        settings.daily_follow_up_limit = 7;
        tx.save_settings(&settings, noon()).await.expect("saved");
        tx.commit().await.expect("committed");

        let mut tx = store.begin().await.expect("a transaction");
        tx.wipe_clients().await.expect("wiped");
        tx.commit().await.expect("committed");
        for table in ["reservations", "ai_follow_ups", "ai_follow_up_logs", "follow_up_events", "client_insights",
            "client_contacts", "push_endpoints", "daily_quota"] {
            assert_eq!(number(store, &format!("select count(*) from {table}")).await, 0, "{table}");
        }
        assert!(!store.engine_state().await.expect("asked").holds_demo);
        assert_eq!(store.settings().await.expect("read"), settings);
        assert_eq!(store.strategies().await.expect("read").0.len(), 5);
        store.refresh_statistics().await.expect("refreshed");
    }
}

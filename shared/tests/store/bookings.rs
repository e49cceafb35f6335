//! Reading reservations.

use relance::{
    client::{ClientId, ClientKey},
    money::Cents,
    on_both_engines,
    reservation::{Reservation, ReservationStatus},
    store::{Presence, Store},
    testing::fixtures::*,
};

/// In byte order, unlike a language's collation.
const BYTEWISE: [&str; 5] =
    ["a.b@exemple.test", "a@exemple.test", "a_b@exemple.test", "aa@exemple.test", "z@exemple.test"];

fn of(email: &str, days_ago: i64) -> Reservation {
    Reservation { email: email.to_owned(), ..booked("client", days_ago, Cents::units(10)) }
}

async fn ids_from(store: &Store, from: &str, limit: i64) -> Vec<String> {
    let rows = store.reservations_from(from, limit).await.expect("read");
    (0..rows.len()).map(|place| rows.client(place).expect("read").expect("a client").to_owned()).collect()
}

on_both_engines! {
    async fn clients_are_read_in_the_order_of_their_bytes(store: &Store) {
        let written = ["日@exemple.test", "A_B@exemple.test", " a@Exemple.test", "élise@exemple.test", "AA@exemple.test",
            "a.b@exemple.test", "Élise@exemple.test", "z@exemple.test"];
        upsert(store, &written.map(|email| of(email, 1)), noon()).await;
        assert_eq!(ids_from(store, "\u{1}", 100).await, BYTEWISE);
        let mut sorted = BYTEWISE;
        sorted.sort_unstable();
        assert_eq!(sorted, BYTEWISE, "as Rust orders them, too");
    }

    async fn a_page_begins_where_it_is_told_and_ends_at_its_limit(store: &Store) {
        upsert(store, &BYTEWISE.map(|email| of(email, 1)), noon()).await;
        upsert(store, &[of("aa@exemple.test", 2), of(" \t", 1)], noon()).await;
        assert_eq!(ids_from(store, "a@exemple.test", 3).await, ["a@exemple.test", "a_b@exemple.test", "aa@exemple.test"]);
        assert_eq!(ids_from(store, "aa@exemple.test", 2).await, ["aa@exemple.test"; 2]);
        assert_eq!(ids_from(store, "aab", 1).await, ["z@exemple.test"]);
        assert_eq!(ids_from(store, "\u{1}", 100).await.len(), 6, "who has no address is no client");
        assert_eq!(ids_from(store, "\u{10ffff}", 100).await, [""; 0]);
        assert_eq!(store.nameless_marks().await.expect("counted").rows, 1);
        assert_eq!(store.count_reservations().await.expect("counted"), 7);
    }

    async fn the_bookings_of_a_client_are_theirs_alone_and_complete(store: &Store) {
        let theirs = [of("a_b@exemple.test", 3), Reservation { address: None, ..of("A_B@exemple.test ", 4) }];
        upsert(store, &theirs, noon()).await;
        upsert(store, &[of("axb@exemple.test", 1)], noon()).await;
        let rows = store.reservations_of(&[key(store, "a_b").await], 100).await.expect("read");
        let mut read: Vec<_> = (0..rows.len()).map(|place| rows.readable(place).expect("read").expect("it can be read")).collect();
        read.sort_by_key(|booking| std::cmp::Reverse(booking.created_at));
        assert_eq!(read.len(), 2);
        for (booking, written) in read.iter().zip(&theirs) {
            assert_eq!(booking.client_id, client("a_b").as_str());
            assert_eq!(booking.full_name, written.full_name);
            assert_eq!(booking.phone, written.phone);
            assert_eq!(booking.activity, written.activity);
            assert_eq!(booking.address, written.address.as_deref().unwrap_or_default());
            assert_eq!(booking.space_type, written.space_type);
            assert_eq!(booking.end_date, written.end_date);
            assert_eq!(booking.amount, written.amount);
            assert_eq!(booking.payment_method, written.payment_method);
            assert_eq!(booking.transaction_id, written.transaction_id);
            assert_eq!(booking.status, written.status);
            assert_eq!(booking.created_at, written.created_at);
        }
        assert!(store.reservations_of(&[key(store, "nobody").await], 100).await.expect("read").is_empty());
    }

    async fn what_changed_is_known_by_the_time_of_its_change(store: &Store) {
        assert_eq!(store.newest_change(noon() + days(1)).await.expect("asked"), None);
        upsert(store, &[of("a@exemple.test", 9)], noon() - days(1)).await;
        let before = store.newest_change(noon() + days(1)).await.expect("asked").expect("a change");
        let page = [of("b@exemple.test", 9), of("B@exemple.test", 8), of("c@exemple.test", 8), of(" ", 8)];
        upsert(store, &page, noon()).await;
        assert_eq!(before, noon() - days(1));
        assert_eq!(store.newest_change(noon() + days(1)).await.expect("asked"), Some(noon()));
        let so_far = store.newest_change(noon()).await.expect("asked");
        assert_eq!(so_far, Some(before), "what is dated later is left out");
        let mut changed = store.changed_addresses(before, 100).await.expect("asked");
        changed.sort_unstable();
        assert_eq!(changed, [client("b"), client("c")], "once each, and nobody without an address");
        assert_eq!(store.changed_addresses(before, 1).await.expect("asked").len(), 1);
        assert_eq!(store.changed_addresses(noon(), 100).await.expect("asked"), Vec::<ClientId>::new());
    }

    async fn a_clients_presence_is_that_of_their_uncancelled_reservations(store: &Store) {
        let until = |email, days_ago, end: &str, status| Reservation {
            end_date: end.parse().expect("a date"), status, ..of(email, days_ago)
        };
        upsert(store, &[
            until("a@exemple.test", 9, "2026-04-01", ReservationStatus::Completed),
            until("a@exemple.test", 5, "2026-03-06", ReservationStatus::Pending),
            until("a@exemple.test", 1, "2026-05-01", ReservationStatus::Cancelled),
            until("b@exemple.test", 1, "2026-05-01", ReservationStatus::Cancelled),
        ], noon()).await;
        let (a, b) = (key(store, "a").await, key(store, "b").await);
        let mut tx = store.begin().await.expect("a transaction");
        let here = Presence {
            last_kept: Some(noon() - days(5)),
            last_day: Some("2026-04-01".parse().expect("a date")),
        };
        let nowhere = Presence { last_kept: None, last_day: None };
        assert_eq!(tx.presence(a).await.expect("asked"), here);
        let together = tx.presences(&[b, a, ClientKey::default()]).await.expect("asked");
        assert_eq!(together, [(a, here), (b, nowhere)].into());
        assert_eq!(tx.presence(b).await.expect("asked"), nowhere);
        assert_eq!(tx.presence(ClientKey::default()).await.expect("asked"), nowhere);
    }
}

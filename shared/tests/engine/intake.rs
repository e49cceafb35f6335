//! Importing reservations, and inventing clients.

use relance::{
    booking::{csv::Reader, demo},
    desk::{Desk, DeskError, Heard, Imported},
    on_both_engines,
    store::{Store, Taken},
    testing::house::*,
};

use super::{admin, analyse, generate};

const FILE: &str = "email,transaction_id,start_date,end_date,occupants,amount,status,created_at,space_type
a@exemple.test,T1,2026-03-01,2026-03-31,2,450.00,confirmed,2026-02-20T09:30:00Z,bureau-prive
A@exemple.test,T2,2026-03-01,2026-03-31,2,0.29,cancelled,2026-02-21T09:30:00Z,bureau-prive
b@exemple.test,T1,2026-03-01,2026-03-31,2,free,confirmed,2026-02-20T09:30:00Z,bureau-prive
c@exemple.test,T1,2026-03-01,2026-03-31,2,9999999999.99,confirmed,2026-02-20T09:30:00Z,bureau-prive
";

async fn import(desk: Desk<'_>, rehearse: bool) -> (Imported, Vec<String>) {
    let mut heard = Vec::new();
    let file = Reader::open(FILE.as_bytes()).expect("a header");
    let imported = desk
        .import(file, rehearse, |told| {
            heard.push(match told {
                Heard::Rejected(rejection) => rejection.to_string(),
                Heard::Reached(bytes) => format!("{bytes} of {}", FILE.len()),
            });
        })
        .await;
    (imported.expect("imported"), heard)
}

async fn fill(store: &Store, count: u32) -> Result<Taken, DeskError> {
    admin(store, noon()).fill_with_demo(demo::clients(count, 1, noon()), |_| {}).await
}

on_both_engines! {
    async fn good_lines_are_kept_and_bad_ones_named(store: &Store) {
        let desk = admin(store, noon());
        let expected = Imported {
            taken: Taken { new: 3, changed: 0, unchanged: 0 }, rejected: 1, clients: 2, cancelled: 1, wiped_demo: false,
        };
        let (imported, heard) = import(desk, false).await;
        assert_eq!(imported, expected);
        assert_eq!(heard.len(), 2);
        assert!(heard[0].starts_with("line 4: "), "{heard:?}");
        assert_eq!(heard[1], format!("{0} of {0}", FILE.len()));
        assert_eq!(analyse(store, noon()).await.folded, 2);

        let (again, _) = import(desk, false).await;
        assert_eq!(again.taken, Taken { new: 0, changed: 0, unchanged: 3 }, "the same file changes nothing");
    }

    async fn a_rehearsal_tells_the_same_and_writes_nothing(store: &Store) {
        let desk = admin(store, noon());
        let (rehearsed, _) = import(desk, true).await;
        assert_eq!(store.count_reservations().await.expect("counted"), 0);
        let (imported, _) = import(desk, false).await;
        assert_eq!(rehearsed, imported);
    }

    async fn invented_clients_only_go_into_an_empty_database(store: &Store) {
        let taken = fill(store, 40).await.expect("filled");
        assert_eq!(number(store, "select count(*) from reservations").await as u64, taken.new);
        assert!(store.engine_state().await.expect("asked").holds_demo);
        assert_eq!(analyse(store, noon()).await.folded, 40);
        assert!(generate(store, noon()).await.written > 0, "somebody wants a follow-up");
        assert!(number(store, "select count(*) from push_endpoints").await > 0);
        let again = fill(store, 1).await;
        assert!(matches!(again, Err(DeskError::NotEmpty(there)) if there as u64 == taken.new));
    }

    async fn the_first_import_lets_invented_clients_go(store: &Store) {
        let invented = fill(store, 40).await.expect("filled").new;
        analyse(store, noon()).await;
        generate(store, noon()).await;
        let desk = admin(store, noon());
        let (rehearsed, _) = import(desk, true).await;
        assert!(rehearsed.wiped_demo);
        assert_eq!(store.count_reservations().await.expect("counted") as u64, invented, "a rehearsal lets them stay");
        assert!(store.engine_state().await.expect("asked").holds_demo);

        let (imported, _) = import(desk, false).await;
        assert_eq!(imported, rehearsed);
        assert_eq!(store.count_reservations().await.expect("counted"), 3);
        assert_eq!(store.count_follow_ups(None).await.expect("counted"), 0);
        assert_eq!(analyse(store, noon()).await.folded, 2);
        assert!(!import(desk, false).await.0.wiped_demo, "once");
    }
}

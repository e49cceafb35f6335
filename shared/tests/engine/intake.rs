//! Importing reservations, and making demo clients.

use relance::{
    demo,
    import::Reader,
    on_both_engines,
    operations::{ImportError, ImportEvent, Imported, OperationError, Operations},
    store::{Store, Upserted},
    testing::fixtures::*,
};

use super::{admin, analyse, generate};

const FILE: &str = "email,transaction_id,start_date,end_date,occupants,amount,status,created_at,space_type
a@exemple.test,T1,2026-03-01,2026-03-31,2,450.00,confirmed,2026-02-20T09:30:00Z,bureau-prive
A@exemple.test,T2,2026-03-01,2026-03-31,2,0.29,cancelled,2026-02-21T09:30:00Z,bureau-prive
b@exemple.test,T1,2026-03-01,2026-03-31,2,free,confirmed,2026-02-20T09:30:00Z,bureau-prive
c@exemple.test,T1,2026-03-01,2026-03-31,2,9999999999.99,confirmed,2026-02-20T09:30:00Z,bureau-prive
";

async fn import(operations: Operations<'_>, rehearse: bool) -> (Imported, Vec<String>) {
    let mut events = Vec::new();
    let file = Reader::open(FILE.as_bytes()).expect("a header");
    let imported = operations
        .import(file, rehearse, |told| {
            events.push(match told {
                ImportEvent::Rejected(rejection) => rejection.to_string(),
                ImportEvent::Reached(bytes) => format!("{bytes} of {}", FILE.len()),
            });
        })
        .await;
    (imported.expect("imported"), events)
}

async fn fill(store: &Store, count: u32) -> Result<Upserted, OperationError> {
    admin(store, noon()).fill_with_demo(demo::clients(count, 1, noon()), |_| {}).await
}

on_both_engines! {
    async fn good_lines_are_kept_and_bad_ones_named(store: &Store) {
        let operations = admin(store, noon());
        let expected = Imported {
            taken: Upserted { new: 3, changed: 0, unchanged: 0 }, rejected: 1, clients: 2, cancelled: 1, wiped_demo: false,
        };
        let (imported, events) = import(operations, false).await;
        assert_eq!(imported, expected);
        assert_eq!(events.len(), 2);
        assert!(events[0].starts_with("line 4: "), "{events:?}");
        assert_eq!(events[1], format!("{0} of {0}", FILE.len()));
        assert_eq!(analyse(store, noon()).await.folded, 2);

        let (again, _) = import(operations, false).await;
        let line = |new: u64, unchanged: u64| {
            serde_json::json!({ "new": new, "changed": 0, "unchanged": unchanged, "rejected": 1 })
        };
        assert_eq!(trail(store, "import").await, [line(3, 0), line(0, 3)]);
        assert_eq!(again.taken, Upserted { new: 0, changed: 0, unchanged: 3 }, "the same file changes nothing");
    }

    async fn a_rehearsal_tells_the_same_and_writes_nothing(store: &Store) {
        let operations = admin(store, noon());
        let (rehearsed, _) = import(operations, true).await;
        assert_eq!(store.count_reservations().await.expect("counted"), 0);
        assert_eq!(trail(store, "import").await.len(), 0, "nor in the trail");
        let (imported, _) = import(operations, false).await;
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
        assert!(matches!(again, Err(OperationError::Import(ImportError::NotEmpty(there))) if there as u64 == taken.new));
    }

    async fn the_first_import_lets_invented_clients_go(store: &Store) {
        let invented = fill(store, 40).await.expect("filled").new;
        analyse(store, noon()).await;
        generate(store, noon()).await;
        let operations = admin(store, noon());
        let (rehearsed, _) = import(operations, true).await;
        assert!(rehearsed.wiped_demo);
        assert_eq!(store.count_reservations().await.expect("counted") as u64, invented, "a rehearsal lets them stay");
        assert!(store.engine_state().await.expect("asked").holds_demo);

        let (imported, _) = import(operations, false).await;
        assert_eq!(imported, rehearsed);
        assert_eq!(store.count_reservations().await.expect("counted"), 3);
        assert_eq!(store.count_follow_ups(None).await.expect("counted"), 0);
        assert_eq!(analyse(store, noon()).await.folded, 2);
        assert!(!import(operations, false).await.0.wiped_demo, "once");
    }
}

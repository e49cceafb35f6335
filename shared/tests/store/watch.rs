//! Notifications of changes by other connections.

use std::time::Duration;

use relance::{
    on_both_engines,
    store::Store,
    testing::{
        fixtures::*,
        on_postgres,
        proxy::{Line, Proxy},
    },
};
use tokio::time::timeout;

/// Far longer than the notification of a change takes.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Longer than the interval between two polls of the database.
const QUIET: Duration = Duration::from_millis(1_200);

on_both_engines! {
    async fn what_another_connection_writes_is_heard_of(store: &Store) {
        let other = Store::open(&url_of(store)).await.expect("opened");
        let mut watch = store.watch().await;
        for _ in 0..3 {
            put(&other, follow_up("a")).await;
            execute(&other, "delete from ai_follow_ups").await;
            timeout(TIMEOUT, watch.changed()).await.expect("heard of");
            // Two commits may be notified separately; then none follows, because nothing else was written.
            let again = timeout(QUIET, watch.changed()).await;
            if again.is_ok() {
                assert!(timeout(QUIET, watch.changed()).await.is_err(), "nothing was written");
            }
        }
        other.close().await;
    }
}

/// The line falls silent, which nobody tells: the watch finds it out by itself.
#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_connection_that_fell_silent_is_found_out_and_replaced() {
    on_postgres(async |direct| {
        let (proxy, url) = Proxy::before(&url_of(direct));
        let store = Store::open(&url).await.expect("opened");
        let mut watch = store.watch().await;
        proxy.set(Line::Swallowing);
        timeout(TIMEOUT, watch.changed()).await.expect("something may have changed meanwhile");
        proxy.set(Line::Open);
        timeout(TIMEOUT, watch.changed()).await.expect("it is back, and something may have changed meanwhile");
        put(direct, follow_up("a")).await;
        timeout(TIMEOUT, watch.changed()).await.expect("heard of");
        proxy.set(Line::Cut);
    })
    .await;
}

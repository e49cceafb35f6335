//! Notifications of changes by other connections.

use std::time::Duration;

use relance::{on_both_engines, store::Store, testing::fixtures::*};
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

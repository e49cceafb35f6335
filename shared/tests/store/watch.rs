//! Hearing of what others change.

use std::time::Duration;

use relance::{on_both_engines, store::Store, testing::fixtures::*};
use tokio::time::timeout;

/// Longer than a change may take to be heard of.
const PATIENCE: Duration = Duration::from_secs(2);

on_both_engines! {
    async fn what_another_connection_writes_is_heard_of_within_two_seconds(store: &Store) {
        let other = Store::open(&url_of(store)).await.expect("opened");
        let mut watch = store.watch().await;
        for _ in 0..3 {
            // The first look of all only finds out where things stand.
            let heard = timeout(Duration::from_millis(1_200), watch.changed()).await;
            assert!(heard.is_err(), "nothing was written");
            put(&other, follow_up("a")).await;
            execute(&other, "delete from ai_follow_ups").await;
            timeout(PATIENCE, watch.changed()).await.expect("heard of");
        }
        other.close().await;
    }
}

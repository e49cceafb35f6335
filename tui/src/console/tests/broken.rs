//! Loss of the database.

use super::bench::Bench;
use crate::console::message::Message;

#[tokio::test]
async fn a_lost_database_is_said_once_keeps_the_screen_and_is_found_again() {
    let mut bench = Bench::open().await;
    bench.press("3").await;
    let before = bench.screen();
    bench.runner.worker.store.close().await;
    bench.feed(Message::DatabaseChanged).await;
    assert!(bench.state.outage.is_some());
    assert!(bench.status().starts_with("La base de données ne répond pas"), "{}", bench.status());
    let rows = |screen: &str| screen.lines().take(20).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&bench.screen()), rows(&before));

    bench.press("a").await;
    assert!(bench.status().starts_with("La base de données ne répond pas"), "{}", bench.status());
    bench.press("2 j 1 4 5 3").await;

    bench.runner.worker.store = bench.fixtures.reopened().await;
    // The next try comes by itself, after 8 beats at most.
    for _ in 0..16 {
        bench.feed(Message::Beat).await;
    }
    assert!(bench.state.outage.is_none());
    assert_eq!(bench.status(), "La base de données répond de nouveau.");
}

//! Many messages, with concurrent invocations, and with one whose time is nearly over.

use std::time::Duration;

use relance::{
    client::Channel,
    follow_up::{FollowUp, Status},
    money::Cents,
    reservation::Reservation,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::{fixtures::*, on_postgres_url},
};
use serde_json::json;

use crate::{
    aws::{AMPLE, Aws},
    fixtures,
    provider::{Behaviour, Provider},
};

async fn approved_emails(store: &Store, count: usize) -> Vec<FollowUp> {
    let names: Vec<String> = (0..count).map(|n| format!("many-{n}")).collect();
    let page: Vec<Reservation> = names.iter().map(|name| booked(name, 40, Cents::units(50))).collect();
    upsert(store, &page, noon() - days(1)).await;
    fixtures::analyse(store).await;
    let mut all = Vec::new();
    for name in &names {
        let mut email = with(follow_up(name), |f| f.draft.channel = Channel::Email);
        email.approve("admin", noon()).expect("it is pending");
        all.push(put(store, email).await);
    }
    all
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn two_invocations_at_once_send_two_thousand_once_each_and_one_that_is_nearly_over_stops_in_time() {
    const COUNT: usize = 2_000;
    on_postgres_url(async |database| {
        let aws = Aws::prepare("together").await;
        let store = Store::open(&DatabaseUrl::parse(database).expect("a URL")).await.expect("opened");
        store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
        fixtures::configure(&store).await;
        let staged = approved_emails(&store, COUNT).await;
        let provider = Provider::before(&aws.url).await;
        provider.begin(Behaviour::Fair);
        let function = aws.function(database, &provider.url);
        let send = json!({ "task": "send", "now": noon().to_rfc3339() });

        // It answers before it would be killed.
        let answer = function.invoke(&send, Duration::from_secs(3)).await.answer();
        let first = answer["sent"].as_u64().expect("a number");
        assert!(0 < first && first < COUNT as u64, "{answer}");
        assert_eq!(store.count_follow_ups(Some(Status::Sending)).await.expect("counted"), 0, "all is written down");
        assert_eq!(store.count_follow_ups(Some(Status::Uncertain)).await.expect("counted"), 0);

        let (one, other) = tokio::join!(function.invoke(&send, AMPLE), function.invoke(&send, AMPLE));
        let [one, other] = [one.answer(), other.answer()].map(|answer| answer["sent"].as_u64().expect("a number"));
        assert!(one > 0 && other > 0, "they share the work: {one} and {other}");
        // On a busy machine their time may be over first: the schedule wakes the function again.
        let mut sent = first + one + other;
        while sent < COUNT as u64 {
            let rest = function.invoke(&send, AMPLE).await.answer()["sent"].as_u64().expect("a number");
            assert!(rest > 0, "{sent} were sent, and no more");
            sent += rest;
        }
        assert_eq!(sent, COUNT as u64);
        let accepted = provider.accepted();
        assert!(accepted.values().all(|times| *times == 1));
        assert_eq!(accepted.len(), COUNT);
        assert!(staged.iter().all(|f| accepted.contains_key(&f.id.to_string())));
        assert_eq!(store.count_follow_ups(Some(Status::Sent)).await.expect("counted"), COUNT as i64);
        store.close().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn at_a_slow_pace_nothing_is_claimed_before_its_turn_comes() {
    on_postgres_url(async |database| {
        let aws = Aws::prepare("turns").await;
        let store = Store::open(&DatabaseUrl::parse(database).expect("a URL")).await.expect("opened");
        store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
        fixtures::configure(&store).await;
        approved_emails(&store, 9).await;
        let provider = Provider::before(&aws.url).await;
        provider.begin(Behaviour::Fair);
        // As in SES's sandbox: one send per second, although four sends may run at once.
        let function =
            aws.function(database, &provider.url).with("SENDS_PER_SECOND", "1").with("SEND_CONCURRENCY", "4");
        let send = json!({ "task": "send", "now": noon().to_rfc3339() });
        let answer = function.invoke(&send, Duration::from_secs(5)).await.answer();
        let sent = answer["sent"].as_u64().expect("a number");
        assert!(sent >= 2, "{answer}");
        assert_eq!(answer["uncertain"], 0, "{answer}");
        assert_eq!(provider.accepted().len() as u64, sent);
        assert_eq!(store.count_follow_ups(Some(Status::Approved)).await.expect("counted") as u64, 9 - sent);
        store.close().await;
    })
    .await;
}

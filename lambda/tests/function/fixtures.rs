//! A database in which one tick does everything that a tick can do.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use relance::{
    client::Channel,
    consent,
    courier::NoCourier,
    engine::Engine,
    follow_up::{FollowUp, Lease, Status},
    money::Cents,
    operations::Operations,
    reservation::Reservation,
    store::{Preferences, Store},
    testing::fixtures::*,
    writer::TemplateWriter,
};
use uuid::Uuid;

/// The clients, named after the channel of their follow-up.
const EMAIL: [&str; 3] = ["email-1", "email-2", "email-3"];
const SMS: [&str; 2] = ["sms-1", "sms-2"];
const PUSH: [&str; 2] = ["push-1", "push-2"];
/// A client whose device is registered, but disabled at the provider.
pub const GONE: &str = "gone";

/// The phone number of the nth SMS client; each client has another.
fn phone(n: usize) -> String {
    format!("+2438123456{n:02}")
}

/// Configures the database to send through AWS, practically without a daily limit.
pub async fn configure(store: &Store) {
    let operations = Operations { store, actor: "admin", now: noon(), writer: &TemplateWriter };
    for (key, value) in [("delivery", "aws"), ("daily_follow_up_limit", "100000"), ("sender_email", SENDER)] {
        operations.set(key, value).await.expect("set");
    }
}

/// Fills the database: clients with their reservations, devices and scores, and nothing that holds a message back.
pub async fn seed(store: &Store) {
    configure(store).await;
    let operations = Operations { store, actor: "admin", now: noon(), writer: &TemplateWriter };
    for (key, value) in [("auto_mode_enabled", "true"), ("auto_confidence_floor", "0")] {
        operations.set(key, value).await.expect("set");
    }
    let mut page: Vec<Reservation> = Vec::new();
    for name in EMAIL.into_iter().chain(PUSH).chain([GONE, "auto", "paused", "left", "new", "back", "returned"]) {
        page.push(booked(name, 40, Cents::units(50)));
    }
    for (n, name) in SMS.into_iter().enumerate() {
        page.push(Reservation {
            phone: phone(n),
            payment_method: "orange_money".to_owned(),
            ..booked(name, 40, Cents::units(50))
        });
    }
    // They came back: one before anything was sent to them, one after.
    page.push(booked("back", 1, Cents::units(5)));
    page.push(booked("returned", 2, Cents::units(5)));
    upsert(store, &page, noon() - days(1)).await;

    let mut tx = store.begin().await.expect("a transaction");
    for (name, platform) in [(PUSH[0], "android"), (PUSH[1], "ios"), (GONE, "android")] {
        tx.add_device(&client(name), &device(platform, &token(name)), noon()).await.expect("added");
    }
    let until = noon() + days(400);
    let paused = Preferences {
        client: key(store, "paused").await,
        consent: consent::DEFAULT_CONSENT,
        channel: None,
        locale: None,
        phone: None,
        paused_until: Some(until),
    };
    tx.save_preferences(&paused, noon()).await.expect("saved");
    tx.commit().await.expect("committed");
    analyse(store).await;
}

/// Scores the clients, as the schedule does.
pub async fn analyse(store: &Store) {
    let engine: Engine<'_, NoCourier> = Engine {
        store,
        courier: None,
        now: noon(),
        clock: noon,
        deadline: None,
        progress: &(),
        writer: &TemplateWriter,
    };
    engine.analyse().await.expect("analysed");
}

/// The sender's address in the tests' e-mails; it must be verified at the provider.
pub const SENDER: &str = "relance@nzooimmo.com";

pub fn token(name: &str) -> String {
    format!("token-of-{name}")
}

/// Resets the follow-ups to their initial states, and returns them.
pub async fn reset(store: &Store) -> Vec<FollowUp> {
    execute(
        store,
        "delete from ai_follow_up_logs; delete from ai_follow_ups; delete from daily_quota; delete from seen_events;
         delete from suppressions; update channels set paused_at = null, paused_because = null; update push_endpoints set enabled = true;
         update engine_state set analysed_at = null",
    )
    .await;
    let approved_on = |name: &str, channel| {
        let mut follow_up = with(follow_up(name), |f| f.draft.channel = channel);
        follow_up.approve("admin", noon()).expect("it is pending");
        follow_up
    };
    let mut all = Vec::new();
    all.extend(EMAIL.map(|name| approved_on(name, Channel::Email)));
    all.extend(SMS.map(|name| approved_on(name, Channel::Sms)));
    all.extend(PUSH.map(|name| approved_on(name, Channel::Push)));
    all.extend([approved_on(GONE, Channel::Push), approved_on("paused", Channel::Email), follow_up("auto")]);
    // Due later, so that it is withdrawn before the gate sees it.
    all.push(FollowUp { generated_at: noon() - days(3), scheduled_date: noon() + days(9), ..follow_up("back") });
    all.push(sent("returned", 10));
    // Its sender died long ago, before the call or after it.
    let mut left = approved_on("left", Channel::Email);
    let lease = Lease { token: Uuid::new_v4(), until: noon() - days(1) };
    left.claim(lease, noon().date_naive(), noon()).expect("it is approved");
    all.push(left);
    for follow_up in &all {
        put(store, follow_up.clone()).await;
    }
    all
}

/// Ends the leases of dead senders at once, instead of waiting for them in real time.
pub async fn end_leases(store: &Store) {
    execute(store, "update ai_follow_ups set lease_until = '2020-01-01T00:00:00+00:00' where status = 'sending'").await;
}

/// A time when every follow-up that was refused for now is due again.
pub fn next_day() -> DateTime<Utc> {
    noon() + TimeDelta::days(1)
}

/// Checks that each message was sent at most once and that none is lost; returns the number of follow-ups by status.
///
/// `accepted` is how often the provider accepted each message, by the follow-up's id or the client's phone number.
pub async fn check(store: &Store, staged: &[FollowUp], accepted: &BTreeMap<String, u32>) -> BTreeMap<Status, usize> {
    let all = store.follow_ups(None, 10_000, 0).await.expect("listed");
    for before in staged {
        assert!(all.iter().any(|f| f.id == before.id), "{before:?} is missing");
    }
    let mut standing = BTreeMap::new();
    let mut taken = accepted.clone();
    for f in &all {
        let message_key = match (f.draft.channel, SMS.iter().position(|name| client(name) == f.client_id)) {
            (Channel::Sms, Some(n)) => phone(n),
            _ => f.id.to_string(),
        };
        let times = taken.remove(&message_key).unwrap_or(0);
        assert!(times <= 1, "accepted {times} times: {f:?}");
        let old = f.outcome.provider_message_id.is_none() && f.outcome.sent_at == Some(noon() - days(10));
        match f.status {
            Status::Sent => assert!(times == 1 || old, "not accepted: {f:?}"),
            Status::Uncertain => {}
            Status::Sending => panic!("still leased: {f:?}"),
            Status::Pending | Status::Approved | Status::Failed | Status::Cancelled => {
                assert_eq!(times, 0, "it left and nobody knows: {f:?}");
            }
        }
        *standing.entry(f.status).or_default() += 1;
    }
    assert!(taken.is_empty(), "accepted, of no follow-up: {taken:?}");
    // Uncertain follow-ups are listed for a person after a day at the latest.
    let listed = store.backlog(next_day() + days(2)).await.expect("asked").for_a_person;
    assert_eq!(listed as usize, standing.get(&Status::Uncertain).copied().unwrap_or(0));
    standing
}

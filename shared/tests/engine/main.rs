//! The schedule and people's operations, on both engines: with a courier that records its parcels, and with the real
//! outbox.

use std::{
    cell::Cell,
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::Instant,
};

use chrono::{DateTime, Utc};
use relance::{
    client::ClientId,
    courier::{Answer, Courier, Evidence, Parcel},
    engine::{Engine, Sent},
    operations::Operations,
    store::Store,
    testing::fixtures::*,
    writer::TemplateWriter,
};
use uuid::Uuid;

mod analyse;
mod answers;
mod connections;
mod contacts;
mod faults;
mod feedback;
mod generate;
mod intake;
mod names;
mod operations;
mod reconcile;
mod rights;
mod send;
mod stages;
mod together;
mod writing;

thread_local! {
    /// The test's real time; each test runs in a thread of its own.
    static CLOCK: Cell<DateTime<Utc>> = Cell::new(noon());
}

fn clock() -> DateTime<Utc> {
    CLOCK.get()
}

thread_local! {
    static START: Instant = Instant::now();
}

/// Runs on from the test's time, since the first time it is asked.
fn running_clock() -> DateTime<Utc> {
    CLOCK.get() + START.with(Instant::elapsed)
}

/// A courier that records its parcels and gives the answers of its queue; once the queue is empty, it accepts.
#[derive(Default)]
struct Recorder {
    answers: Mutex<VecDeque<Answer>>,
    evidence: Mutex<HashMap<Uuid, Evidence>>,
    parcels: Mutex<Vec<Parcel>>,
}

impl Recorder {
    fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    fn sent_ids(&self) -> Vec<Uuid> {
        self.parcels.lock().expect("no test panics here").iter().map(|parcel| parcel.follow_up).collect()
    }
}

impl Courier for Recorder {
    async fn send(&self, parcel: &Parcel) -> Answer {
        self.parcels.lock().expect("no test panics here").push(parcel.clone());
        let answer = self.answers.lock().expect("no test panics here").pop_front();
        answer.unwrap_or_else(|| Answer::Accepted(format!("m-{}", parcel.follow_up)))
    }

    async fn evidence(&self, follow_up: Uuid) -> Evidence {
        let known = self.evidence.lock().expect("no test panics here").get(&follow_up).cloned();
        known.unwrap_or(Evidence::Unknown)
    }
}

fn engine<'a, C>(store: &'a Store, courier: &'a C, now: DateTime<Utc>) -> Engine<'a, C> {
    Engine { store, courier: Some(courier), now, clock, deadline: None, progress: &(), writer: &TemplateWriter }
}

async fn send(store: &Store, courier: &Recorder, now: DateTime<Utc>) -> Sent {
    engine(store, courier, now).send().await.expect("sent").expect("somebody carries")
}

async fn analyse(store: &Store, now: DateTime<Utc>) -> relance::engine::Analysed {
    engine(store, &Recorder::default(), now).analyse().await.expect("analysed")
}

async fn generate(store: &Store, now: DateTime<Utc>) -> relance::engine::Generated {
    engine(store, &Recorder::default(), now).generate().await.expect("generated")
}

fn admin(store: &Store, now: DateTime<Utc>) -> Operations<'_> {
    Operations { store, actor: "admin", now, writer: &TemplateWriter }
}

async fn set(store: &Store, key: &str, value: &str) {
    admin(store, noon()).set(key, value).await.expect("a setting");
}

/// Adds clients who were last seen forty days ago, and analyses them at noon.
async fn add_inactive(store: &Store, names: &[&str]) {
    let page: Vec<_> = names.iter().map(|name| booked(name, 40, relance::money::Cents::units(50))).collect();
    upsert(store, &page, noon() - days(1)).await;
    analyse(store, noon()).await;
}

/// The clients with an open follow-up, of whom none may have two.
async fn open(store: &Store) -> Vec<ClientId> {
    let all = store.follow_ups(None, 1000, 0).await.expect("listed");
    let mut open: Vec<_> = all.into_iter().filter(|f| f.status.is_open()).map(|f| f.client_id).collect();
    open.sort_unstable();
    let count = open.len();
    open.dedup();
    assert_eq!(open.len(), count, "at most one open follow-up a client");
    open
}

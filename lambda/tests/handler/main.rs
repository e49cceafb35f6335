//! The handler, a plain function of its dependencies and an event, on real databases.

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use relance::{
    courier::{Answer, Courier, Evidence, Parcel},
    store::Store,
    testing::fixtures::noon,
};
use relance_lambda::{Account, Deps, couriers::Quota};
use serde_json::Value;
use uuid::Uuid;

mod feedback;
mod schedule;

/// Accepts every parcel and keeps it.
#[derive(Default)]
struct Accepting(Mutex<Vec<Parcel>>);

impl Courier for Accepting {
    async fn send(&self, parcel: &Parcel) -> Answer {
        self.0.lock().expect("unbroken").push(parcel.clone());
        Answer::Accepted(format!("m-{}", parcel.follow_up))
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

impl Account for Accepting {
    async fn quota(&self) -> Option<Quota> {
        Some(Quota { per_day: 50_000.0, sent_last_day: 12.0, per_second: 14.0, may_send: true })
    }
}

fn clock() -> DateTime<Utc> {
    noon()
}

fn deps(store: &Store) -> Deps<Accepting> {
    Deps {
        store: store.clone(),
        courier: Accepting::default(),
        clock,
        takes: None,
        allow_clock: false,
        progress: Box::new(()),
        write_metrics: |_| (),
    }
}

async fn answer(deps: &Deps<Accepting>, event: &Value) -> Value {
    deps.handle(event, None).await.expect("answered")
}

async fn refusal(deps: &Deps<Accepting>, event: &Value) -> String {
    format!("{:#}", deps.handle(event, None).await.expect_err("refused"))
}

/// An event of `tests/events/`.
fn file(name: &str) -> Value {
    let path = format!("{}/tests/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("an event")).expect("JSON")
}

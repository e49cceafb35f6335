//! Whatever one row of `reservations` says, every other client is analysed, written to and sent to as without it.
//!
//! Random rows come in worlds of some dozens each: a world that differs from one without them is told with its seed.
//! `RELANCE_HOSTILE_ROWS=20000` makes it more than the few that every run of the tests tries.

mod rows;

use std::{collections::BTreeMap, sync::Mutex};

use relance::{
    client::ClientId,
    courier::{Answer, Courier, Evidence, Parcel},
    engine::{Engine, Rhythm},
    money::Cents,
    on_both_engines,
    operations::Operations,
    reservation::{Reservation, ReservationStatus},
    store::Store,
    testing::fixtures::*,
    writer::TemplateWriter,
};
use rows::{Dice, Row, handwritten, random};
use uuid::Uuid;

/// Rows of a world.
const WORLD: usize = 100;

/// The tables that a world leaves something in.
const EMPTY: &str = "delete from ai_follow_up_logs; delete from follow_up_events; delete from ai_follow_ups;
    delete from daily_quota; delete from client_contacts; delete from client_search; delete from client_facts;
    delete from client_insights; delete from client_names; delete from clients; delete from reservations where email not like '%@exemple.test';
    update engine_state set watermark = null, full_pass_day = null, analysed_at = null, hours = '[]';
    update channels set paused_at = null, paused_because = null";

#[derive(Default)]
struct Recorder(Mutex<Vec<Parcel>>);

impl Courier for Recorder {
    async fn send(&self, parcel: &Parcel) -> Answer {
        self.0.lock().expect("no test panics here").push(parcel.clone());
        Answer::Accepted(format!("m-{}", parcel.follow_up))
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

/// What became of one ordinary client.
#[derive(Clone, Debug, PartialEq)]
struct Treated {
    risk: u8,
    engagement: f64,
    spent: Cents,
    recommended: Option<String>,
    /// Address, subject and text of what left.
    sent: Vec<(String, String, String)>,
}

fn ordinary() -> Vec<Reservation> {
    let mut page = Vec::new();
    for (name, days_ago, amount) in [
        ("ada", 40, 50),
        ("beni", 95, 1_200),
        ("celine", 20, 700),
        ("didier", 3, 30),
        ("elvis", 200, 80),
        ("zoe", 61, 15),
    ] {
        page.push(booked(name, days_ago, Cents::units(amount)));
    }
    page.push(Reservation { status: ReservationStatus::Cancelled, ..booked("fifi", 5, Cents::units(90)) });
    let (phone, payment_method) = ("+243812345678".to_owned(), "orange_money".to_owned());
    page.push(Reservation { phone, payment_method, ..booked("gina", 45, Cents::units(600)) });
    page.push(booked("beni", 130, Cents::units(300)));
    page
}

/// Analyses, writes, approves and sends in a database with the ordinary clients and these rows.
async fn treat(store: &Store, hostile: &[Row]) -> BTreeMap<ClientId, Treated> {
    execute(store, EMPTY).await;
    for row in hostile {
        row.insert(store).await;
    }
    let courier = Recorder::default();
    let engine = Engine {
        store,
        courier: Some(&courier),
        now: noon(),
        clock: noon,
        deadline: None,
        progress: &(),
        writer: &TemplateWriter,
    };
    let ticked = engine.tick(Rhythm::AtOnce).await.expect("ticked");
    assert!(ticked.failed.is_empty(), "{:?}", ticked.failed);
    // Now, and not on their dates.
    execute(store, "update ai_follow_ups set scheduled_date = generated_at where status = 'approved'").await;
    engine.send().await.expect("sent");
    let parcels = courier.0.into_inner().expect("no test panics here");
    let mut treated = BTreeMap::new();
    for name in ["ada", "beni", "celine", "didier", "elvis", "fifi", "gina", "zoe"] {
        let insight = store.insight(key(store, name).await).await.expect("read").expect("analysed");
        let addresses = &insight.contact.addresses;
        let is_theirs = |parcel: &&Parcel| addresses.on(parcel.channel) == Some(parcel.to.as_str());
        let sent = parcels.iter().filter(is_theirs).map(|p| (p.to.clone(), p.subject.clone(), p.message.clone()));
        let sent: Vec<_> = sent.collect();
        treated.insert(
            client(name),
            Treated {
                risk: insight.assessment.scores.risk,
                engagement: insight.assessment.scores.engagement,
                spent: insight.profile.spent,
                recommended: insight.assessment.recommended.map(|id| id.0),
                sent,
            },
        );
    }
    for parcel in &parcels {
        let links = parcel.message.split_whitespace().filter(|word| word.contains("://"));
        for link in links {
            assert!(link.contains("nzooimmo.com"), "a link of a stranger: {parcel:?}");
        }
    }
    treated
}

async fn prepare(store: &Store) -> BTreeMap<ClientId, Treated> {
    let operations = Operations { store, actor: "admin", now: noon(), writer: &TemplateWriter };
    for (key, value) in [
        ("auto_mode_enabled", "true"),
        ("auto_confidence_floor", "0"),
        ("daily_follow_up_limit", "100000"),
        ("sender_email", "relance@nzooimmo.com"),
    ] {
        operations.set(key, value).await.expect("set");
    }
    upsert(store, &ordinary(), noon() - days(1)).await;
    let without = treat(store, &[]).await;
    assert!(
        without.values().filter(|treated| !treated.sent.is_empty()).count() >= 6,
        "most get something: {without:?}"
    );
    without
}

#[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
fn how_many() -> usize {
    std::env::var("RELANCE_HOSTILE_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(600)
}

on_both_engines! {
    async fn no_row_written_by_hand_changes_what_becomes_of_the_others(store: &Store) {
        let without = prepare(store).await;
        let rows = handwritten();
        assert!(rows.len() >= 50, "{}", rows.len());
        for row in &rows {
            assert_eq!(treat(store, std::slice::from_ref(row)).await, without, "{row:?}");
        }
        assert_eq!(treat(store, &rows).await, without, "all of them");
    }

    async fn no_random_row_changes_what_becomes_of_the_others(store: &Store) {
        let without = prepare(store).await;
        for world in 0..how_many().div_ceil(WORLD) as u64 {
            let mut dice = Dice(world);
            let rows: Vec<Row> = (0..WORLD).map(|_| random(&mut dice)).collect();
            assert_eq!(treat(store, &rows).await, without, "seed {world}");
        }
    }
}

//! Measures scoring one client, against reading that client's stored facts, the least that a pass must do.

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box};
use relance::{
    client::Profile,
    demo,
    reservation::Reservation,
    settings::{Delivery, Settings},
    strategy::{Rules, builtin},
    testing::fixtures::profile_of,
};

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

fn rules() -> Rules {
    Rules::new(Settings::new(Delivery::Outbox), builtin())
}

/// The reservations of a thousand invented clients, about five each.
fn clients() -> Vec<Vec<Reservation>> {
    demo::clients(1000, 1, now()).map(|client| client.reservations).collect()
}

fn profiles() -> Vec<Profile> {
    clients().iter().map(|reservations| profile_of(reservations)).collect()
}

#[divan::bench]
fn reference_read_the_facts_of_1000_clients(bencher: Bencher) {
    let facts: Vec<String> = profiles().iter().map(|p| serde_json::to_string(p).expect("JSON")).collect();
    bencher.bench(|| {
        for profile in &facts {
            black_box(serde_json::from_str::<Profile>(profile).expect("a profile"));
        }
    });
}

#[divan::bench]
fn score_and_choose_for_1000_clients(bencher: Bencher) {
    let (rules, profiles) = (rules(), profiles());
    bencher.bench(|| {
        for profile in &profiles {
            black_box(rules.assess(profile, now()));
        }
    });
}

#[divan::bench]
fn fold_1000_clients(bencher: Bencher) {
    let clients = clients();
    bencher.bench(|| {
        for reservations in &clients {
            black_box(profile_of(reservations));
        }
    });
}

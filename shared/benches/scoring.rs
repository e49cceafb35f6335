//! What it costs to judge one client, beside reading that client's stored facts, the least a pass must do.

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box};
use relance::{
    booking::demo,
    client::{Booking, ClientId, Profile},
    settings::{Delivery, Settings},
    strategy::{Rules, builtin},
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
fn clients() -> Vec<Vec<Booking>> {
    let bookings = |client: demo::DemoClient| {
        let booking = |r: relance::booking::Reservation| Booking {
            client_id: ClientId::of_email(&r.email).expect("an address"),
            full_name: r.full_name,
            phone: r.phone,
            activity: r.activity,
            address: r.address,
            space_type: r.space_type,
            end_date: r.end_date,
            amount: r.amount,
            payment_method: r.payment_method,
            transaction_id: r.transaction_id,
            status: r.status,
            created_at: r.created_at,
        };
        client.reservations.into_iter().map(booking).collect()
    };
    demo::clients(1000, 1, now()).map(bookings).collect()
}

fn profiles() -> Vec<Profile> {
    let calendar = rules().calendar;
    clients().into_iter().filter_map(|bookings| Profile::fold(bookings, &calendar)).collect()
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
    let rules = rules();
    bencher.with_inputs(clients).bench_values(|clients| {
        for bookings in clients {
            black_box(Profile::fold(bookings, &rules.calendar));
        }
    });
}

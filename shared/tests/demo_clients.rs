//! The demo's clients: the same for the same seed, valid for the schema, and at least one for every strategy.

use std::collections::HashSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use phonenumber::{Type, country, metadata::DATABASE};
use relance::{
    client::{ClientId, PerChannel},
    demo::{DemoClient, clients},
    locale::Locale,
    money::Cents,
    reservation::{Reservation, ReservationStatus},
};

/// Late in the day, when the demo made for this day is at its oldest.
fn now() -> DateTime<Utc> {
    "2026-11-23T22:30:00Z".parse().expect("a time")
}

fn today() -> NaiveDate {
    now().date_naive()
}

fn id(client: &DemoClient) -> ClientId {
    ClientId::of_email(&client.reservations[0].email).expect("an address")
}

fn spent(client: &DemoClient) -> Cents {
    client.reservations.iter().filter(|r| r.status != ReservationStatus::Cancelled).map(|r| r.amount).sum()
}

fn newest(client: &DemoClient) -> &Reservation {
    client.reservations.iter().max_by_key(|r| (r.created_at, &r.transaction_id)).expect("a reservation")
}

fn days(client: &DemoClient, now: DateTime<Utc>) -> i64 {
    (now - newest(client).created_at).num_days()
}

fn is_here(client: &DemoClient) -> bool {
    client.reservations.iter().any(|r| r.status != ReservationStatus::Cancelled && r.end_date >= today())
}

#[test]
fn the_same_seed_gives_the_same_clients_all_day_whatever_their_number() {
    let early: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().expect("a time");
    let all: Vec<_> = clients(200, 7, now()).collect();
    assert_eq!(all, clients(200, 7, early).collect::<Vec<_>>());
    assert_eq!(all[..50], clients(50, 7, early).collect::<Vec<_>>());
    assert_ne!(all, clients(200, 8, now()).collect::<Vec<_>>(), "another seed");
    assert_ne!(all, clients(200, 7, now() + Duration::days(1)).collect::<Vec<_>>(), "another day");
}

#[test]
fn every_reservation_keeps_the_constraints_of_the_schema() {
    let mut emails = HashSet::new();
    for client in clients(3_000, 1, now()) {
        let who = id(&client);
        let mut transactions = HashSet::new();
        for reservation in &client.reservations {
            let r = reservation;
            assert_eq!(ClientId::of_email(&r.email).as_ref(), Some(&who), "one client, one address");
            assert!(transactions.insert(r.transaction_id.clone()), "{r:?}");
            assert!(r.end_date >= r.start_date && r.occupants > 0, "{r:?}");
            assert!((Cents(0)..=Cents::MAX).contains(&r.amount), "{r:?}");
            assert!(r.created_at < today().and_hms_opt(0, 0, 0).expect("midnight").and_utc(), "{r:?}");
            assert!(r.created_at > now() - Duration::days(3 * 366), "{r:?}");
            let top = r.email.trim().to_ascii_lowercase();
            assert!(top.ends_with(".example") || top.ends_with(".test"), "{r:?}");
        }
        assert!(client.reservations.is_sorted_by(|a, b| a.created_at < b.created_at), "oldest first");
        assert!((1..=60).contains(&client.reservations.len()));
        assert!(emails.insert(who), "every client has an address of their own");
    }
}

#[test]
fn forty_clients_hold_a_candidate_for_every_built_in_strategy_at_any_hour() {
    for now in [now(), "2026-11-23T00:00:00Z".parse().expect("a time")] {
        for seed in 0..20 {
            let all: Vec<_> = clients(40, seed, now).collect();
            let some = |what: &str, is: &dyn Fn(&DemoClient) -> bool| {
                assert!(all.iter().any(is), "seed {seed}, {now}: no {what}");
            };
            some("cancelled", &|c| newest(c).status == ReservationStatus::Cancelled && days(c, now) < 14);
            some("VIP", &|c| days(c, now) > 14 && spent(c) > Cents::units(500) && !is_here(c));
            some("newcomer", &|c| days(c, now) < 7 && c.reservations.len() < 2 && spent(c) > Cents(0));
            some("inactive", &|c| days(c, now) > 30 && spent(c) <= Cents::units(500) && !is_here(c));
            some("resident", &is_here);
        }
    }
}

#[test]
fn three_hundred_clients_spread_over_every_built_in_strategy() {
    let all: Vec<_> = clients(300, 42, now()).collect();
    let count = |is: &dyn Fn(&DemoClient) -> bool| all.iter().filter(|c| is(c)).count();
    let away_for = |c: &DemoClient, least: i64| days(c, now()) > least && !is_here(c);
    let vip = count(&|c| spent(c) > Cents::units(500) && away_for(c, 14));
    let cancelled = count(&|c| newest(c).status == ReservationStatus::Cancelled && days(c, now()) < 14);
    let welcome = count(&|c| days(c, now()) < 7 && c.reservations.len() < 2 && spent(c) > Cents(0));
    let inactive = count(&|c| spent(c) <= Cents::units(500) && away_for(c, 30));
    let here = count(&is_here);
    let seasonal = count(&|c| (7..=30).contains(&days(c, now())) && spent(c) <= Cents::units(500) && !is_here(c));
    for (what, count, least) in [
        ("VIP", vip, 30),
        ("cancelled", cancelled, 25),
        ("welcome", welcome, 20),
        ("inactive", inactive, 50),
        ("here", here, 40),
        ("seasonal", seasonal, 10),
    ] {
        assert!(count >= least, "{what}: {count} of 300, at least {least} expected");
    }
}

#[test]
fn ten_thousand_clients_book_about_five_times_each_with_a_long_tail() {
    let counts: Vec<_> = clients(10_000, 3, now()).map(|c| c.reservations.len()).collect();
    let average = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    assert!((4.0..6.0).contains(&average), "{average} on average");
    let above = |n: usize| counts.iter().filter(|count| **count > n).count();
    assert!(counts.iter().filter(|n| **n == 1).count() > 2_500, "many come once");
    assert!(above(10) > 500 && above(30) > 50, "{} above 10, {} above 30", above(10), above(30));
}

#[test]
fn phones_are_valid_mobile_numbers_in_many_spellings_except_a_few() {
    let is_mobile = |text: &str| {
        phonenumber::parse(Some(country::CD), text).is_ok_and(|number| {
            number.country().id() == Some(country::CD)
                && number.is_valid()
                && number.number_type(&DATABASE) == Type::Mobile
        })
    };
    let phones: Vec<_> = clients(1_000, 5, now()).map(|c| c.reservations[0].phone.clone()).collect();
    let missing = phones.iter().filter(|phone| phone.is_empty()).count();
    let broken: Vec<_> = phones.iter().filter(|phone| !phone.is_empty() && !is_mobile(phone)).collect();
    assert!((30..100).contains(&missing), "{missing} missing");
    assert!((20..70).contains(&broken.len()), "{broken:?}");
    assert!(broken.iter().all(|phone| phone.starts_with("à ") || phone.chars().count() == 7), "{broken:?}");
    for start in ["08", "09", "+243 8", "+2438", "2438"] {
        assert!(phones.iter().any(|phone| phone.starts_with(start)), "none starts with {start}");
    }
    for phone in clients(3_000, 5, now()).filter_map(|c| c.contact?.phone) {
        assert!(is_mobile(&phone), "{phone}");
    }
}

#[test]
fn some_speak_english_some_refuse_some_pause_and_a_quarter_has_the_app() {
    let all: Vec<_> = clients(2_000, 9, now()).collect();
    let contacts: Vec<_> = all.iter().filter_map(|c| c.contact.as_ref()).collect();
    let percent = |count: usize| count as f64 / all.len() as f64 * 100.0;
    let english = percent(contacts.iter().filter(|c| c.locale == Some(Locale::En)).count());
    let refused = percent(contacts.iter().filter(|c| c.consent != PerChannel::all(true)).count());
    let paused = percent(contacts.iter().filter(|c| c.paused_until.is_some_and(|until| until > now())).count());
    let devices: Vec<_> = all.iter().flat_map(|c| &c.devices).collect();
    assert!((8.0..12.0).contains(&english), "{english} % in English");
    assert!((3.5..6.5).contains(&refused), "{refused} % refused something");
    assert!((0.5..3.0).contains(&paused), "{paused} % paused");
    let owners = percent(all.iter().filter(|c| !c.devices.is_empty()).count());
    assert!((22.0..28.0).contains(&owners), "{owners} % have the app");
    assert_eq!(devices.iter().map(|d| &d.token).collect::<HashSet<_>>().len(), devices.len());
}

#[test]
fn bookings_fall_in_the_working_day_of_kinshasa_and_mostly_before_the_stay() {
    let all: Vec<_> = clients(1_000, 11, now()).flat_map(|c| c.reservations).collect();
    let hour = |r: &Reservation| {
        r.created_at
            .with_timezone(&chrono_tz::Africa::Kinshasa)
            .format("%H")
            .to_string()
            .parse::<u32>()
            .expect("an hour")
    };
    assert!(all.iter().all(|r| (7..22).contains(&hour(r))));
    let in_hours = all.iter().filter(|r| (8..18).contains(&hour(r))).count();
    assert!(in_hours * 10 > all.len() * 8, "{in_hours} of {}", all.len());
    let ahead = all.iter().filter(|r| r.start_date >= r.created_at.date_naive()).count();
    assert!(ahead * 100 > all.len() * 95 && ahead < all.len(), "{ahead} of {}", all.len());
}

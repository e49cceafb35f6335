//! A program killed at any moment and run again ends as if undisturbed, and sends no message twice.

use std::{
    env,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use serde_json::Value;

use crate::{
    booking_file::{LATER, MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

/// Seed for the moments of the crashes.
const SEED: u64 = 20_260_302;

/// Enough clients for a full day's limit and a few pages of import.
const CLIENTS: u64 = 1_200;

/// How often each stage is killed: 4 times, or as `RELANCE_CRASHES` says.
#[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
fn crashes() -> u32 {
    env::var("RELANCE_CRASHES").ok().map_or(4, |number| number.parse().expect("RELANCE_CRASHES is a number"))
}

/// The final state, to compare two runs, without ids and the times of writing.
#[derive(Debug, PartialEq)]
struct FinalState {
    stats: Value,
    clients: Vec<Value>,
    follow_ups: Vec<String>,
    outbox: Vec<String>,
}

fn final_state(place: &Workplace) -> FinalState {
    let keys = ["client_id", "strategy_id", "channel", "subject", "message", "status", "scheduled_date", "sent_at"];
    let mut follow_ups: Vec<String> = place
        .objects(&["follow-ups"])
        .iter()
        .map(|follow_up| keys.map(|key| follow_up[key].to_string()).join(" "))
        .collect();
    follow_ups.sort();
    FinalState {
        stats: place.object(&["stats", "--now", LATER]),
        clients: place.objects_without_keys(&["clients"]),
        follow_ups,
        outbox: place.outbox(),
    }
}

/// Prepares the database, with the automatic mode and the shortest lease; returns the path of the bookings.
fn prepared(place: &Workplace) -> String {
    place.prepare();
    for (key, value) in [("auto_mode_enabled", "true"), ("auto_confidence_floor", "0"), ("lease_seconds", "10")] {
        place.done(&["settings", key, value]);
    }
    place.write("bookings.csv", file(&bookings(CLIENTS)))
}

fn start(place: &Workplace, arguments: &[&str]) -> Child {
    let mut program = place.program();
    program.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    program.spawn().expect("the program starts")
}

/// `kill -9`; harmless if the process has ended.
fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[expect(clippy::disallowed_methods, reason = "when it strikes is what this test is about")]
fn kill_after(child: Child, moment: Duration) {
    sleep(moment);
    kill(child);
}

/// Kills it once `number` messages are in the outbox: mostly before the last of them is recorded.
#[expect(clippy::disallowed_methods, reason = "the folder tells nobody when it changes")]
fn kill_at_message(place: &Workplace, mut child: Child, number: usize) {
    while place.outbox_len() < number && child.try_wait().expect("its state").is_none() {
        sleep(Duration::from_micros(200));
    }
    kill(child);
}

/// Runs the command again until no message is leased.
#[expect(clippy::disallowed_methods, reason = "a lease ends in real time: nobody but the clock says when")]
#[expect(clippy::print_stderr, reason = "whether a crash struck while sending must be seen")]
fn settle(place: &Workplace, arguments: &[&str]) {
    loop {
        place.done(arguments);
        let leased = place.objects(&["follow-ups", "--status", "sending"]);
        eprintln!("{} messages are leased", leased.len());
        let ends = leased.iter().filter_map(|f| f["lease_until"].as_str()?.parse::<DateTime<Utc>>().ok()).max();
        let Some(ends) = ends else { return };
        sleep((ends - Utc::now()).to_std().unwrap_or_default() + Duration::from_millis(50));
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

on_both_engines! {
    #[expect(clippy::print_stderr, reason = "the moments of the crashes must be known when they matter")]
    fn killed_at_any_moment_it_ends_as_if_undisturbed(place: &Workplace) {
        // The undisturbed run is on the embedded database: both engines produce the same rows.
        let undisturbed = Workplace::embedded();
        let csv = prepared(&undisturbed);
        let import = ["import", &csv, "--now", MONDAY];
        let (write, send) = (["tick", "--now", MONDAY], ["tick", "--now", LATER]);
        let importing = timed(|| drop(undisturbed.done(&import)));
        let writing = timed(|| drop(undisturbed.done(&write)));
        let sending = timed(|| drop(undisturbed.done(&send)));
        let expected = final_state(&undisturbed);
        assert_eq!(expected.outbox.len(), 50);

        let csv = prepared(place);
        let import = ["import", &csv, "--now", MONDAY];
        let mut chance = ChaCha8Rng::seed_from_u64(SEED);
        for (arguments, duration) in [(&import[..], importing), (&write[..], writing), (&send[..], sending)] {
            for _ in 0..crashes() {
                let moment = duration.mul_f64(chance.random_range(0.0..1.0));
                eprintln!("{} killed after {} ms", arguments[0], moment.as_millis());
                kill_after(start(place, arguments), moment);
                if arguments == send {
                    let left = place.outbox_len();
                    let number = left + chance.random_range(1..=(100 / crashes() as usize).max(1));
                    kill_at_message(place, start(place, arguments), number);
                    eprintln!("{} killed at message {number}: {left} had left, now {}", arguments[0], place.outbox_len());
                }
            }
            settle(place, arguments);
        }
        let after = final_state(place);
        assert_eq!(after.stats, expected.stats);
        assert_eq!(after.follow_ups, expected.follow_ups);
        assert_eq!(after.outbox, expected.outbox);
        assert_eq!(after, expected);
    }
}

//! Two programs at work on one database at the same moment.

use std::{collections::BTreeMap, process::Stdio, sync::Barrier, thread};

use serde_json::Value;

use crate::{
    booking_file::{LATER, MONDAY, bookings, file},
    workplace::{RunOutput, Workplace, on_both_engines},
};

/// Starts the same command twice at the same moment; both must succeed. Returns their output.
pub fn twice_at_once(place: &Workplace, arguments: &[&str]) -> [String; 2] {
    let start = Barrier::new(2);
    let run = || {
        let mut program = place.program();
        program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        start.wait();
        RunOutput::of(program.output().expect("the program starts")).done(arguments)
    };
    thread::scope(|both| {
        let other = both.spawn(run);
        [run(), other.join().expect("the other one did it")]
    })
}

/// Asserts that no client has more than one open follow-up; returns the number of follow-ups per strategy.
pub fn at_most_one_open_each(follow_ups: &[Value]) -> BTreeMap<String, usize> {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_strategy = BTreeMap::new();
    for follow_up in follow_ups {
        if ["pending", "approved", "sending"].iter().any(|status| follow_up["status"] == *status) {
            *open.entry(follow_up["client_id"].as_str().expect("a client")).or_default() += 1;
        }
        *by_strategy.entry(follow_up["strategy_id"].as_str().expect("a strategy").to_owned()).or_default() += 1;
    }
    assert!(open.values().all(|n| *n == 1), "{open:?}");
    by_strategy
}

on_both_engines! {
    fn two_ticks_at_once_write_and_send_as_one_does(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(200)));
        place.done(&["import", &csv]);
        place.done(&["settings", "auto_mode_enabled", "true"]);
        place.done(&["settings", "auto_confidence_floor", "0"]);
        twice_at_once(place, &["tick", "--now", MONDAY]);
        let written = place.objects(&["follow-ups"]);
        assert_eq!(written.len(), 50);
        at_most_one_open_each(&written);
        twice_at_once(place, &["tick", "--now", LATER]);
        let after = place.objects(&["follow-ups"]);
        at_most_one_open_each(&after);
        let sent: Vec<_> = after.iter().filter(|f| f["status"] == "sent").collect();
        assert_eq!(sent.len(), 50);
        assert!(sent.iter().all(|f| f["attempts"] == 1), "each was claimed once");
        assert_eq!(place.outbox().len(), 50);
        assert_eq!(after.len(), 100, "and the second day's are written");
    }

    fn two_first_imports_at_once_take_each_reservation_once(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(100)));
        let counts = twice_at_once(place, &["import", &csv, "--json"]).map(|out| serde_json::from_str::<Value>(&out).expect("an object"));
        let count = |key: &str| counts.iter().map(|c| c[key].as_u64().expect("a count")).collect::<Vec<_>>();
        assert_eq!(count("new").iter().sum::<u64>(), 250);
        assert_eq!(count("unchanged").iter().sum::<u64>(), 250);
    }
}

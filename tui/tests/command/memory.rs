//! Rows of strangers that are far larger than any text: the function has 256 MB.

use std::{process::Stdio, thread::park_timeout, time::Duration};

use crate::{
    failing_stages::change,
    workplace::{Workplace, on_both_engines},
};

const MOST_MEGABYTES: u64 = 150;

/// Runs the command; returns the largest memory of its process, in MB.
fn peak(place: &Workplace, command: &str) -> u64 {
    let mut process = place.program().arg(command).stdout(Stdio::null()).spawn().expect("the program starts");
    let file = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    loop {
        // Linux counts the largest resident memory so far; the file is empty once the process has ended.
        let status = std::fs::read_to_string(&file).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse().unwrap_or(0));
        if let Some(status) = process.try_wait().expect("asked") {
            assert!(status.success(), "{command}: {status}");
            assert!(peak > 0, "it was measured");
            return peak / 1024;
        }
        park_timeout(Duration::from_millis(2));
    }
}

on_both_engines! {
    fn twenty_names_of_twenty_megabytes_need_no_memory_of_that_size(place: &Workplace) {
        place.prepare();
        place.done(&["demo", "--clients", "200"]);
        let huge = match place.is_embedded() {
            true => "update reservations set full_name = replace(hex(zeroblob(10000000)), '0', 'x'),
                updated_at = '2026-11-20 09:00:00+00:00'
                where rowid in (select rowid from reservations limit 20)",
            false => "update reservations set full_name = repeat('x', 20000000), updated_at = now()
                where id in (select id from reservations limit 20)",
        };
        change(place, huge);
        for command in ["analyse", "tick"] {
            let peak = peak(place, command);
            assert!(peak < MOST_MEGABYTES, "{command}: {peak} MB");
        }
    }
}

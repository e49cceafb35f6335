//! `import` of made-up files.

use serde_json::{Value, json};

use crate::{
    booking_file::{MONDAY, ReservationRow, bookings, file, with_lines},
    workplace::{Workplace, on_both_engines},
};

/// The content of the database, as the commands print it.
fn seen(place: &Workplace) -> (Value, Vec<Value>) {
    (place.object(&["stats", "--now", MONDAY]), place.objects(&["clients"]))
}

/// A file of forty valid lines and ten broken ones.
fn with_ten_broken_lines() -> String {
    let good = bookings(16);
    let broken = |change: fn(&mut ReservationRow)| {
        let mut booking = good[3].clone();
        booking.transaction_id = "TX-broken".to_owned();
        change(&mut booking);
        booking.line()
    };
    let mut lines: Vec<String> = good.iter().map(ReservationRow::line).collect();
    let whole = broken(|_| ());
    for (at, line) in [
        (2, broken(|b| b.date = "30/02/2026".to_owned())),
        (5, broken(|b| b.amount = "twelve".to_owned())),
        (8, broken(|b| b.email = "  ".to_owned())),
        (11, whole.replace("\"Gombe, Kinshasa\"", "\"Gombe, Kinshasa")),
        (14, whole.replace("Cliente", "Cli\0ente")),
        (17, whole.replace("Cliente", &"C".repeat(2 << 20))),
        (20, whole.replace("\"Gombe, Kinshasa\"", "Gombe, Kinshasa")),
        (23, broken(|b| b.status = "lost".to_owned())),
        (26, broken(|b| b.amount = "-3.00".to_owned())),
        (29, good[0].line()),
    ] {
        lines.insert(at, line);
    }
    with_lines(lines)
}

on_both_engines! {
    fn a_file_is_counted_as_new_then_unchanged_then_changed(place: &Workplace) {
        place.prepare();
        let mut rows = bookings(20);
        let csv = place.write("bookings.csv", file(&rows));
        let counts = |new, changed, unchanged| json!({
            "new": new, "changed": changed, "unchanged": unchanged,
            "rejected": 0, "clients": 20, "cancelled": 4, "wiped_demo": false,
        });
        assert_eq!(place.object(&["import", &csv]), counts(50, 0, 0));
        assert_eq!(place.object(&["import", &csv]), counts(0, 0, 50));
        rows[1].amount = "999.99".to_owned();
        rows[2].date = "2026-02-28".to_owned();
        place.write("bookings.csv", file(&rows));
        assert_eq!(place.object(&["import", &csv]), counts(0, 2, 48));
    }

    fn a_rehearsal_counts_and_writes_nothing(place: &Workplace) {
        place.prepare();
        let mut rows = bookings(20);
        let csv = place.write("bookings.csv", file(&rows));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        let before = seen(place);
        rows.extend(bookings(30).split_off(50));
        rows[1].amount = "999.99".to_owned();
        place.write("bookings.csv", file(&rows));
        let rehearsed = place.object(&["import", &csv, "--dry-run"]);
        assert_eq!((&rehearsed["new"], &rehearsed["changed"]), (&json!(rows.len() - 50), &json!(1)));
        place.done(&["analyse", "--now", MONDAY]);
        assert_eq!(seen(place), before);
        assert_eq!(place.object(&["import", &csv]), rehearsed, "the rehearsal foretold the import");
        place.done(&["analyse", "--now", MONDAY]);
        assert_ne!(seen(place), before);
    }

    fn broken_lines_are_named_and_the_others_imported(place: &Workplace) {
        place.prepare();
        let csv = place.write("broken.csv", with_ten_broken_lines());
        let output = place.run(&["import", &csv]);
        assert_eq!((output.code, output.err.as_str()), (1, ""));
        insta::allow_duplicates! { insta::assert_snapshot!(output.out, @r#"
        line 4: start_date "30/02/2026" is not a date: write it like 2026-03-01
        line 7: amount "twelve" is not a decimal number with at most two decimals: write it like 1234.50
        line 10: the e-mail is missing: it says whose reservation this is
        line 13: a quotation mark is torn: close it on the same line, and double each one inside a quoted text
        line 16: the line holds a NUL byte: save the file again as plain UTF-8 text
        line 19: the line is longer than 1 MiB: write one reservation a line
        line 22: the line has 17 columns and the header 16: quote the texts that hold a comma
        line 25: status "lost" is unknown: use pending, confirmed, completed or cancelled
        line 28: amount "-3.00" is negative: write it like 1234.50
        line 31: the same client and transaction_id stand on line 2: keep one of the two
        40 new, 0 changed, 0 unchanged, 10 rejected; 16 clients, 4 cancelled
        "#); }
        place.done(&["analyse", "--now", MONDAY]);
        assert_eq!(place.objects(&["clients"]).len(), 16);
        let again = place.run(&["import", &csv, "--json"]);
        assert_eq!((again.code, again.err.as_str()), (1, ""));
        let lines: Vec<Value> = again.out.lines().map(|l| serde_json::from_str(l).expect("an object")).collect();
        let named: Vec<u64> = lines.iter().filter_map(|line| line["line"].as_u64()).collect();
        assert_eq!(named, [4, 7, 10, 13, 16, 19, 22, 25, 28, 31]);
        assert_eq!((&lines[10]["new"], &lines[10]["unchanged"]), (&json!(0), &json!(40)));
    }

    fn a_file_of_a_header_alone_brings_nothing(place: &Workplace) {
        place.prepare();
        let csv = place.write("header.csv", with_lines([]));
        let output = place.done(&["import", &csv]);
        assert_eq!(output, "0 new, 0 changed, 0 unchanged, 0 rejected; 0 clients, 0 cancelled\n");
    }
}

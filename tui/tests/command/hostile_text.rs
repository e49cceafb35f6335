//! Text that would command a terminal, or that nobody would see.

use serde_json::{Value, json};

use crate::{
    booking_file::{MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

/// Copies to the clipboard (OSC 52), makes a link (OSC 8), turns the text around, and hides a part of it.
const HOSTILE: &str = "\u{1b}]52;c;cm0gLXJm\u{7}\u{1b}]8;;https://evil.example\u{1b}\\\u{9b}31m\u{202e}\u{200b}x";

/// What is not visible, but for the line breaks that end lines.
fn hidden(text: &str) -> String {
    text.chars().filter(|c| *c != '\n' && relance::legible::is_hidden(*c)).collect()
}

/// A database into which hostile text came by every way that the program takes it.
fn with_hostile_text(place: &Workplace) {
    place.prepare();
    let csv = place.write("bookings.csv", file(&bookings(40)));
    place.done(&["import", &csv]);
    place.done(&["tick", "--now", MONDAY]);
    let own = json!({
        "id": "own", "name": HOSTILE, "description": HOSTILE, "priority": "low", "channels": ["email"],
        "cooldown_days": 1,
        "trigger_conditions": [{ "type": "activity_type", "operator": "contains", "value": HOSTILE }],
    });
    let own = place.write("own.json", own.to_string());
    place.done(&["strategies", "add", &own]);
    place.done(&["settings", "business_name", "N'zoo \u{202e}Immo\u{200f}"]);
    let open = place.objects(&["follow-ups"]);
    place.done(&["cancel", open[0]["id"].as_str().expect("an id"), "--reason", HOSTILE]);
}

on_both_engines! {
    fn nothing_that_is_told_commands_a_terminal(place: &Workplace) {
        with_hostile_text(place);
        let client = place.objects(&["follow-ups", "--status", "cancelled"])[0]["client_id"].as_str().expect("an id").to_owned();
        let mut met = 0;
        for arguments in [
            vec!["strategies"],
            vec!["strategies", "show", "own"],
            vec!["settings"],
            vec!["settings", "business_name"],
            vec!["clients"],
            vec!["client", &client],
            vec!["follow-ups"],
            vec!["doctor"],
            vec!["stats"],
        ] {
            let told = place.done(&arguments);
            assert_eq!(hidden(&told), "", "{arguments:?}: {told:?}");
            met += usize::from(told.contains("cm0gLXJm"));
            let json = place.done(&[&arguments[..], &["--json"]].concat());
            assert_eq!(hidden(&json), "", "{arguments:?}: {json:?}");
            for line in json.lines() {
                serde_json::from_str::<Value>(line).expect("JSON");
            }
        }
        assert_eq!(met, 3, "the list, the strategy itself and the client tell of it");
        assert_eq!(place.object(&["strategies", "show", "own"])["name"], HOSTILE, "JSON keeps what was written");
        for arguments in [vec!["client", HOSTILE], vec!["import", HOSTILE], vec!["settings", HOSTILE, "1"]] {
            assert_eq!(hidden(&place.refused(&arguments)), "", "{arguments:?}");
        }
    }

    fn what_a_spreadsheet_would_compute_is_listed_as_text(place: &Workplace) {
        place.prepare();
        let file = file(&bookings(4)).replace("cliente0@", "=cliente0@").replace("cliente1@", "+cliente1@");
        let csv = place.write("bookings.csv", file.replace("cliente2@", "-cliente2@"));
        place.done(&["import", &csv]);
        place.done(&["analyse"]);
        let listed = place.done(&["clients"]);
        let mut names: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split('@').next()).collect();
        names.sort_unstable();
        assert_eq!(names, ["'+cliente1", "'-cliente2", "'=cliente0", "cliente3"]);
    }
}

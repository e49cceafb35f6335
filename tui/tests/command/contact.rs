//! `contact`: how a client is written to.

use serde_json::json;

use crate::{
    booking_file::{MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

on_both_engines! {
    fn a_clients_language_number_and_pause_are_changed_told_and_forgotten(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(3)));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        let clients = place.objects(&["clients"]);
        let (name, key) = (clients[0]["client_id"].as_str().expect("a name"), &clients[0]["client_key"]);
        let nothing = json!({ "client_key": key, "locale": null, "phone": null, "paused_until": null });
        assert_eq!(place.object(&["contact", name]), nothing);
        let said = ["--language", "en", "--phone", "081 234 56 78", "--pause-until", "2026-12-24T00:00:00Z"];
        assert_eq!(
            place.done(&[&["contact", name][..], &said].concat()),
            "language: en\nphone: +243812345678\npaused: until 2026-12-24T00:00Z\n"
        );
        let held = place.object(&["contact", name, "--pause-until", "forget", "--phone", "forget"]);
        assert_eq!(held, json!({ "client_key": key, "locale": "en", "phone": null, "paused_until": null }));
        assert_eq!(place.object(&["contact", name]), held);
    }

    fn what_is_no_language_number_or_moment_is_refused(place: &Workplace) {
        place.prepare();
        let sentences = [
            place.misused(&["contact", "a@exemple.cd", "--language", "de"]),
            place.misused(&["contact", "a@exemple.cd", "--phone", "12"]),
            place.misused(&["contact", "a@exemple.cd", "--pause-until", "soon"]),
            place.refused(&["contact", "a@exemple.cd", "--language", "fr"]),
        ];
        insta::allow_duplicates! { insta::assert_snapshot!(sentences.join("\n"), @r#"
        error: invalid value 'de' for '--language <LANG>': "de" is not a language Relance writes: use fr or en
        error: invalid value '12' for '--phone <NUMBER>': write a telephone number like 0812345678 or +243812345678
        error: invalid value 'soon' for '--pause-until <TIME>': write a moment with its time zone, like 2026-11-23T09:00:00Z
        relance: there is no client a@exemple.cd: `relance clients` lists them
        "#); }
    }
}

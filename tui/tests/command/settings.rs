//! `settings`: reading, changing, refusing.

use serde_json::json;

use crate::workplace::{Workplace, on_both_engines};

on_both_engines! {
    fn every_setting_is_read_and_takes_its_own_value(place: &Workplace) {
        place.prepare();
        let all = place.objects(&["settings"]);
        assert!(all.len() > 15, "{all:?}");
        for setting in &all {
            let (key, value) = (setting["key"].as_str().expect("a key"), setting["value"].as_str().expect("a value"));
            assert_eq!(place.done(&["settings", key]), format!("{value}\n"));
            assert_eq!(place.object(&["settings", key, value]), *setting);
        }
        assert_eq!(place.objects(&["settings"]), all);
    }

    fn a_changed_setting_stays_changed(place: &Workplace) {
        place.prepare();
        assert_eq!(place.done(&["settings", "daily_follow_up_limit", "7"]), "daily_follow_up_limit = 7\n");
        assert_eq!(place.object(&["settings", "enabled", "off"]), json!({ "key": "enabled", "value": "false" }));
        assert_eq!(place.done(&["settings", "daily_follow_up_limit"]), "7\n");
        for command in ["tick", "generate", "send"] {
            assert_eq!(place.done(&[command]), "nothing was done: the setting `enabled` is false\n");
        }
    }

    fn a_wrong_value_is_refused_and_changes_nothing(place: &Workplace) {
        place.prepare();
        let before = place.objects(&["settings"]);
        let sentences = [
            place.refused(&["settings", "high_risk_threshold", "101"]),
            place.refused(&["settings", "daily_follow_up_limit", "many"]),
            place.refused(&["settings", "enabled", "maybe"]),
            place.refused(&["settings", "delivery", "pigeon"]),
            place.refused(&["settings", "open_from", "20"]),
            place.refused(&["settings", "lease_seconds", "9"]),
            place.refused(&["settings", "time_zone", "Kinshasa"]),
            place.refused(&["settings", "sender_email", ""]),
            place.refused(&["settings", "mood"]),
            place.refused(&["settings", "mood", "good"]),
            place.refused(&["settings", "mood", "--json"]),
        ];
        insta::allow_duplicates! { insta::assert_snapshot!(sentences.join("\n"), @r#"
        relance: high_risk_threshold cannot be "101": write a whole number from 0 to 100
        relance: daily_follow_up_limit cannot be "many": write a whole number from 0 to 100000
        relance: enabled cannot be "maybe": write true or false
        relance: delivery cannot be "pigeon": write outbox or aws
        relance: open_from cannot be "20": opening must come before closing
        relance: lease_seconds cannot be "9": write a whole number from 10 to 900
        relance: time_zone cannot be "Kinshasa": write a zone like Africa/Kinshasa
        relance: sender_email cannot be "": write 1 to 254 characters on one line
        relance: there is no setting "mood": `relance settings` lists them
        relance: there is no setting "mood": `relance settings` lists them
        {"error":"there is no setting \"mood\": `relance settings` lists them"}
        "#); }
        assert_eq!(place.objects(&["settings"]), before);
    }
}

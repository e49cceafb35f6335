//! What `--json` promises to scripts: one object per line, these keys, times in RFC 3339, money with two decimals.

use std::collections::BTreeSet;

use chrono::DateTime;
use serde_json::Value;

use crate::{
    booking_file::{LATER, MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

const CLIENT: &str = "client_key client_id name risk_score engagement_score lifetime_value days_since_last reservations \
                      cancellations last_activity preferred_channels best_contact_hours interests \
                      recommended_strategy needs_follow_up next_follow_up_date last_follow_up analysed_at";

const FOLLOW_UP: &str = "id client_key client_id strategy_id channel status priority confidence scheduled_date subject message \
                         generated_at sent_at approved_by approved_at locale draft_source";

const STATS: &str = "clients high_risk low_engagement need_follow_up lifetime_value follow_ups by_status by_priority \
                     written_today sent_today average_confidence distinct_clients returns returned_value";

fn has_keys(object: &Value, keys: &str) {
    let present: BTreeSet<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
    let missing: Vec<_> = keys.split_whitespace().filter(|key| !present.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?} of {object}");
}

/// The first value at `key` of a line, as it is written.
fn written<'a>(line: &'a str, key: &str) -> &'a str {
    let (_, after) = line.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} of {line}"));
    &after[..after.find([',', '}']).expect("an end")]
}

fn is_money(text: &str) {
    let (units, cents) = text.split_once('.').unwrap_or_else(|| panic!("{text}"));
    assert!(units.parse::<i64>().is_ok() && cents.len() == 2 && cents.parse::<u8>().is_ok(), "{text}");
}

/// Asserts that every text under the key of a time is a time in UTC.
fn times_are_utc(value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let is_time = key.ends_with("_at")
                    || ["last_activity", "scheduled_date", "next_follow_up_date"].contains(&key.as_str());
                if let (true, Value::String(text)) = (is_time, value) {
                    assert!(text.ends_with('Z') && DateTime::parse_from_rfc3339(text).is_ok(), "{key} {text}");
                }
                times_are_utc(value);
            }
        }
        Value::Array(items) => items.iter().for_each(times_are_utc),
        _ => {}
    }
}

on_both_engines! {
    fn every_line_is_an_object_with_the_promised_keys(place: &Workplace) {
        place.prepare();
        place.object(&["demo", "--clients", "80", "--now", MONDAY]);
        let csv = place.write("bookings.csv", file(&bookings(60)));
        has_keys(&place.object(&["import", &csv, "--dry-run"]), "new changed unchanged rejected clients cancelled wiped_demo");
        place.object(&["analyse", "--now", MONDAY]);
        place.object(&["settings", "auto_mode_enabled", "true"]);
        place.object(&["generate", "--now", MONDAY]);
        has_keys(&place.object(&["send", "--now", LATER]), "sent failed refused");
        has_keys(&place.object(&["tick", "--now", LATER]), "analysed generated sent returned");

        let listed = place.done(&["clients", "--json"]);
        assert_eq!(listed.lines().count(), 80);
        for line in listed.lines() {
            let client: Value = serde_json::from_str(line).expect("an object");
            has_keys(&client, CLIENT);
            times_are_utc(&client);
            is_money(written(line, "lifetime_value"));
            assert!(client["risk_score"].as_u64() <= Some(100) && client["engagement_score"].as_f64() <= Some(100.0));
            assert!(client["needs_follow_up"].is_boolean());
        }
        let follow_ups = place.objects(&["follow-ups"]);
        assert!(follow_ups.iter().any(|f| f["status"] == "sent" && f["sent_at"].is_string()));
        for follow_up in &follow_ups {
            has_keys(follow_up, FOLLOW_UP);
            times_are_utc(follow_up);
            assert!(follow_up.get("claim_token").is_none(), "who sends is nobody else's business");
        }
        let stats = place.done(&["stats", "--json"]);
        has_keys(&serde_json::from_str(&stats).expect("an object"), STATS);
        is_money(written(&stats, "lifetime_value"));
        is_money(written(&stats, "returned_value"));

        let one = follow_ups[0]["client_id"].as_str().expect("an id");
        let sheet = place.object(&["client", one]);
        has_keys(&sheet, CLIENT);
        has_keys(&sheet, "risk_parts engagement_parts verdict follow_ups");
        times_are_utc(&sheet);
        for strategy in place.objects(&["strategies"]) {
            has_keys(&strategy, "id name description trigger_conditions priority channels cooldown_days windows is_active");
        }
        for setting in place.objects(&["settings"]) {
            has_keys(&setting, "key value");
        }
        for finding in place.objects(&["doctor"]) {
            has_keys(&finding, "health what said");
        }
        has_keys(&place.object(&["migrate"]), "applied seeded_from");
    }

    fn clients_come_in_the_order_asked_for_and_no_more_than_wanted(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(60)));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        let numbers = |order: &str, key: &str| -> Vec<f64> {
            place.objects(&["clients", "--sort", order]).iter().map(|c| c[key].as_f64().expect("a number")).collect()
        };
        let falling = |numbers: &[f64]| numbers.is_sorted_by(|a, b| a >= b);
        assert!(falling(&numbers("risk", "risk_score")));
        assert!(falling(&numbers("value", "lifetime_value")));
        let best = place.objects(&["clients", "--limit", "3"]);
        assert_eq!(best, place.objects(&["clients"])[..3]);
    }

    fn failures_are_objects_too(place: &Workplace) {
        place.prepare();
        let message = place.refused(&["client", "nobody@exemple.cd", "--json"]);
        let error: Value = serde_json::from_str(&message).expect("an object");
        assert_eq!(error["error"], "there is no client nobody@exemple.cd: `relance clients` lists them");
    }
}

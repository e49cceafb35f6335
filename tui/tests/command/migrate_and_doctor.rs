//! `migrate` and `doctor`.

use serde_json::Value;

use crate::{
    booking_file::{MONDAY, bookings, file},
    workplace::{RunOutput, Workplace, on_both_engines},
};

/// `migrate` with variables set.
fn migrate_with(place: &Workplace, variables: &[(&str, &str)]) -> RunOutput {
    let mut program = place.program();
    program.envs(variables.iter().copied()).args(["migrate", "--json"]);
    RunOutput::of(program.output().expect("the program starts"))
}

/// What doctor found, by subject.
fn findings(place: &Workplace) -> (i32, Vec<(String, String)>) {
    let output = place.run(&["doctor", "--json"]);
    assert_eq!(output.err, "");
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("a text").to_owned();
    let finding = |line: &str| {
        let finding: Value = serde_json::from_str(line).expect("an object");
        assert!(!text(&finding, "said").is_empty());
        (text(&finding, "what"), text(&finding, "health"))
    };
    (output.code, output.out.lines().map(finding).collect())
}

on_both_engines! {
    fn migrating_again_changes_nothing(place: &Workplace) {
        let first = place.object(&["migrate"]);
        assert!(first["applied"].as_u64() > Some(10), "{first}");
        let seen = || (place.objects(&["settings"]), place.objects(&["strategies"]), place.objects(&["stats"]));
        let before = seen();
        assert_eq!(place.done(&["migrate"]), "0 migrations applied\n");
        assert_eq!(seen(), before);
    }

    fn variables_seed_the_settings_on_the_first_migration_only(place: &Workplace) {
        let variables = [
            ("AI_FOLLOW_UP_ENABLED", "true", "enabled", "true"),
            ("AI_AUTO_MODE_ENABLED", "true", "auto_mode_enabled", "true"),
            ("AI_CHECK_INTERVAL_MINUTES", "15", "check_interval_minutes", "15"),
            ("AI_DAILY_LIMIT", "20", "daily_follow_up_limit", "20"),
            ("AI_HIGH_RISK_THRESHOLD", "60", "high_risk_threshold", "60"),
            ("AI_LOW_ENGAGEMENT_THRESHOLD", "55", "low_engagement_threshold", "55"),
            ("AI_CRITICAL_INACTIVITY_DAYS", "45", "critical_inactivity_days", "45"),
        ];
        let names = variables.map(|(name, ..)| name);
        let first = migrate_with(place, &variables.map(|(name, value, ..)| (name, value))).done("migrate");
        let first: Value = serde_json::from_str(&first).expect("an object");
        let mut seeded: Vec<_> = first["seeded_from"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        seeded.sort_unstable();
        let mut expected = names.to_vec();
        expected.sort_unstable();
        assert_eq!(seeded, expected);
        let printed = || variables.map(|(.., key, _)| place.done(&["settings", key]).trim_end().to_owned());
        let seeded = variables.map(|(.., value)| value.to_owned());
        assert_eq!(printed(), seeded);
        let second = migrate_with(place, &names.map(|name| (name, "1"))).done("migrate");
        assert!(second.contains(r#""seeded_from":[]"#), "{second}");
        assert_eq!(printed(), seeded, "the database is the truth by now");
    }

    fn a_variable_that_makes_no_sense_is_refused_by_its_name(place: &Workplace) {
        let text = [("AI_DAILY_LIMIT", "plenty"), ("AI_HIGH_RISK_THRESHOLD", "101"), ("AI_FOLLOW_UP_ENABLED", "perhaps")]
            .map(|variable| place.sentence(migrate_with(place, &[variable]), 1));
        insta::allow_duplicates! { insta::assert_snapshot!(text.join("\n"), @r#"
        {"error":"the variable AI_DAILY_LIMIT is wrong: daily_follow_up_limit cannot be \"plenty\": write a whole number from 0 to 100000"}
        {"error":"the variable AI_HIGH_RISK_THRESHOLD is wrong: high_risk_threshold cannot be \"101\": write a whole number from 0 to 100"}
        {"error":"the variable AI_FOLLOW_UP_ENABLED is wrong: enabled cannot be \"perhaps\": write true or false"}
        "#); }
        // Nothing is left half done: a valid value is then taken as a seed.
        migrate_with(place, &[("AI_DAILY_LIMIT", "20")]).done("migrate");
        assert_eq!(place.done(&["settings", "daily_follow_up_limit"]), "20\n");
    }

    fn doctor_says_what_is_there(place: &Workplace) {
        place.done(&["migrate"]);
        let (code, found) = findings(place);
        let health = |found: &[(String, String)], what: &str| {
            found.iter().filter(|f| f.0 == what).map(|f| f.1.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((code, health(&found, "schema").as_str(), health(&found, "analysis").as_str()), (0, "ok", "note"));
        let csv = place.write("bookings.csv", file(&bookings(10)));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        place.done(&["settings", "enabled", "false"]);
        let printed = place.done(&["doctor"]);
        let outbox = place.home().join("data/relance/outbox");
        let printed = printed.replace(outbox.to_str().expect("a plain path"), "~/outbox");
        let printed = printed.replace("embedded (SQLite)", "ENGINE").replace("PostgreSQL", "ENGINE");
        let printed = printed.replace("outbox ~/outbox", "DELIVERY").replace("aws: the Lambda sends", "DELIVERY");
        insta::allow_duplicates! { insta::assert_snapshot!(printed, @"
        ok     database: ENGINE, reachable
        ok     schema: up to date
        note   schedule: off: `relance settings enabled true` turns it on
        ok     delivery: DELIVERY
        ok     reservations: 23, ours
        ok     analysis: last at 2026-03-02T09:00:00Z
        ok     strategies: 5 active of 5
        "); }
    }
}

#[test]
fn doctor_finds_nothing_wrong_with_an_embedded_database_that_is_not_migrated_yet() {
    let place = Workplace::embedded();
    let (code, found) = findings(&place);
    assert_eq!(code, 0);
    assert!(found.contains(&("schema".to_owned(), "note".to_owned())), "{found:?}");
}

#[test]
fn doctor_knows_invented_clients() {
    let place = Workplace::embedded();
    place.done(&["demo", "--clients", "20", "--now", MONDAY]);
    assert!(place.done(&["doctor"]).contains("note   reservations: invented clients; the first import wipes them\n"));
}

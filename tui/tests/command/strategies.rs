//! `strategies`: an admin's own, and the built-in ones.

use serde_json::json;

use crate::{
    booking_file::{LATER, MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

const OWN: &str = r#"{
    "id": "formation_club", "name": "Club des formateurs", "priority": "urgent", "cooldown_days": 10,
    "channels": ["email"],
    "trigger_conditions": [
        {"type": "activity_type", "operator": "equals", "value": "formation"},
        {"type": "days_since_last", "operator": "greater_than", "value": 10},
        {"type": "total_reservations", "operator": "greater_than", "value": 1}
    ]
}"#;

fn with_clients(place: &Workplace) {
    place.prepare();
    let csv = place.write("bookings.csv", file(&bookings(60)));
    place.done(&["import", &csv]);
}

fn written_for(place: &Workplace, strategy: &str) -> usize {
    place.objects(&["follow-ups"]).iter().filter(|f| f["strategy_id"] == strategy).count()
}

on_both_engines! {
    fn a_strategy_from_a_file_is_taken_up_by_the_next_tick(place: &Workplace) {
        with_clients(place);
        place.done(&["tick", "--now", MONDAY]);
        assert_eq!(written_for(place, "formation_club"), 0);
        for open in place.objects(&["follow-ups"]) {
            place.done(&["cancel", open["id"].as_str().expect("an id")]);
        }
        let own = place.write("own.json", OWN);
        assert_eq!(place.done(&["strategies", "add", &own]), "strategy formation_club is added\n");
        let ticked = place.object(&["tick", "--now", LATER]);
        let written = written_for(place, "formation_club");
        assert!(written > 0, "{ticked}");
        assert_eq!(ticked["generated"]["by_strategy"]["formation_club"], json!(written));
        let clients = place.objects(&["clients"]);
        let recommended = clients.iter().filter(|c| c["recommended_strategy"] == "formation_club").count();
        assert!(recommended >= written, "{recommended} of {written}");
        for follow_up in place.objects(&["follow-ups"]).iter().filter(|f| f["strategy_id"] == "formation_club") {
            let client = clients.iter().find(|c| c["client_id"] == follow_up["client_id"]).expect("a client");
            assert!(client["reservations"].as_u64() > Some(1) && client["days_since_last"].as_u64() > Some(10));
        }
    }

    fn a_strategy_that_makes_no_sense_is_refused_with_a_sentence(place: &Workplace) {
        place.prepare();
        let refused = |what: &str, with: &str| {
            let own = place.write("own.json", OWN.replace(what, with));
            place.refused(&["strategies", "add", &own])
        };
        let mut sentences = vec![
            refused("\"equals\"", "\"greater_than\""),
            refused("activity_type", "mood"),
            refused("\"value\": 10", "\"value\": \"ten\""),
            refused("\"operator\": \"greater_than\"", "\"operator\": \"contains\""),
            refused("[\"email\"]", "[]"),
            refused("formation_club", "Formation Club"),
            refused("\"urgent\"", "\"soon\""),
            refused("\"cooldown_days\"", "\"rests\""),
            refused("}", ""),
            refused("\"urgent\"", "\"urgent\", \"templates\": {\"fr\": \"{% extends 'fr/letter' %}\\n{% block subject %}{{ mood }}{% endblock %}\"}"),
        ];
        let own = place.write("own.json", OWN);
        place.done(&["strategies", "add", &own]);
        sentences.push(place.refused(&["strategies", "add", &own]));
        sentences.push(place.refused(&["strategies", "show", "no_such"]));
        sentences.push(place.refused(&["strategies", "enable", "no_such"]));
        sentences.push(place.refused(&["strategies", "reset", "formation_club"]));
        insta::allow_duplicates! { insta::assert_snapshot!(sentences.join("\n"), @r#"
        relance: ~/own.json was not added: the strategy cannot be read (line 6): activity_type is a text, so greater_than says nothing about it: use equals, not_equals, contains or not_contains
        relance: ~/own.json was not added: the strategy cannot be read (line 6): unknown condition type "mood": use one of reservation_status, days_since_last, total_spent, total_reservations, cancellations, risk_score, engagement_score, activity_type, payment_method, location, space_type
        relance: ~/own.json was not added: the strategy cannot be read (line 7): days_since_last needs a finite number as its value, not "ten"
        relance: ~/own.json was not added: the strategy cannot be read (line 7): days_since_last is a number, so contains says nothing about it: use equals, not_equals, greater_than or less_than
        relance: ~/own.json was not added: strategy formation_club needs at least one channel: email, sms or push
        relance: ~/own.json was not added: "Formation Club" is not a strategy's id: use 1 to 64 lower-case letters, digits, _ and -
        relance: ~/own.json was not added: the strategy cannot be read (line 2): unknown variant `soon`, expected one of `low`, `medium`, `high`, `urgent`
        relance: ~/own.json was not added: the strategy cannot be read (line 2): unknown field `rests`, expected one of `id`, `name`, `description`, `triggerConditions`, `trigger_conditions`, `aiPrompt`, `ai_prompt`, `templates`, `priority`, `channels`, `cooldownDays`, `cooldown_days`, `windows`, `alsoCurrent`, `also_current`, `isActive`, `is_active`
        relance: ~/own.json was not added: the strategy cannot be read (line 6): key must be a string
        relance: ~/own.json was not added: the template (fr) of strategy formation_club cannot be used: line 2: undefined value
        relance: there is a strategy formation_club already: choose another id
        relance: there is no strategy no_such: `relance strategies` lists them
        relance: there is no strategy no_such: `relance strategies` lists them
        relance: formation_club is no built-in strategy: there is nothing to reset it to
        "#); }
    }

    fn a_file_too_large_for_a_strategy_is_refused_with_the_limit(place: &Workplace) {
        place.prepare();
        let condition = r#"{"type": "total_spent", "operator": "greater_than", "value": 1}"#;
        let many = OWN.replace("\"trigger_conditions\": [", &format!("\"trigger_conditions\": [{}", format!("{condition},").repeat(20_000)));
        let fewer = OWN.replace("\"trigger_conditions\": [", &format!("\"trigger_conditions\": [{}", format!("{condition},").repeat(50)));
        let long = OWN.replace("\"name\"", &format!("\"ai_prompt\": \"{}\", \"name\"", "é".repeat(50 << 19)));
        let refused = [many, fewer, long].map(|text| {
            let own = place.write("own.json", text);
            place.refused(&["strategies", "add", &own])
        });
        insta::allow_duplicates! { insta::assert_snapshot!(refused.join("\n"), @"
        relance: ~/own.json was not added: a strategy's file has at most 500000 bytes: shorten it
        relance: ~/own.json was not added: strategy formation_club is too large: it may have 50 conditions at most
        relance: ~/own.json was not added: a strategy's file has at most 500000 bytes: shorten it
        "); }
    }

    fn a_strategy_is_switched_off_and_on_and_given_back_what_it_came_with(place: &Workplace) {
        with_clients(place);
        let before = place.objects(&["strategies", "show", "inactive_client_reminder"]);
        assert_eq!(
            place.done(&["strategies", "disable", "inactive_client_reminder"]),
            "strategy inactive_client_reminder is disabled\n"
        );
        place.done(&["tick", "--now", MONDAY]);
        assert_eq!(written_for(place, "inactive_client_reminder"), 0);
        assert_eq!(place.object(&["strategies", "show", "inactive_client_reminder"])["is_active"], false);
        place.done(&["strategies", "enable", "inactive_client_reminder"]);
        place.done(&["tick", "--now", LATER]);
        assert!(written_for(place, "inactive_client_reminder") > 0);
        place.done(&["strategies", "disable", "inactive_client_reminder"]);
        assert_eq!(
            place.done(&["strategies", "reset", "inactive_client_reminder"]),
            "strategy inactive_client_reminder is as it came\n"
        );
        assert_eq!(place.objects(&["strategies", "show", "inactive_client_reminder"]), before);
    }

    fn a_strategy_is_shown_edited_and_added_under_another_id_by_the_same_file(place: &Workplace) {
        place.prepare();
        let id = "seasonal_promotion";
        let shown = place.done(&["strategies", "show", id]);
        let same = place.write("same.json", &shown);
        assert_eq!(place.done(&["strategies", "edit", id, &same]), "strategy seasonal_promotion is changed\n");
        assert_eq!(place.done(&["strategies", "show", id]), shown);
        let copy = place.write("copy.json", shown.replace(id, "copy"));
        place.done(&["strategies", "add", &copy]);
        assert_eq!(place.done(&["strategies", "show", "copy"]), shown.replace(id, "copy"));

        let leap = place.write("leap.json", shown.replace("12-31", "02-29"));
        assert_eq!(
            place.done(&["strategies", "edit", id, &leap]),
            "strategy seasonal_promotion is changed\nfin d'année: in years without 02-29, 02-28 takes its place\n"
        );
        let own = place.write("own.json", OWN);
        let sentences = [
            place.refused(&["strategies", "edit", id, &copy]),
            place.refused(&["strategies", "edit", "formation_club", &own]),
        ];
        insta::allow_duplicates! { insta::assert_snapshot!(sentences.join("\n"), @"
        relance: ~/copy.json describes strategy copy, not seasonal_promotion: an id cannot be changed
        relance: there is no strategy formation_club: `relance strategies` lists them
        "); }
    }

    fn the_list_shows_what_each_strategy_fires_on(place: &Workplace) {
        place.prepare();
        let own = place.write("own.json", OWN);
        place.done(&["strategies", "add", &own]);
        place.done(&["strategies", "disable", "seasonal_promotion"]);
        let listed = place.done(&["strategies"]);
        assert_eq!(place.done(&["strategies", "list"]), listed);
        insta::allow_duplicates! { insta::assert_snapshot!(listed, @"
        STRATEGY                             PRIORITY  CHANNELS     COOLDOWN  FIRES WHEN
        formation_club                  on   urgent    email        10 d      activity_type equals formation and days_since_last greater_than 10 and total_reservations greater_than 1
        high_value_client_retention     on   urgent    email, sms   7 d       total_spent greater_than 500 and days_since_last greater_than 14
        cancelled_reservation_followup  on   high      email        3 d       reservation_status equals cancelled and days_since_last less_than 14
        welcome_new_client              on   high      email        30 d      days_since_last less_than 7 and total_reservations less_than 2 and total_spent greater_than 0
        inactive_client_reminder        on   medium    email, sms   14 d      days_since_last greater_than 30
        seasonal_promotion              off  low       email, push  21 d      always
        "); }
    }
}

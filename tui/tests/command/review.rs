//! `approve`, `edit`, `cancel`, `reschedule` and `send`: a person at work.

use serde_json::Value;

use crate::{
    booking_file::{LATER, MONDAY, bookings, file},
    workplace::{Workplace, on_both_engines},
};

fn written(place: &Workplace) -> Vec<Value> {
    place.prepare();
    let csv = place.write("bookings.csv", file(&bookings(30)));
    place.done(&["import", &csv]);
    place.done(&["tick", "--now", MONDAY]);
    place.objects(&["follow-ups"])
}

fn id(follow_up: &Value) -> &str {
    follow_up["id"].as_str().expect("an id")
}

on_both_engines! {
    fn only_what_a_person_approved_leaves(place: &Workplace) {
        let follow_ups = written(place);
        let (first, second, third) = (id(&follow_ups[0]), id(&follow_ups[1]), id(&follow_ups[2]));
        let approved = place.objects(&["approve", first, second, "--now", MONDAY, "--as", "ada"]);
        assert!(approved.iter().all(|f| f["status"] == "approved" && f["approved_by"] == "ada"), "{approved:?}");
        let edited = place.object(&["edit", second, "--subject", "Bonjour", "--message", "Revenez nous voir bientôt."]);
        assert_eq!((&edited["status"], &edited["approved_by"]), (&"pending".into(), &Value::Null));
        assert_eq!(edited["draft_source"], "human");
        place.done(&["cancel", third, "--reason", "déjà au téléphone"]);
        place.done(&["tick", "--now", LATER]);
        assert_eq!(place.outbox().len(), 1);
        let status = |id: &str| {
            let all = place.objects(&["follow-ups"]);
            all.iter().find(|f| f["id"] == id).expect("it is there")["status"].clone()
        };
        assert_eq!((status(first), status(second), status(third)), ("sent".into(), "pending".into(), "cancelled".into()));
        place.done(&["approve", second, "--now", LATER]);
        assert_eq!(place.done(&["send", "--now", LATER]), "1 sent\n");
        assert!(place.outbox().iter().any(|message| message.contains("Subject: Bonjour")), "the text that was approved");
        assert_eq!(place.done(&["send", "--now", LATER]), "0 sent\n");
    }

    fn what_is_rescheduled_leaves_on_its_new_day(place: &Workplace) {
        let follow_ups = written(place);
        let first = id(&follow_ups[0]);
        place.done(&["approve", first, "--now", MONDAY]);
        let moved = place.object(&["reschedule", first, "--at", "2026-03-20T10:00:00Z"]);
        assert_eq!((&moved["status"], &moved["scheduled_date"]), (&"approved".into(), &"2026-03-20T10:00:00Z".into()));
        assert_eq!(place.done(&["send", "--now", LATER]), "0 sent\n");
        assert_eq!(place.done(&["send", "--now", "2026-03-20T10:00:00Z"]), "1 sent\n");
    }

    fn a_message_is_read_from_standard_input(place: &Workplace) {
        let follow_ups = written(place);
        let text = place.write("text", "Bonjour,\n\nÀ très bientôt.\n");
        let mut program = place.program();
        program.args(["edit", id(&follow_ups[0]), "--message", "-", "--json"]);
        let output = program.stdin(std::fs::File::open(text).expect("a file")).output().expect("the program starts");
        let edited: Value = serde_json::from_slice(&output.stdout).expect("an object");
        assert_eq!(edited["message"], "Bonjour,\n\nÀ très bientôt.");
    }

    fn what_cannot_be_done_to_one_does_not_keep_it_from_the_others(place: &Workplace) {
        let follow_ups = written(place);
        let unknown = "00000000-0000-4000-8000-000000000000";
        let output = place.run(&["approve", unknown, id(&follow_ups[0])]);
        assert_eq!(output.code, 1);
        assert_eq!(output.err, format!("relance: there is no follow-up {unknown}: `relance follow-ups` lists them\n"));
        assert!(output.out.contains(" approved "), "{}", output.out);
        let again = place.refused(&["approve", id(&follow_ups[0])]);
        assert_eq!(again, "relance: a follow-up that is approved cannot be approved");
    }

    fn a_follow_up_by_hand_says_why_not_the_second_time(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(30)));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        let by_hand = ["generate", "--client", "CLIENTE7@exemple.cd ", "--strategy", "inactive_client_reminder", "--now", MONDAY];
        let written = place.object(&by_hand);
        assert_eq!((&written["client_id"], &written["status"]), (&"cliente7@exemple.cd".into(), &"pending".into()));
        assert_eq!(place.refused(&by_hand), "relance: client cliente7@exemple.cd already has an open follow-up");
        let printed = place.done(&["client", "cliente7@exemple.cd", "--now", MONDAY]);
        assert!(printed.contains(&format!("follow-up {} is pending", id(&written))), "{printed}");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn where_the_lambda_sends_the_command_does_not_and_says_why() {
    relance::testing::on_postgres_url(async |url| {
        let place = Workplace::on(url);
        place.done(&["migrate"]);
        let csv = place.write("bookings.csv", file(&bookings(30)));
        place.done(&["import", &csv]);
        place.done(&["settings", "auto_mode_enabled", "true"]);
        place.done(&["tick", "--now", MONDAY]);
        let ticked = place.done(&["tick", "--now", LATER]);
        let why = "nothing was sent: the setting `delivery` of this database is aws, so the Lambda sends";
        assert!(ticked.ends_with(&format!("{why}\n")), "{ticked}");
        assert_eq!(place.refused(&["send", "--now", LATER]), format!("relance: {why}"));
        assert_eq!(place.object(&["tick", "--now", LATER])["sent"], Value::Null);
        assert!(place.objects(&["follow-ups", "--status", "approved"]).len() > 1);
        assert_eq!(place.objects(&["follow-ups", "--status", "sent"]).len(), 0);
        assert!(place.outbox().is_empty());
    })
    .await;
}

//! End to end on a year of real purchases, read as reservations: one import per engine, then every step after it,
//! compared row by row.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    concurrency::{at_most_one_open_each, twice_at_once},
    reference_model::{Expected, ReferenceModel},
    workplace::Workplace,
};

const MIDNIGHT: &str = "2011-12-10T00:00:00Z";
/// A Saturday.
const MORNING: &str = "2011-12-10T09:00:00Z";
/// A Tuesday, when all that was written on that Saturday has come due.
const LATER: &str = "2011-12-20T09:00:00Z";

/// The file beside the repository. If it is absent, the test says so and ends; in CI it fails.
#[expect(clippy::print_stderr, reason = "what was left out must be seen")]
fn purchases() -> Option<PathBuf> {
    let csv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/online_retail_reservations.csv");
    if csv.exists() {
        return Some(csv);
    }
    assert!(env::var_os("CI").is_none(), "{} is absent", csv.display());
    eprintln!("left out: {} is absent", csv.display());
    None
}

/// The final state on one engine, to compare with the other's.
#[derive(Debug, PartialEq)]
struct Outcome {
    clients: Vec<Value>,
    follow_ups: Vec<Value>,
    outbox: Vec<String>,
}

fn run_end_to_end(place: &Workplace, csv: &Path) -> Outcome {
    place.prepare();
    the_import_counts(place, csv);
    place.done(&["analyse", "--now", MIDNIGHT]);
    let clients = place.objects_without_keys(&["clients"]);
    the_insights_are_as_reckoned(&clients, csv);
    the_day_is_dealt_by_weight(place);
    what_was_approved_leaves_once(place);
    let mut follow_ups = place.objects_without_keys(&["follow-ups"]);
    for follow_up in &mut follow_ups {
        // The id is random, and the message's file is named after it.
        let id = std::mem::take(&mut follow_up["id"]);
        if let Some(file) = std::mem::take(&mut follow_up["provider_message_id"]).as_str() {
            assert_eq!(file, format!("{}.eml", id.as_str().expect("an id")));
        }
    }
    // Follow-ups of one moment are listed by id, which is random.
    follow_ups.sort_by_key(Value::to_string);
    Outcome { clients, follow_ups, outbox: place.outbox() }
}

fn the_import_counts(place: &Workplace, csv: &Path) {
    let csv = csv.to_str().expect("a plain path");
    let counts = |new, unchanged| {
        json!({ "new": new, "changed": 0, "unchanged": unchanged, "rejected": 0, "clients": 4372, "cancelled": 3654,
            "wiped_demo": false })
    };
    assert_eq!(place.object(&["import", csv, "--dry-run"]), counts(22190, 0));
    assert_eq!(place.object(&["import", csv]), counts(22190, 0));
    assert_eq!(place.object(&["import", csv]), counts(0, 22190));
}

fn the_insights_are_as_reckoned(clients: &[Value], csv: &Path) {
    let model = ReferenceModel::read(csv);
    let now: DateTime<Utc> = MIDNIGHT.parse().expect("a time");
    assert_eq!((clients.len(), model.len()), (4372, 4372));
    let mut ids: Vec<&str> = clients.iter().filter_map(|client| client["client_id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4372);
    for client in clients {
        let id = client["client_id"].as_str().expect("an id");
        let (actual, engagement) = Expected::of(client).unwrap_or_else(|| panic!("{client}"));
        let (expected, expected_engagement) = model.expect(id, now);
        assert_eq!(actual, expected, "{id}");
        assert!((engagement - expected_engagement).abs() <= 1e-9, "{id}: {engagement} {expected_engagement}");
        assert_eq!(client["preferred_channels"], json!(["email"]), "{id}");
    }
}

/// The day's fifty by weight: urgent 8, twice high 4, medium 2, low 1.
fn by_weight() -> Value {
    json!({
        "high_value_client_retention": 21, "welcome_new_client": 11, "cancelled_reservation_followup": 10,
        "inactive_client_reminder": 5, "seasonal_promotion": 3,
    })
}

fn the_day_is_dealt_by_weight(place: &Workplace) {
    let dealt = by_weight();
    let ticked = place.object(&["tick", "--now", MORNING]);
    assert_eq!((&ticked["generated"]["written"], &ticked["generated"]["by_strategy"]), (&json!(50), &dealt));
    assert_eq!(ticked["sent"]["sent"], 0, "a person has approved nothing yet");
    assert_eq!(place.object(&["tick", "--now", MORNING])["generated"]["written"], 0);
    let follow_ups = place.objects(&["follow-ups"]);
    assert!(follow_ups.iter().all(|f| f["status"] == "pending"));
    assert_eq!(json!(at_most_one_open_each(&follow_ups)), dealt);
}

fn what_was_approved_leaves_once(place: &Workplace) {
    let written = place.objects(&["follow-ups"]);
    let ids: Vec<&str> = written.iter().filter_map(|f| f["id"].as_str()).collect();
    place.done(&[&["approve", "--now", MORNING][..], &ids].concat());
    let approved = place.objects(&["follow-ups", "--status", "approved"]);
    assert_eq!(approved.len(), 50);

    let first = written.iter().min_by_key(|f| f["client_id"].as_str()).expect("one of fifty");
    let first = first["id"].as_str().expect("an id");
    let edited = place.object(&["edit", first, "--subject", "Bonjour", "--now", MORNING]);
    assert_eq!(edited["status"], "pending", "an edit voids the approval");
    assert_eq!(place.object(&["approve", first, "--now", MORNING])["status"], "approved");

    let ticked = place.object(&["tick", "--now", LATER]);
    assert_eq!((&ticked["sent"]["sent"], place.outbox().len()), (&json!(50), 50));
    assert_eq!(place.object(&["tick", "--now", LATER])["sent"]["sent"], 0);
    assert_eq!(place.outbox().len(), 50, "no message twice");
    assert!(
        place
            .outbox()
            .iter()
            .any(|message| message.contains("Subject: Bonjour\n") || message.contains("Subject: Bonjour\r"))
    );
    let sent = place.objects(&["follow-ups", "--status", "sent"]);
    let recipients: BTreeMap<&str, &Value> = sent.iter().filter_map(|f| Some((f["client_id"].as_str()?, f))).collect();
    assert_eq!(recipients.len(), 50);
    for client in recipients.keys() {
        let to = format!("<{client}>");
        assert_eq!(place.outbox().iter().filter(|message| message.contains(&to)).count(), 1, "{client}");
    }
}

#[test]
fn a_year_of_purchases_is_followed_to_the_last_message_on_sqlite() {
    let Some(csv) = purchases() else { return };
    run_end_to_end(&Workplace::embedded(), &csv);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn both_engines_follow_a_year_of_purchases_to_the_same_rows() {
    let Some(csv) = purchases() else { return };
    let embedded = run_end_to_end(&Workplace::embedded(), &csv);
    relance::testing::on_postgres_url(async |url| {
        let server = run_end_to_end(&Workplace::on(url), &csv);
        assert_eq!(server.clients.len(), embedded.clients.len());
        for (server, embedded) in server.clients.iter().zip(&embedded.clients) {
            assert_eq!(server, embedded);
        }
        for (server, embedded) in server.follow_ups.iter().zip(&embedded.follow_ups) {
            assert_eq!(server, embedded);
        }
        assert_eq!(server, embedded);
    })
    .await;
}

/// In the automatic mode, two ticks at once write the same fifty and send the sure ones without a person.
fn by_itself(place: &Workplace, csv: &Path) {
    place.prepare();
    place.done(&["import", csv.to_str().expect("a plain path")]);
    place.done(&["settings", "auto_mode_enabled", "true"]);
    twice_at_once(place, &["tick", "--now", MORNING]);
    let follow_ups = place.objects(&["follow-ups"]);
    assert_eq!(follow_ups.len(), 50);
    assert_eq!(json!(at_most_one_open_each(&follow_ups)), by_weight());
    let sure = follow_ups.iter().filter(|f| f["confidence"].as_u64() > Some(60)).count();
    assert!(sure > 0);
    let approved = place.objects(&["follow-ups", "--status", "approved"]);
    assert_eq!(approved.len(), sure, "what is sure enough approved itself");
    assert!(approved.iter().all(|f| f["approved_by"] == "relance"));
    twice_at_once(place, &["tick", "--now", LATER]);
    assert_eq!(place.outbox().len(), sure);
    assert_eq!(place.objects(&["follow-ups", "--status", "sent"]).len(), sure);
}

#[test]
fn two_ticks_at_once_in_automatic_mode_need_nobody_on_sqlite() {
    let Some(csv) = purchases() else { return };
    by_itself(&Workplace::embedded(), &csv);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn two_ticks_at_once_in_automatic_mode_need_nobody_on_postgres() {
    let Some(csv) = purchases() else { return };
    relance::testing::on_postgres_url(async |url| by_itself(&Workplace::on(url), &csv)).await;
}

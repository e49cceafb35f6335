//! SES's events: shuffled, repeated, cut off and damaged.

use std::collections::BTreeMap;

use rand::{
    RngExt, SeedableRng,
    rngs::ChaCha8Rng,
    seq::{IndexedRandom, SliceRandom},
};
use relance::{
    client::Channel,
    follow_up::{FollowUp, Status},
    on_both_engines,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::fixtures::*,
};
use relance_lambda::feedback;
use serde_json::{Value, json};

use super::{answer, deps, file, refusal};

const KINDS: [&str; 10] = [
    "send",
    "delivery",
    "bounce-hard",
    "bounce-soft",
    "complaint",
    "complaint-not-spam",
    "open",
    "click",
    "reject",
    "delivery-delay",
];
const NOTIFICATIONS: [&str; 3] = ["notification-delivery", "notification-bounce", "notification-complaint"];

/// The follow-up that all fixtures are about.
const ID: &str = "6f1e1f7e-0b0a-4c3d-8e2f-000000000001";

fn event(name: &str) -> Value {
    file(&format!("ses/{name}"))
}

fn queue(bodies: &[String]) -> Value {
    let record = file("sqs")["Records"][0].clone();
    let records = bodies.iter().enumerate().map(|(n, body)| {
        let mut record = record.clone();
        (record["messageId"], record["body"]) = (json!(format!("m{n}")), json!(body));
        record
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

/// A client with an uncertain e-mail, and a bystander.
async fn reset(store: &Store) -> FollowUp {
    execute(
        store,
        "delete from ai_follow_up_logs; delete from ai_follow_ups; delete from seen_events; delete from suppressions;
         update channels set paused_at = null, paused_because = null",
    )
    .await;
    let message = with(approved("client"), |f| {
        f.id = ID.parse().expect("an id");
        f.status = Status::Uncertain;
        f.sending.attempts = 1;
    });
    put(store, message).await
}

async fn configure(store: &Store) {
    upsert(store, &["client", "bystander"].map(|name| booked(name, 40, relance::money::Cents::units(50))), noon())
        .await;
    answer(&deps(store), &file("analyse")).await;
}

async fn suppressed(store: &Store, name: &str) -> bool {
    store.insight(key(store, name).await).await.expect("asked").expect("known").contact.suppressed[Channel::Email]
}

async fn state(store: &Store) -> (Vec<String>, Vec<String>, Vec<String>) {
    (
        texts(store, "select status || ' ' || coalesce(provider_message_id, '-') from ai_follow_ups").await,
        texts(store, "select kind || cast(details as text) from follow_up_events order by 1").await,
        texts(store, "select reason from suppressions order by 1").await,
    )
}

on_both_engines! {
    async fn every_kind_of_event_leaves_its_trace(store: &Store) {
        configure(store).await;
        let expected: BTreeMap<&str, (&str, &[&str])> = [
            ("send", ("sent", &[][..])),
            ("delivery", ("delivered", &[])),
            ("bounce-hard", ("bounced", &["hard_bounce"])),
            ("bounce-soft", ("bounced", &[])),
            ("complaint", ("complained", &["complaint"])),
            ("open", ("opened", &[])),
            ("click", ("clicked", &[])),
            ("reject", ("rejected", &[])),
            ("delivery-delay", ("delayed", &[])),
            ("notification-delivery", ("delivered", &[])),
            ("notification-bounce", ("bounced", &["hard_bounce"])),
            ("notification-complaint", ("complained", &["complaint"])),
        ]
        .into();
        for (name, (kind, reasons)) in expected {
            let message = reset(store).await;
            answer(&deps(store), &queue(&[event(name).to_string()])).await;
            let kinds = texts(store, "select kind from follow_up_events").await;
            assert_eq!(kinds, [kind], "{name}");
            assert_eq!(texts(store, "select reason from suppressions").await, reasons, "{name}");
            assert_eq!(reload(store, &message).await.status, Status::Sent, "{name} proves that it left");
        }
    }

    async fn what_says_nothing_about_a_message_is_taken_in_without_a_trace(store: &Store) {
        configure(store).await;
        for name in ["complaint-not-spam", "rendering-failure", "notification-subscribed"] {
            let message = reset(store).await;
            assert_eq!(answer(&deps(store), &queue(&[event(name).to_string()])).await, json!({ "batchItemFailures": [] }));
            assert_eq!(reload(store, &message).await, message, "{name}");
            assert!(!suppressed(store, "client").await, "{name}");
        }
    }

    async fn one_bad_record_never_fails_its_neighbours(store: &Store) {
        configure(store).await;
        reset(store).await;
        let kept = answer(&deps(store), &file("sqs")).await;
        assert_eq!(kept, json!({ "batchItemFailures": [{ "itemIdentifier": "33333333-0000-4000-8000-000000000003" }] }));
        let told = texts(store, "select kind from follow_up_events order by kind").await;
        assert_eq!(told, ["delivered", "opened"], "the raw one, and the one in the topic's envelope");
    }

    async fn straight_from_the_topic_it_works_as_well(store: &Store) {
        configure(store).await;
        reset(store).await;
        assert_eq!(answer(&deps(store), &file("sns")).await, json!({ "ingested": 1 }));
        assert_eq!(texts(store, "select kind from follow_up_events").await, ["delivered"]);
        let mut torn = file("sns");
        torn["Records"][0]["Sns"]["Message"] = json!("{\"eventType\": \"Bounce\"");
        assert_eq!(
            refusal(&deps(store), &torn).await,
            "1 of 1 messages could not be taken in, the first: the event is not written as SES writes them (line 1, column 22)"
        );
    }

    async fn shuffled_doubled_and_torn_they_come_to_the_same(store: &Store) {
        configure(store).await;
        let bodies: Vec<String> = KINDS.map(|name| event(name).to_string()).into();
        reset(store).await;
        answer(&deps(store), &queue(&bodies)).await;
        let expected = state(store).await;
        assert_eq!(expected.2, ["complaint", "hard_bounce"]);
        let mut chance = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..10 {
            let mut told = bodies.clone();
            told.extend(bodies.sample(&mut chance, 4).cloned());
            told.extend(bodies.iter().map(|body| body[..chance.random_range(0..body.len())].to_owned()));
            told.shuffle(&mut chance);
            reset(store).await;
            let kept = answer(&deps(store), &queue(&told)).await;
            assert_eq!(kept["batchItemFailures"].as_array().map(Vec::len), Some(KINDS.len()), "the torn ones");
            assert_eq!(state(store).await, expected);
        }
    }
}

/// One random change: a byte, a cut, a doubled piece, or two values swapped.
fn mutate(document: &Value, chance: &mut ChaCha8Rng) -> String {
    if chance.random_bool(0.4) {
        let mut changed = document.clone();
        let mut leaves = Vec::new();
        collect(&changed, &mut String::new(), &mut leaves);
        let (a, b) = (leaves.choose(chance).expect("a leaf").clone(), leaves.choose(chance).expect("a leaf").clone());
        let (at_a, at_b) = (changed.pointer(&a).cloned(), changed.pointer(&b).cloned());
        *changed.pointer_mut(&a).expect("there") = at_b.expect("there");
        *changed.pointer_mut(&b).expect("there") = at_a.expect("there");
        return changed.to_string();
    }
    let mut bytes = document.to_string().into_bytes();
    let at = chance.random_range(0..bytes.len());
    match chance.random_range(0..4) {
        0 => bytes[at] = chance.random(),
        1 => drop(bytes.remove(at)),
        2 => bytes.truncate(at),
        _ => {
            let end = (at + chance.random_range(1..40)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn collect(value: &Value, path: &mut String, leaves: &mut Vec<String>) {
    let mut down = |key: &str, value: &Value, path: &mut String| {
        let length = path.len();
        path.push('/');
        path.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(value, path, leaves);
        path.truncate(length);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| down(key, value, path)),
        Value::Array(all) => all.iter().enumerate().for_each(|(n, value)| down(&n.to_string(), value, path)),
        _ => leaves.push(path.clone()),
    }
}

/// However they are damaged, some events must suppress no address, and the others none but their own client's.
#[tokio::test]
async fn a_thousand_damaged_events_break_nothing_and_strike_nobody_else_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("opened");
    store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
    configure(&store).await;
    reset(&store).await;
    let deps = deps(&store);
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    let names: Vec<&str> = KINDS.into_iter().chain(NOTIFICATIONS).collect();
    let mut read = 0;
    for _ in 0..1_000 {
        let name = names.choose(&mut chance).expect("a name");
        let harmless = !["bounce-hard", "complaint", "notification-bounce", "notification-complaint"].contains(name);
        let body = mutate(&event(name), &mut chance);
        if let Ok(Some(_)) = feedback::read(&body) {
            read += 1;
        }
        answer(&deps, &queue(std::slice::from_ref(&body))).await;
        let reasons = texts(&store, "select reason from suppressions").await;
        // Without `not-spam` the event is an ordinary complaint.
        let lost_its_word = *name == "complaint-not-spam" && !body.contains("\"complaintFeedbackType\":\"not-spam\"");
        if harmless && !lost_its_word {
            assert_eq!(reasons, [""; 0], "by {name}: {body}");
        }
        // Suppressions are stored as hashes, so count them: any other address would add one.
        let struck = number(&store, "select count(distinct address_hash) from suppressions").await;
        assert!(struck <= i64::from(suppressed(&store, "client").await), "somebody else, by {name}: {body}");
        assert!(!suppressed(&store, "bystander").await);
        execute(&store, "delete from suppressions; delete from seen_events; delete from follow_up_events").await;
    }
    assert!((200..900).contains(&read), "some could still be read, and some could not: {read}");
    store.close().await;
}

//! Measures sends per second through the courier, against a bare loop over the SDK with the same concurrency, on a fast
//! emulated SES; and the time and memory of a process from its start to its first request for work.
//!
//! Run by `scripts/bench`, which starts the emulated SES and PostgreSQL.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sesv2::{
    config::Credentials,
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use chrono::Utc;
use futures_util::{StreamExt, stream};
use relance::{
    client::Channel,
    courier::{Answer, Courier, Letter, Parcel},
    draft::{FactSheet, Tone},
    locale::Locale,
    settings::Sender,
    store::{DatabaseUrl, SettingsSeed, Store},
};
use relance_lambda::{
    config::Sending,
    couriers::{Aws, with_timeouts},
};
use uuid::Uuid;

const CONCURRENCY: usize = 4;
/// Sends per round.
const SENDS: usize = 500;
const ROUNDS: usize = 7;
const STARTS: usize = 20;

#[expect(clippy::disallowed_methods, reason = "this is the benchmark's main")]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run this through scripts/bench"))
}

fn parcel() -> Parcel {
    Parcel {
        follow_up: Uuid::new_v4(),
        channel: Channel::Email,
        to: "client@exemple.test".to_owned(),
        to_name: "Client Exemple".to_owned(),
        platform: None,
        from: Sender { address: "relance@nzooimmo.com".parse().expect("an address"), reply_to: None },
        subject: "Votre place vous attend".to_owned(),
        message: "Bonjour,\n\nVotre place à Kinshasa vous attend toujours.\n\nÀ bientôt !".to_owned(),
        locale: Locale::Fr,
        facts: Some(FactSheet {
            locale: Locale::Fr,
            tone: Tone::Warm,
            first_name: None,
            last_space: None,
            favourite_space: None,
            months_as_client: 3,
            offer: None,
            season: None,
            booking_link: "https://nzooimmo.com/reservation".to_owned(),
            business_name: "N'zoo Immo".to_owned(),
        }),
        at: "2026-03-10T09:00:00Z".parse().expect("a time"),
    }
}

/// Sends the same letter, already built, with the SDK alone: without the courier's extra headers.
async fn bare(client: &aws_sdk_sesv2::Client, letter: &Letter<'_>) {
    let utf8 = |text: &str| Content::builder().data(text).charset("UTF-8").build().expect("a text");
    let body = Body::builder().text(utf8(letter.text)).html(utf8(&letter.html)).build();
    let message = Message::builder().subject(utf8(&letter.subject)).body(body).build();
    let tag = MessageTag::builder().name("follow_up").value(Uuid::new_v4().to_string()).build().expect("a tag");
    client
        .send_email()
        .from_email_address(letter.from.as_str())
        .destination(Destination::builder().to_addresses(letter.to.as_str()).build())
        .email_tags(tag)
        .content(EmailContent::builder().simple(message).build())
        .send()
        .await
        .expect("accepted");
}

async fn courier(courier: &Aws, parcel: &Parcel) {
    courier.wait_for_capacity().await;
    let answer = courier.send(&Parcel { follow_up: Uuid::new_v4(), ..parcel.clone() }).await;
    assert!(matches!(answer, Answer::Accepted(_)), "{answer:?}");
}

/// Sends per second over one round, with [`CONCURRENCY`] sends at once.
async fn rate(send: impl AsyncFn()) -> f64 {
    let begun = Instant::now();
    stream::iter(0..SENDS).map(|_| send()).buffer_unordered(CONCURRENCY).collect::<Vec<()>>().await;
    SENDS as f64 / begun.elapsed().as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
async fn sending(config: &SdkConfig) {
    let parcel = parcel();
    let letter = Letter::of(&parcel).expect("a letter");
    let client = aws_sdk_sesv2::Client::new(&with_timeouts(config));
    let sending = Sending {
        configuration_set: None,
        unsubscribe_base_url: Some("https://nzooimmo.com/u".to_owned()),
        sms_sender_id: None,
        apns_application: None,
        fcm_application: None,
        // So high that the pace limits nothing.
        per_second: 1_000_000.0,
        concurrency: CONCURRENCY,
    };
    let aws = Aws::new(config, sending);
    let (mut by_courier, mut by_sdk) = (Vec::new(), Vec::new());
    // Alternate the two, so that both meet the same noise; the first round warms up.
    for round in 0..=ROUNDS {
        let sdk = rate(async || bare(&client, &letter).await).await;
        let couriers = rate(async || courier(&aws, &parcel).await).await;
        if round > 0 {
            by_sdk.push(sdk);
            by_courier.push(couriers);
        }
    }
    let ratio = median(by_courier.iter().zip(&by_sdk).map(|(courier, sdk)| courier / sdk).collect());
    println!(
        "e-mails per second, {CONCURRENCY} at once, medians of {ROUNDS} rounds of {SENDS}: courier {:.0}, bare SDK {:.0}, ratio {ratio:.2}",
        median(by_courier),
        median(by_sdk)
    );
}

/// Milliseconds from a process's start to its first request for work, and its peak memory until then, in kB.
fn start(program: &str, database: &str) -> (f64, f64) {
    let api = TcpListener::bind("127.0.0.1:0").expect("a port");
    let begun = Instant::now();
    let mut function = Command::new(program)
        .env_clear()
        .env("DATABASE_URL", database)
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_LAMBDA_RUNTIME_API", api.local_addr().expect("an address").to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "relance")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let (stream, _) = api.accept().expect("it asks for work");
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).expect("a request");
    let took = begun.elapsed();
    assert!(line.starts_with("GET /2018-06-01/runtime/invocation/next"), "{line}");
    let status = std::fs::read_to_string(format!("/proc/{}/status", function.id())).expect("its state");
    let memory = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("its memory");
    function.kill().expect("ended");
    function.wait().expect("gone");
    (took.as_secs_f64() * 1e3, memory.trim().trim_end_matches(" kB").trim().parse().expect("kilobytes"))
}

#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
async fn starting() {
    let database = variable("RELANCE_TEST_POSTGRES");
    let store = Store::open(&DatabaseUrl::parse(&database).expect("a URL")).await.expect("opened");
    #[expect(clippy::disallowed_methods, reason = "this is the benchmark's main")]
    store.migrate(&SettingsSeed::default(), Utc::now()).await.expect("migrated");
    store.close().await;
    let program = variable("RELANCE_LAMBDA");
    let (times, memory): (Vec<f64>, Vec<f64>) = (0..STARTS).map(|_| start(&program, &database)).unzip();
    let (median, most) = (median(times.clone()), times.iter().copied().fold(0.0, f64::max));
    let memory = memory.iter().copied().fold(0.0, f64::max) / 1024.0;
    println!(
        "from start to the first request for work, {STARTS} times: median {median:.0} ms, longest {most:.0} ms; {memory:.0} MB at most"
    );
}

#[tokio::main]
async fn main() {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(variable("RELANCE_BENCH_SES"))
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "bench"))
        .load()
        .await;
    tokio::time::timeout(Duration::from_secs(600), sending(&config)).await.expect("it comes to an end");
    starting().await;
}

//! The handler on real databases, and the function as Lambda runs it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
};

use chrono::{DateTime, Utc};
use relance::{
    booking::demo,
    desk::Desk,
    on_both_engines,
    store::{DatabaseUrl, SettingsSeed, Store},
};
use relance_lambda::{Deps, Event, Report, Task, handle};
use serde_json::Value;

fn monday_morning() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

async fn fill(store: &Store) {
    let desk = Desk { store, actor: "test", now: monday_morning() };
    desk.fill_with_demo(demo::clients(60, 1, monday_morning()), |_| ()).await.expect("filled");
}

on_both_engines! {
    /// The whole schedule, less the sending.
    async fn a_tick_analyses_and_generates_and_says_that_it_sends_nothing(store: &Store) {
        fill(store).await;
        let deps = Deps { store: store.clone(), clock: monday_morning };
        let done = handle(&deps, Event { task: Task::Tick }).await.expect("it ticks");
        let Report::Ticked(ticked) = &done.report else { panic!("not a tick: {done:?}") };
        assert_eq!(ticked.analysed.as_ref().map(|a| a.folded), Some(60));
        assert!(ticked.generated.as_ref().is_some_and(|g| g.written > 0), "{ticked:?}");
        assert_eq!(ticked.sent, None);
        assert_eq!(done.sending, "nothing was sent: this function has no courier yet");

        let again = handle(&deps, Event { task: Task::Tick }).await.expect("it ticks");
        let Report::Ticked(ticked) = &again.report else { panic!("not a tick: {again:?}") };
        assert_eq!(ticked.analysed, None, "the interval has not passed");
    }
}

/// One invocation through the Runtime API: `GET …/invocation/next`, then `POST …/response` or `…/error`.
fn invoke(api: &TcpListener, event: &str) -> (String, Value) {
    let (request, _, mut stream) = receive(api);
    assert!(request.starts_with("GET /2018-06-01/runtime/invocation/next"), "{request}");
    let head = format!(
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\nLambda-Runtime-Deadline-Ms: 9999999999999\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:x:1:function:f\r\nLambda-Runtime-Trace-Id: t\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{event}",
        event.len()
    );
    stream.write_all(head.as_bytes()).expect("answered");
    drop(stream);
    let (request, body, mut stream) = receive(api);
    stream.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").expect("answered");
    (request, serde_json::from_slice(&body).expect("JSON"))
}

/// The next request: its first line and its body.
fn receive(api: &TcpListener) -> (String, Vec<u8>, TcpStream) {
    let (stream, _) = api.accept().expect("the function calls");
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).expect("a request");
    let (mut length, mut chunked) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        chunked |= line == "transfer-encoding: chunked";
    }
    let mut body = Vec::new();
    while chunked {
        let mut size = String::new();
        reader.read_line(&mut size).expect("a chunk");
        let size = usize::from_str_radix(size.trim(), 16).expect("a chunk's size");
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk).expect("a chunk");
        body.extend(&chunk[..size]);
        chunked = size > 0;
    }
    if length > 0 {
        body.resize(length, 0);
        reader.read_exact(&mut body).expect("a body");
    }
    (first, body, reader.into_inner())
}

#[test]
fn the_function_answers_the_runtime_and_survives_an_event_it_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("relance.db");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(&DatabaseUrl::Sqlite(file.clone())).await.expect("opened");
        store.migrate(&SettingsSeed::default(), monday_morning()).await.expect("migrated");
        fill(&store).await;
        store.close().await;
    });
    let api = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut function = Command::new(env!("CARGO_BIN_EXE_relance-lambda"))
        .env_clear()
        .env("DATABASE_URL", format!("sqlite://{}", file.display()))
        .env("AWS_LAMBDA_RUNTIME_API", api.local_addr().expect("an address").to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "relance")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");

    let (request, answer) = invoke(&api, r#"{"task": "dance"}"#);
    assert!(request.starts_with("POST /2018-06-01/runtime/invocation/1/error"), "{request}");
    assert!(answer["errorMessage"].as_str().is_some_and(|m| m.contains("dance")), "{answer}");

    let (request, answer) = invoke(&api, r#"{"task": "analyse"}"#);
    assert!(request.starts_with("POST /2018-06-01/runtime/invocation/1/response"), "{request}");
    assert_eq!(answer["folded"], 60, "{answer}");
    function.kill().expect("ended");
    function.wait().expect("gone");
}

//! A proxy before the emulated AWS that behaves as it is told, and counts the accepted messages.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client, server,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Fair,
    /// Accepts, then closes the connection without an answer.
    Disconnects,
    /// Accepts, and answers after the caller's timeout.
    AnswersLate,
    /// Refuses every message for now.
    Throttles,
    /// Fails three calls of ten without forwarding them.
    Fails,
}

impl Behaviour {
    pub const ALL: [Self; 5] = [Self::Fair, Self::Disconnects, Self::AnswersLate, Self::Throttles, Self::Fails];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Fair => "fair",
            Self::Disconnects => "cuts the line",
            Self::AnswersLate => "answers late",
            Self::Throttles => "throttles",
            Self::Fails => "fails 30 %",
        }
    }
}

/// Longer than a courier waits for an answer, and than an invocation lasts with this behaviour.
const LATE: Duration = Duration::from_secs(20);

pub struct Provider {
    pub url: String,
    state: Arc<State>,
}

struct State {
    /// `host:port` of the emulated AWS.
    behind: String,
    behaviour: Mutex<Behaviour>,
    accepted: Mutex<BTreeMap<String, u32>>,
    /// The last request for a message: SES's JSON, or SNS's form as an object.
    last: Mutex<Value>,
    calls: AtomicU32,
}

impl Provider {
    /// Starts a proxy before the emulated AWS at `url`.
    pub async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let state = Arc::new(State {
            behind: url.trim_start_matches("http://").trim_end_matches('/').to_owned(),
            behaviour: Mutex::new(Behaviour::Fair),
            accepted: Mutex::default(),
            last: Mutex::default(),
            calls: AtomicU32::new(0),
        });
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// Changes the behaviour and forgets the accepted messages.
    pub fn begin(&self, behaviour: Behaviour) {
        self.set_behaviour(behaviour);
        self.state.accepted.lock().expect("unbroken").clear();
    }

    pub fn set_behaviour(&self, behaviour: Behaviour) {
        *self.state.behaviour.lock().expect("unbroken") = behaviour;
    }

    pub fn behaviour(&self) -> Behaviour {
        *self.state.behaviour.lock().expect("unbroken")
    }

    /// How often each message was accepted, by the follow-up's id, or the phone number of an SMS.
    pub fn accepted(&self) -> BTreeMap<String, u32> {
        self.state.accepted.lock().expect("unbroken").clone()
    }
}

impl Provider {
    pub fn last_message(&self) -> Value {
        self.state.last.lock().expect("unbroken").clone()
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) -> Infallible {
    loop {
        let (stream, _) = listener.accept().await.expect("it connects");
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(request, Arc::clone(&state)));
        tokio::spawn(server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(request: Request<Incoming>, state: Arc<State>) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let is_ses = head.uri.path().starts_with("/v2/email");
    let text = if is_ses { String::from_utf8_lossy(&body).into_owned() } else { decoded(&body) };
    let is_message = head.uri.path().ends_with("/outbound-emails") || text.contains("Action=Publish&");
    if !is_message {
        return forward(&state.behind, Request::from_parts(head, Full::from(body))).await;
    }
    *state.last.lock().expect("unbroken") = match is_ses {
        true => serde_json::from_slice(&body).expect("JSON"),
        false => form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), json!(value))).collect(),
    };
    let behaviour = *state.behaviour.lock().expect("unbroken");
    let number = state.calls.fetch_add(1, Ordering::SeqCst);
    match behaviour {
        Behaviour::Throttles => {
            return Ok(refusal(is_ses, StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", "Throttled"));
        }
        // The first three of every ten calls.
        Behaviour::Fails if number % 10 < 3 => {
            return Ok(refusal(is_ses, StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "InternalError"));
        }
        _ => {}
    }
    let response = forward(&state.behind, Request::from_parts(head, Full::from(body))).await?;
    if response.status().is_success() {
        *state.accepted.lock().expect("unbroken").entry(message_key(&text)).or_default() += 1;
    }
    match behaviour {
        Behaviour::Disconnects => Err(io::ErrorKind::ConnectionReset.into()),
        Behaviour::AnswersLate => {
            tokio::time::sleep(LATE).await;
            Ok(response)
        }
        _ => Ok(response),
    }
}

async fn forward(to: &str, request: Request<Full<Bytes>>) -> io::Result<Response<Full<Bytes>>> {
    let stream = TcpStream::connect(to).await?;
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Response::from_parts(head, Full::from(body)))
}

/// A refusal as SES writes it, in JSON, or SNS, in XML.
fn refusal(is_ses: bool, status: StatusCode, ses: &str, sns: &str) -> Response<Full<Bytes>> {
    let builder = Response::builder().status(status);
    let response = if is_ses {
        builder.header("x-amzn-errortype", ses).body(Full::from(r#"{"message":"not now"}"#))
    } else {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{sns}</Code><Message>not now</Message></Error></ErrorResponse>"
        );
        builder.header("content-type", "text/xml").body(Full::from(body))
    };
    response.expect("a response")
}

/// The key of a message: the phone number of an SMS, else the follow-up's id, which follows the text `follow_up`.
fn message_key(text: &str) -> String {
    if let Some((_, number)) = text.split_once("PhoneNumber=") {
        return number.split('&').next().expect("a number").to_owned();
    }
    // Search behind that text, because an endpoint's ARN holds an id too.
    let (_, named) =
        text.split_once("follow_up").unwrap_or_else(|| panic!("a message without its follow-up's id: {text}"));
    let mut words = named.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    let id = words.find(|word| word.parse::<Uuid>().is_ok() && word.len() == 36);
    id.unwrap_or_else(|| panic!("a message without its follow-up's id: {text}")).to_owned()
}

/// Decodes `%XX` and `+`, and keeps the pairs as `name=value&`.
fn decoded(form: &[u8]) -> String {
    form_urlencoded::parse(form).map(|(name, value)| format!("{name}={value}&")).collect()
}

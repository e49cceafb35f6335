//! Lambda's Runtime API, served to a real process of the function.
//!
//! `GET …/invocation/next`, then `POST …/response` or `…/error`; see AWS, "Using the Lambda runtime API".

use std::{
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, SystemTime},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::{Mutex, mpsc},
    task::JoinHandle,
};

/// How an invocation ended.
#[derive(Debug)]
pub enum Ended {
    Answered(Value),
    /// The handler's error, or the process's at its start.
    Failed(Value),
    /// The process ended without an answer.
    Died(ExitStatus),
}

impl Ended {
    pub fn answer(self) -> Value {
        match self {
            Self::Answered(answer) => answer,
            other => panic!("no answer: {other:?}"),
        }
    }

    pub fn error(self) -> String {
        match self {
            Self::Failed(error) => error["errorMessage"].as_str().expect("a message").to_owned(),
            other => panic!("no error: {other:?}"),
        }
    }
}

/// How to run a process of the function: its environment, and when to kill it.
#[derive(Clone, Debug, Default)]
pub struct Function {
    pub environment: Vec<(String, String)>,
    /// Kills the process this long after its first request for work, unless it has answered before.
    pub killed_after: Option<Duration>,
}

impl Function {
    pub fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut with = self.clone();
        with.environment.push((name.to_owned(), value.to_string()));
        with
    }

    /// Starts the process, gives it one event and `time` to answer, and ends it.
    pub async fn invoke(&self, event: &Value, time: Duration) -> Ended {
        self.start().await.invoke(event, time).await
    }

    /// Starts the process, which stays warm for several events.
    pub async fn start(&self) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let child = Command::new(env!("CARGO_BIN_EXE_relance-lambda"))
            .env_clear()
            .envs(relance::testing::clock_environment())
            .envs(self.environment.iter().cloned())
            .env("AWS_LAMBDA_RUNTIME_API", listener.local_addr().expect("an address").to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "relance")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let (to_give, given) = mpsc::unbounded_channel();
        let (events, received) = mpsc::unbounded_channel();
        let serving = tokio::spawn(serve(listener, Arc::new(Mutex::new(given)), events));
        Running { child, killed_after: self.killed_after, to_give, received, serving }
    }
}

/// A process of the function, killed when it is dropped.
pub struct Running {
    child: Child,
    killed_after: Option<Duration>,
    to_give: mpsc::UnboundedSender<Invocation>,
    received: mpsc::UnboundedReceiver<ProcessEvent>,
    serving: JoinHandle<()>,
}

/// An event, and the time to answer it.
struct Invocation {
    event: String,
    time: Duration,
}

impl Running {
    /// Gives it an event, and `time` to answer: if it has not by then it is killed, as on AWS.
    pub async fn invoke(&mut self, event: &Value, time: Duration) -> Ended {
        self.to_give.send(Invocation { event: event.to_string(), time }).expect("it is served");
        loop {
            tokio::select! {
                // Read an answer before the end of the process that sent it.
                biased;
                event = self.received.recv() => match event.expect("the server outlives the process") {
                    ProcessEvent::Ready => {
                        tokio::select! {
                            () = tokio::time::sleep(self.killed_after.unwrap_or(time)) => {
                                self.child.start_kill().expect("killed");
                            }
                            event = self.received.recv() => {
                                if let Some(ended) = event.and_then(ProcessEvent::ended) { return ended }
                            }
                            status = self.child.wait() => return Ended::Died(status.expect("its state")),
                        }
                    }
                    event => if let Some(ended) = event.ended() { return ended },
                },
                status = self.child.wait() => return Ended::Died(status.expect("its state")),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

enum ProcessEvent {
    /// It has been given an event.
    Ready,
    Ended(Ended),
}

impl ProcessEvent {
    fn ended(self) -> Option<Ended> {
        match self {
            Self::Ready => None,
            Self::Ended(ended) => Some(ended),
        }
    }
}

type Given = Arc<Mutex<mpsc::UnboundedReceiver<Invocation>>>;

async fn serve(listener: TcpListener, given: Given, events: mpsc::UnboundedSender<ProcessEvent>) {
    loop {
        let (stream, _) = listener.accept().await.expect("it connects");
        let (given, events) = (Arc::clone(&given), events.clone());
        let service = service_fn(move |request| respond(request, Arc::clone(&given), events.clone()));
        // A connection breaks when its process dies, so its error is ignored.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn respond(
    request: Request<Incoming>,
    given: Given,
    events: mpsc::UnboundedSender<ProcessEvent>,
) -> hyper::Result<Response<Full<Bytes>>> {
    let path = request.uri().path().to_owned();
    if request.method() == Method::GET {
        let Some(Invocation { event, time }) = given.lock().await.recv().await else { std::future::pending().await };
        // The receiver is gone if the process has ended meanwhile.
        let _ended = events.send(ProcessEvent::Ready);
        let deadline = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970") + time;
        return Ok(Response::builder()
            .header("Lambda-Runtime-Aws-Request-Id", "1")
            .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string())
            .header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:relance")
            .header("Lambda-Runtime-Trace-Id", "t")
            .header("Content-Type", "application/json")
            .body(Full::from(event))
            .expect("a response"));
    }
    let body = request.into_body().collect().await?.to_bytes();
    let said = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let ended = if path.ends_with("/response") { Ended::Answered(said) } else { Ended::Failed(said) };
    let _ended = events.send(ProcessEvent::Ended(ended));
    Ok(Response::builder().status(202).body(Full::default()).expect("a response"))
}

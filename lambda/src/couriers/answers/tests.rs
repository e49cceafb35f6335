use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sesv2::{
    Client, Config,
    config::Credentials,
    error::ConnectorError,
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

const SENDER: &str = "relance@nzooimmo.com";

/// What a provider does with a request.
enum Behaviour {
    Answers(String),
    Disconnects,
    Hangs,
}

/// Starts a provider that does this with one request; returns its URL.
async fn provider(behaviour: Behaviour) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("it connects");
        // The SES requests of these tests end with the brace that closes their JSON.
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            stream.read_buf(&mut request).await.expect("a request");
        }
        match behaviour {
            Behaviour::Answers(answer) => stream.write_all(answer.as_bytes()).await.expect("answered"),
            Behaviour::Disconnects => {}
            Behaviour::Hangs => std::future::pending().await,
        }
    });
    url
}

fn http(status: &str, code: &str, message: &str, headers: &str) -> Behaviour {
    let body = format!(r#"{{"message":"{message}"}}"#);
    let length = body.len();
    Behaviour::Answers(format!(
        "HTTP/1.1 {status}\r\nx-amzn-errortype: {code}\r\n{headers}content-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}

/// As on a machine without configured credentials.
#[derive(Debug)]
struct NoCredentials;

impl ProvideCredentials for NoCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("nobody has any")))
    }
}

fn credentials() -> Credentials {
    Credentials::new("test", "test", None, None, "tests")
}

/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

async fn asked(url: &str, credentials: impl ProvideCredentials + 'static, patience: Duration) -> Answer {
    let config = Config::builder()
        .credentials_provider(credentials)
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(patience).build());
    let text = Content::builder().data("Bonjour").build().expect("a text");
    let message = Message::builder().subject(text.clone()).body(Body::builder().text(text).build()).build();
    let sent = Client::from_conf(config.build())
        .send_email()
        .from_email_address(SENDER)
        .destination(Destination::builder().to_addresses("a@exemple.test").build())
        .content(EmailContent::builder().simple(message).build())
        .send()
        .await;
    answer(Email, SENDER, &sent.expect_err("these providers accept nothing"))
}

async fn answer_to(behaviour: Behaviour) -> Answer {
    let patience = if matches!(behaviour, Behaviour::Hangs) { Duration::from_millis(500) } else { PATIENCE };
    asked(&provider(behaviour).await, credentials(), patience).await
}

fn later(why: &str, after: Option<u64>) -> Answer {
    Answer::Later { why: why.to_owned(), after: after.map(Duration::from_secs) }
}

#[tokio::test]
async fn what_ses_says_is_looked_up() {
    for (status, code, message, expected) in [
        (
            "400 Bad Request",
            "BadRequestException",
            "a@exemple.test",
            Answer::Refused("the address or the message is not valid (BadRequestException)".to_owned()),
        ),
        (
            "400 Bad Request",
            "BadRequestException",
            "Configuration set <relance> does not exist.",
            Answer::AccountRefused("the configuration set does not exist (BadRequestException)".to_owned()),
        ),
        (
            "400 Bad Request",
            "MessageRejected",
            "Email address is not verified: a@exemple.test",
            Answer::AccountRefused(
                "an identity is not verified, or the account is in the sandbox (MessageRejected)".to_owned(),
            ),
        ),
        (
            "400 Bad Request",
            "BadRequestException",
            "Illegal address: relance@nzooimmo.com",
            Answer::AccountRefused("the sender's address is not valid (BadRequestException)".to_owned()),
        ),
        (
            "400 Bad Request",
            "MessageRejected",
            "Could not parse the content",
            Answer::Refused("the content was rejected (MessageRejected)".to_owned()),
        ),
        (
            "400 Bad Request",
            "MessageRejected",
            "Email address is not verified: Relance@nzooimmo.com",
            Answer::AccountRefused("the sender's identity is not verified (MessageRejected)".to_owned()),
        ),
        (
            "400 Bad Request",
            "SendingPausedException",
            "",
            Answer::AccountRefused(
                "sending is paused for the account or the configuration set (SendingPausedException)".to_owned(),
            ),
        ),
        (
            "429 Too Many Requests",
            "TooManyRequestsException",
            "",
            later("too many requests at once (TooManyRequestsException)", None),
        ),
        (
            "429 Too Many Requests",
            "TooManyRequestsException",
            "Daily message quota exceeded",
            Answer::AccountRefused("the account's daily quota is used up (TooManyRequestsException)".to_owned()),
        ),
        (
            "403 Forbidden",
            "ExpiredTokenException",
            "",
            Answer::AccountRefused("the credentials have expired (ExpiredTokenException)".to_owned()),
        ),
        (
            "403 Forbidden",
            "SomethingNew",
            "",
            Answer::AccountRefused("the credentials are refused (SomethingNew)".to_owned()),
        ),
        (
            "400 Bad Request",
            "RequestAbortedException",
            "",
            Answer::Unknown("the provider lost the line before it answered (RequestAbortedException)".to_owned()),
        ),
        (
            "408 Request Timeout",
            "RequestTimeoutException",
            "",
            later("the request did not arrive whole (RequestTimeoutException)", None),
        ),
        ("418 I'm a teapot", "SomethingNew", "", Answer::Refused("the request is refused (SomethingNew)".to_owned())),
        (
            "500 Internal Server Error",
            "InternalFailure",
            "",
            later("the provider is in trouble (InternalFailure)", None),
        ),
        (
            "503 Service Unavailable",
            "ServiceUnavailable",
            "",
            later("the provider is in trouble (ServiceUnavailable)", None),
        ),
        (
            "504 Gateway Timeout",
            "",
            "",
            Answer::Unknown("the answer was lost between the provider and here (504)".to_owned()),
        ),
    ] {
        assert_eq!(answer_to(http(status, code, message, "")).await, expected, "{status} {code} {message}");
    }
}

#[tokio::test]
async fn a_wish_to_be_left_alone_is_heard_in_seconds_and_as_a_date() {
    let busy = |headers: &str| http("503 Service Unavailable", "ServiceUnavailable", "", headers);
    let why = "the provider is in trouble (ServiceUnavailable)";
    assert_eq!(answer_to(busy("Retry-After: 120\r\n")).await, later(why, Some(120)));
    let date = "Date: Tue, 10 Mar 2026 09:00:00 GMT\r\nRetry-After: Tue, 10 Mar 2026 09:05:00 GMT\r\n";
    assert_eq!(answer_to(busy(date)).await, later(why, Some(300)));
    for senseless in [
        "Retry-After: soon\r\n",
        "Date: Tue, 10 Mar 2026 09:00:00 GMT\r\nRetry-After: Tue, 10 Mar 2026 08:00:00 GMT\r\n",
    ] {
        assert_eq!(answer_to(busy(senseless)).await, later(why, None));
    }
}

#[tokio::test]
async fn silence_is_told_apart_by_whether_anything_can_have_left() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    assert_eq!(asked(&closed, credentials(), PATIENCE).await, later("the provider cannot be reached", None));
    assert_eq!(answer_to(Behaviour::Disconnects).await, Answer::Unknown("the answer was lost".to_owned()));
    assert_eq!(answer_to(Behaviour::Hangs).await, Answer::Unknown("no answer came in time".to_owned()));
    let torn = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n{\"Mes".to_owned();
    assert_eq!(answer_to(Behaviour::Answers(torn)).await, Answer::Unknown("the answer was lost (200)".to_owned()));
    let nobody = asked(&closed, NoCredentials, PATIENCE).await;
    assert_eq!(nobody, Answer::AccountRefused("there are no credentials".to_owned()));
}

#[test]
fn a_connection_that_ended_while_it_held_the_request_proves_nothing() {
    // hyper reports a user error when it drops a connection that has already taken the request.
    let gone = ConnectorError::user("dispatch task is gone".into());
    let answer = answer(Email, SENDER, &SdkError::<SendEmailError, _>::dispatch_failure(gone));
    assert_eq!(answer, Answer::Unknown("the answer was lost".to_owned()));
}

#[test]
fn a_code_means_what_its_call_makes_of_it() {
    let meaning = |call, code, message| look_up(call, Some(code), message, SENDER, 400).0;
    assert_eq!(meaning(Push, "NotFound", ""), AddressGone);
    assert_eq!(meaning(Register, "NotFound", ""), NotSetUp);
    let token = "invalid parameter: token reason: ios device tokens must be no more than 400 hexadecimal characters";
    assert_eq!(meaning(Register, "InvalidParameter", token), AddressGone);
    let arn =
        "invalid parameter: platformapplicationarn reason: wrong number of slashes in relative portion of the arn.";
    assert_eq!(meaning(Register, "InvalidParameter", arn), NotSetUp);
    assert_eq!(meaning(Push, "EndpointDisabled", ""), AddressGone);
    assert_eq!(meaning(Sms, "InvalidParameter", "invalid parameter: phonenumber"), Refused);
    assert_eq!(meaning(Sms, "InvalidParameter", "invalid parameter: aws.sns.sms.senderid"), NotSetUp);
    assert_eq!(meaning(Sms, "InvalidParameter", "phone number is opted out"), AddressGone);
    assert_eq!(meaning(Push, "InvalidParameter", "no endpoint found for the target arn specified"), AddressGone);
    assert_eq!(meaning(Sms, "AuthorizationError", ""), AccountRefused);
}

#[test]
fn no_row_hides_behind_a_wider_one() {
    for (n, row) in TABLE.iter().enumerate() {
        let hidden = TABLE[..n].iter().find(|earlier| {
            earlier.code == row.code
                && earlier.message_contains.is_empty()
                && row.on.iter().all(|call| earlier.on.contains(call))
        });
        assert!(hidden.is_none(), "{}", row.code);
    }
}

#[test]
fn the_documents_table_is_this_one() {
    let document = include_str!("../../../../docs/DELIVERY.md");
    assert!(document.contains(&table()), "docs/DELIVERY.md lacks this table:\n{}", table());
}

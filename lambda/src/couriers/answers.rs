//! The meaning of each answer of SES and SNS: one table, which decides in the code and is repeated in
//! `docs/DELIVERY.md`.
//!
//! Codes and causes are those of AWS's API references: SES v2 `SendEmail`, SNS `Publish` and `CreatePlatformEndpoint`,
//! and the errors common to all services.

use std::{error::Error, fmt::Write, time::Duration};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sesv2::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};
use chrono::DateTime;
use hyper_util::client::legacy;
use relance::courier::Answer;

/// Which call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Email,
    Sms,
    Push,
    /// Registers a device, right before its push.
    Register,
}

/// What an answer other than acceptance leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Refused,
    AddressGone,
    Later,
    AccountRefused,
    NotSetUp,
    Unknown,
}

use Call::{Email, Push, Register, Sms};
use Meaning::{AccountRefused, AddressGone, Later, NotSetUp, Refused, Unknown};

impl Call {
    const fn word(self) -> &'static str {
        match self {
            Email => "e-mail",
            Sms => "SMS",
            Push => "push",
            Register => "registering a device",
        }
    }
}

impl Meaning {
    const fn words(self) -> &'static str {
        match self {
            Refused => "refused for good: failed",
            AddressGone => "the address is gone: failed, a draft for the next channel",
            Later => "refused for now: approved again, with backoff",
            AccountRefused => "the account may not send: approved again, the run ends",
            NotSetUp => "the channel is not set up: approved again in an hour",
            Unknown => "nobody knows: uncertain",
        }
    }

    fn answer(self, why: String, after: Option<Duration>) -> Answer {
        match self {
            Refused => Answer::Refused(why),
            AddressGone => Answer::AddressGone(why),
            Later => Answer::Later { why, after },
            AccountRefused => Answer::AccountRefused(why),
            NotSetUp => Answer::NotSetUp(why),
            Unknown => Answer::Unknown(why),
        }
    }
}

/// One error code of a provider. Of several rows with the same code, the first that matches counts.
struct Row {
    on: &'static [Call],
    code: &'static str,
    /// Text that the provider's message must contain, in lower case; [`SENDER`] stands for our own address.
    message_contains: &'static str,
    meaning: Meaning,
    why: &'static str,
}

const SENDER: &str = "our sender's address";
const EVERY: &[Call] = &[Email, Sms, Push, Register];
const SNS: &[Call] = &[Sms, Push, Register];

const fn row(on: &'static [Call], code: &'static str, meaning: Meaning, why: &'static str) -> Row {
    Row { on, code, message_contains: "", meaning, why }
}

const fn row_containing(
    on: &'static [Call],
    code: &'static str,
    message_contains: &'static str,
    meaning: Meaning,
    why: &'static str,
) -> Row {
    Row { on, code, message_contains, meaning, why }
}

const TABLE: &[Row] = &[
    row(&[Email], "AccountSuspendedException", AccountRefused, "the account is suspended"),
    row(
        &[Email],
        "SendingPausedException",
        AccountRefused,
        "sending is paused for the account or the configuration set",
    ),
    row(
        &[Email],
        "MailFromDomainNotVerifiedException",
        AccountRefused,
        "the sender's MAIL FROM domain is not verified",
    ),
    row(&[Email], "NotFoundException", AccountRefused, "the configuration set does not exist"),
    row(&[Email], "LimitExceededException", AccountRefused, "the account's sending quota is used up"),
    row_containing(
        &[Email],
        "TooManyRequestsException",
        "daily",
        AccountRefused,
        "the account's daily quota is used up",
    ),
    row(&[Email], "TooManyRequestsException", Later, "too many requests at once"),
    row_containing(&[Email], "MessageRejected", SENDER, AccountRefused, "the sender's identity is not verified"),
    row_containing(
        &[Email],
        "MessageRejected",
        "not verified",
        AccountRefused,
        "an identity is not verified, or the account is in the sandbox",
    ),
    row(&[Email], "MessageRejected", Refused, "the content was rejected"),
    row_containing(
        &[Email],
        "BadRequestException",
        "configuration set",
        AccountRefused,
        "the configuration set does not exist",
    ),
    row_containing(&[Email], "BadRequestException", SENDER, AccountRefused, "the sender's address is not valid"),
    row(&[Email], "BadRequestException", Refused, "the address or the message is not valid"),
    row_containing(&[Sms], "InvalidParameter", "senderid", NotSetUp, "the sender id is not valid"),
    row_containing(&[Sms], "InvalidParameter", "opted out", AddressGone, "the number has opted out"),
    row(&[Sms], "OptedOut", AddressGone, "the number has opted out"),
    row(&[Sms], "InvalidParameter", Refused, "the number or the message is not valid"),
    row(&[Push], "EndpointDisabled", AddressGone, "the device is switched off at its platform"),
    row(&[Push], "NotFound", AddressGone, "the device is not registered any more"),
    row_containing(
        &[Push],
        "InvalidParameter",
        "no endpoint found",
        AddressGone,
        "the device is not registered any more",
    ),
    row(&[Push], "PlatformApplicationDisabled", NotSetUp, "the push application is disabled"),
    row(&[Push], "InvalidParameter", Refused, "the message is not valid"),
    row(&[Register], "NotFound", NotSetUp, "the push application does not exist"),
    row_containing(
        &[Register],
        "InvalidParameter",
        "parameter: token",
        AddressGone,
        "the platform does not know the device",
    ),
    // A configuration error, usually a wrong ARN: it must not mark a device as gone.
    row(&[Register], "InvalidParameter", NotSetUp, "the registration is not valid: check the push application's ARN"),
    row(SNS, "AuthorizationError", AccountRefused, "the role may not do this"),
    row(SNS, "Throttled", Later, "too many requests at once"),
    row(EVERY, "Throttling", Later, "too many requests at once"),
    row(EVERY, "ThrottlingException", Later, "too many requests at once"),
    row(EVERY, "AccessDenied", AccountRefused, "the role may not do this"),
    row(EVERY, "AccessDeniedException", AccountRefused, "the role may not do this"),
    row(EVERY, "ExpiredToken", AccountRefused, "the credentials have expired"),
    row(EVERY, "ExpiredTokenException", AccountRefused, "the credentials have expired"),
    row(EVERY, "IncompleteSignature", AccountRefused, "the credentials are wrong"),
    row(EVERY, "InvalidClientTokenId", AccountRefused, "the credentials are wrong"),
    row(EVERY, "InvalidSignatureException", AccountRefused, "the credentials are wrong, or the clock is"),
    row(EVERY, "MissingAuthenticationToken", AccountRefused, "there are no credentials"),
    row(EVERY, "OptInRequired", AccountRefused, "the account has not signed up for this service"),
    row(EVERY, "RequestAbortedException", Unknown, "the provider lost the line before it answered"),
    row(EVERY, "RequestExpired", AccountRefused, "the clock is wrong"),
    row(EVERY, "SignatureDoesNotMatch", AccountRefused, "the credentials are wrong, or the clock is"),
    row(EVERY, "UnrecognizedClientException", AccountRefused, "the credentials are wrong"),
];

/// The meaning of an HTTP status, where no row matches the error code.
const STATUSES: [Fallback; 6] = [
    ("401, 403", AccountRefused, "the credentials are refused"),
    ("408", Later, "the request did not arrive whole"),
    ("429", Later, "too many requests at once"),
    ("400 to 499, others", Refused, "the request is refused"),
    ("502, 504", Unknown, "the answer was lost between the provider and here"),
    ("500 to 599, others", Later, "the provider is in trouble"),
];

/// The meaning of a call without a readable answer.
const NO_ANSWERS: [Fallback; 5] = [NO_CONNECTION, NO_CREDENTIALS, NOT_BUILT, TOO_LATE, ANSWER_LOST];
const NO_CONNECTION: Fallback = ("no connection", Later, "the provider cannot be reached");
const NO_CREDENTIALS: Fallback = ("no credentials", AccountRefused, "there are no credentials");
const NOT_BUILT: Fallback = ("the request could not be built", Later, "the request could not be built");
const TOO_LATE: Fallback = ("no answer in time", Unknown, "no answer came in time");
const ANSWER_LOST: Fallback = ("the line was cut, or the answer is unreadable", Unknown, "the answer was lost");

type Fallback = (&'static str, Meaning, &'static str);

/// The meaning of a call's error. Only the code is kept of the provider's text, which may hold an address.
pub fn answer<E>(call: Call, sender: &str, error: &SdkError<E, HttpResponse>) -> Answer
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let no_answer = |(_, meaning, why): Fallback| meaning.answer(why.to_owned(), None);
    match error {
        SdkError::ServiceError(refusal) => {
            let (code, raw) = (refusal.err().code().filter(|code| !code.is_empty()), refusal.raw());
            let message = refusal.err().message().unwrap_or_default().to_lowercase();
            let (meaning, why) = look_up(call, code, &message, sender, raw.status().as_u16());
            let code = code.map_or_else(|| raw.status().as_u16().to_string(), str::to_owned);
            meaning.answer(format!("{why} ({code})"), retry_after(raw))
        }
        SdkError::ConstructionFailure(_) => no_answer(NOT_BUILT),
        SdkError::TimeoutError(_) => no_answer(TOO_LATE),
        SdkError::DispatchFailure(failure) => {
            let cause = error.source().unwrap_or(error);
            if in_chain::<CredentialsError>(cause).is_some() {
                no_answer(NO_CREDENTIALS)
            } else if in_chain::<legacy::Error>(cause).is_some_and(legacy::Error::is_connect) {
                // Only a failure to connect proves that nothing was sent.
                no_answer(NO_CONNECTION)
            } else if failure.is_timeout() {
                no_answer(TOO_LATE)
            } else {
                no_answer(ANSWER_LOST)
            }
        }
        _ => no_answer(ANSWER_LOST),
    }
}

fn look_up(call: Call, code: Option<&str>, message: &str, sender: &str, status: u16) -> (Meaning, &'static str) {
    let contains = |row: &Row| match row.message_contains {
        SENDER => message.contains(&sender.to_lowercase()),
        text => message.contains(text),
    };
    let row = TABLE.iter().find(|row| row.on.contains(&call) && Some(row.code) == code && contains(row));
    if let Some(row) = row {
        return (row.meaning, row.why);
    }
    let [credentials, torn, throttled, refused, gateway, trouble] = STATUSES;
    let (_, meaning, why) = match status {
        401 | 403 => credentials,
        408 => torn,
        429 => throttled,
        400..=499 => refused,
        502 | 504 => gateway,
        500..=599 => trouble,
        _ => ANSWER_LOST,
    };
    (meaning, why)
}

/// `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3), which is relative to the answer's own `Date`.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let header = |name: &str| response.headers().get(name);
    let wish = header("retry-after")?.trim();
    if let Ok(seconds) = wish.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(wish).ok()?;
    let from = DateTime::parse_from_rfc2822(header("date")?).ok()?;
    (until - from).to_std().ok()
}

fn in_chain<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The table as `docs/DELIVERY.md` shows it.
pub fn table() -> String {
    let mut text = "| answer | of | means | because |\n|---|---|---|---|\n".to_owned();
    let mut line = |answer: &str, of: &str, meaning: Meaning, why: &str| {
        let _infallible = writeln!(text, "| {answer} | {of} | {} | {why} |", meaning.words());
    };
    for row in TABLE {
        let on: Vec<&str> = row.on.iter().map(|call| call.word()).collect();
        let of = if row.on.len() == EVERY.len() { "all".to_owned() } else { on.join(", ") };
        let naming = if row.message_contains.is_empty() {
            String::new()
        } else {
            format!(", naming {:?}", row.message_contains)
        };
        line(&format!("`{}`{naming}", row.code), &of, row.meaning, row.why);
    }
    for (status, meaning, why) in STATUSES {
        line(status, "all", meaning, why);
    }
    for (no_answer, meaning, why) in NO_ANSWERS {
        line(no_answer, "all", meaning, why);
    }
    text
}

#[cfg(test)]
mod tests;

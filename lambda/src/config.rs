//! The function's settings, parsed once at start from environment variables.
//!
//! The AWS SDK reads its own variables: `AWS_REGION`, the credentials and, for an emulator, `AWS_ENDPOINT_URL`.

use std::{fmt, str::FromStr};

use relance::store::{DatabaseUrl, UrlError};

use crate::{
    crash::{Crash, CrashParseError},
    event::Source,
};

/// A variable that the function reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// Whether the deployed function has it; the others only serve tests.
    pub is_deployed: bool,
    pub meaning: &'static str,
}

const fn deployed(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, is_deployed: true, meaning }
}

const fn test_only(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, is_deployed: false, meaning }
}

/// Every variable that the function reads.
pub const VARIABLES: [Variable; 12] = [
    test_only("DATABASE_URL", "the database, where it is no secret"),
    deployed("DATABASE_SECRET_ARN", "the Secrets Manager secret whose text is the database's URL"),
    deployed("TAKES", "schedule or feedback, the one kind of event that is taken; both without it"),
    deployed("SES_CONFIGURATION_SET", "the configuration set whose events come back"),
    deployed("UNSUBSCRIBE_BASE_URL", "https://…, to which /ID is added"),
    deployed("SMS_SENDER_ID", "the name an SMS comes from: 1 to 11 letters and digits"),
    deployed("PUSH_APNS_ARN", "the SNS platform application for ios"),
    deployed("PUSH_FCM_ARN", "the SNS platform application for android"),
    deployed("SENDS_PER_SECOND", "0.1 to 1000; 10 without it"),
    deployed("SEND_CONCURRENCY", "sends at once, 1 to 16; 4 without it"),
    test_only("RELANCE_ALLOW_CLOCK", "true: an event may say what time it is"),
    test_only("RELANCE_CRASH_AT", "a step at which the process dies, like claim:after:1"),
];

/// Where the database's URL comes from.
#[derive(Debug)]
pub enum Database {
    Url(DatabaseUrl),
    /// The secret's ARN.
    Secret(String),
}

/// How messages are sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Sending {
    pub configuration_set: Option<String>,
    /// Without a trailing slash.
    pub unsubscribe_base_url: Option<String>,
    pub sms_sender_id: Option<String>,
    pub apns_application: Option<String>,
    pub fcm_application: Option<String>,
    pub per_second: f64,
    /// Concurrent sends.
    pub concurrency: usize,
}

#[derive(Debug)]
pub struct Config {
    pub database: Database,
    /// The kind of event that the function takes; all without it.
    pub takes: Option<Source>,
    pub sending: Sending,
    pub allow_clock: bool,
    pub crash: Option<Crash>,
}

/// A wrong variable. The message shows no part of its value that may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {fault}")]
pub struct ConfigError {
    name: &'static str,
    fault: String,
}

impl Config {
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let read = Reader { value_of };
        let database = match (read.text("DATABASE_URL"), read.arn("DATABASE_SECRET_ARN", "secretsmanager")?) {
            (Some(url), None) => {
                Database::Url(database_url(&url).map_err(|fault| wrong("DATABASE_URL", fault.to_string()))?)
            }
            (None, Some(arn)) => Database::Secret(arn),
            (None, None) => return Err(wrong("DATABASE_SECRET_ARN", "is not set: the function needs its database")),
            (Some(_), Some(_)) => return Err(wrong("DATABASE_URL", "and DATABASE_SECRET_ARN are both set: keep one")),
        };
        let sending = Sending {
            configuration_set: read.text("SES_CONFIGURATION_SET"),
            unsubscribe_base_url: read.https("UNSUBSCRIBE_BASE_URL")?,
            sms_sender_id: read.sender_id("SMS_SENDER_ID")?,
            apns_application: read.arn("PUSH_APNS_ARN", "sns")?,
            fcm_application: read.arn("PUSH_FCM_ARN", "sns")?,
            per_second: read.number("SENDS_PER_SECOND", 0.1, 1000.0)?.unwrap_or(10.0),
            concurrency: read.number("SEND_CONCURRENCY", 1, 16)?.unwrap_or(4),
        };
        let crash = read.text("RELANCE_CRASH_AT").map(|step| step.parse()).transpose();
        Ok(Self {
            database,
            takes: read.source("TAKES")?,
            sending,
            allow_clock: read.switch("RELANCE_ALLOW_CLOCK")?,
            crash: crash.map_err(|fault: CrashParseError| wrong("RELANCE_CRASH_AT", format!("is wrong: {fault}")))?,
        })
    }
}

/// Why the function refuses a database URL.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseUrlError {
    #[error("is wrong: {0}")]
    Malformed(#[from] UrlError),
    #[error("is wrong: its sslmode lets anybody answer for the database: write sslmode=verify-full, or leave it out")]
    Unproven,
}

/// Parses a database URL, whose server must prove who it is, or be on this machine.
///
/// # Errors
/// If the URL is malformed, or its `sslmode` does not ask for a proof. The message never shows the password.
pub fn database_url(text: &str) -> Result<DatabaseUrl, DatabaseUrlError> {
    let url = DatabaseUrl::parse(text)?;
    if !url.is_proven() {
        return Err(DatabaseUrlError::Unproven);
    }
    Ok(url)
}

fn wrong(name: &'static str, fault: impl Into<String>) -> ConfigError {
    ConfigError { name, fault: fault.into() }
}

struct Reader<F> {
    value_of: F,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    /// An empty value counts as not set: a CloudFormation template cannot easily leave a variable out.
    fn text(&self, name: &'static str) -> Option<String> {
        (self.value_of)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn arn(&self, name: &'static str, service: &str) -> Result<Option<String>, ConfigError> {
        let Some(arn) = self.text(name) else { return Ok(None) };
        let is_one = arn.starts_with("arn:") && arn.split(':').nth(2) == Some(service) && arn.split(':').count() >= 6;
        let fault = || wrong(name, format!("is no ARN of {service}: write arn:aws:{service}:REGION:ACCOUNT:…"));
        is_one.then_some(Some(arn)).ok_or_else(fault)
    }

    fn https(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let Some(url) = self.text(name) else { return Ok(None) };
        let plain = url.starts_with("https://") && url.bytes().all(|b| b.is_ascii_graphic() && !b"<>?#\"".contains(&b));
        let fault = || wrong(name, "is wrong: write https://HOST/PATH, to which /ID can be added");
        plain.then(|| Some(url.trim_end_matches('/').to_owned())).ok_or_else(fault)
    }

    fn sender_id(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let Some(id) = self.text(name) else { return Ok(None) };
        let shaped = id.len() <= 11 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        let named = id.bytes().any(|b| b.is_ascii_alphabetic());
        let fault = || wrong(name, "is wrong: write 1 to 11 letters and digits, with at least one letter");
        (shaped && named).then_some(Some(id)).ok_or_else(fault)
    }

    fn number<T>(&self, name: &'static str, least: T, most: T) -> Result<Option<T>, ConfigError>
    where
        T: FromStr + PartialOrd + fmt::Display,
    {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|n| (&least..=&most).contains(&n));
        number.map(Some).ok_or_else(|| wrong(name, format!("is wrong: write a number from {least} to {most}")))
    }

    fn source(&self, name: &'static str) -> Result<Option<Source>, ConfigError> {
        match self.text(name).as_deref() {
            None => Ok(None),
            Some("schedule") => Ok(Some(Source::Schedule)),
            Some("feedback") => Ok(Some(Source::Feedback)),
            Some(_) => Err(wrong(name, "is wrong: write schedule or feedback")),
        }
    }

    fn switch(&self, name: &'static str) -> Result<bool, ConfigError> {
        match self.text(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(wrong(name, "is wrong: write true or false")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeSet};

    use super::*;

    const SECRET: (&str, &str) = ("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:db");

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    fn refusal(variables: &[(&str, &str)]) -> String {
        read(variables).expect_err("refused").to_string()
    }

    #[test]
    fn with_the_database_alone_everything_else_has_its_default() {
        let config = read(&[SECRET, ("SMS_SENDER_ID", " ")]).expect("enough");
        assert!(matches!(config.database, Database::Secret(arn) if arn == SECRET.1));
        assert_eq!((config.sending.per_second, config.sending.concurrency), (10.0, 4));
        assert_eq!((config.sending.sms_sender_id, config.allow_clock), (None, false));
        let config = read(&[SECRET, ("UNSUBSCRIBE_BASE_URL", "https://nzooimmo.com/u/")]).expect("enough");
        assert_eq!(config.sending.unsubscribe_base_url.as_deref(), Some("https://nzooimmo.com/u"));
    }

    #[test]
    fn a_wrong_variable_is_named_and_its_value_is_not_told() {
        let with = |name, value| refusal(&[SECRET, (name, value)]);
        insta::assert_snapshot!([
            refusal(&[]),
            refusal(&[SECRET, ("DATABASE_URL", "postgres://u:hush@db.example/d")]),
            refusal(&[("DATABASE_URL", "postgres://u:hush@db.example:6543/d")]),
            refusal(&[("DATABASE_URL", "postgres://u:hush@db.example/d?sslmode=require")]),
            refusal(&[("DATABASE_SECRET_ARN", "hush")]),
            with("TAKES", "hush"),
            with("UNSUBSCRIBE_BASE_URL", "http://hush"),
            with("SMS_SENDER_ID", "12345"),
            with("PUSH_APNS_ARN", "arn:aws:sqs:eu-west-1:000000000000:hush"),
            with("SENDS_PER_SECOND", "0"),
            with("SEND_CONCURRENCY", "2.5"),
            with("RELANCE_ALLOW_CLOCK", "yes"),
            with("RELANCE_CRASH_AT", "nap:before:1"),
        ].join("\n"), @r#"
        DATABASE_SECRET_ARN is not set: the function needs its database
        DATABASE_URL and DATABASE_SECRET_ARN are both set: keep one
        DATABASE_URL is wrong: port 6543 of db.example is a transaction pooler, which mixes up the statements of different connections: use the session port 5432
        DATABASE_URL is wrong: its sslmode lets anybody answer for the database: write sslmode=verify-full, or leave it out
        DATABASE_SECRET_ARN is no ARN of secretsmanager: write arn:aws:secretsmanager:REGION:ACCOUNT:…
        TAKES is wrong: write schedule or feedback
        UNSUBSCRIBE_BASE_URL is wrong: write https://HOST/PATH, to which /ID can be added
        SMS_SENDER_ID is wrong: write 1 to 11 letters and digits, with at least one letter
        PUSH_APNS_ARN is no ARN of sns: write arn:aws:sns:REGION:ACCOUNT:…
        SENDS_PER_SECOND is wrong: write a number from 0.1 to 1000
        SEND_CONCURRENCY is wrong: write a number from 1 to 16
        RELANCE_ALLOW_CLOCK is wrong: write true or false
        RELANCE_CRASH_AT is wrong: "nap" is not a checkpoint: use one of write, self-approve, turn-back, claim, call, record, settle, ingest, pause, credit, withdraw, forget
        "#);
    }

    #[test]
    fn every_variable_that_is_read_stands_in_the_table() {
        let asked = RefCell::new(BTreeSet::new());
        let read = Config::read(|name| {
            asked.borrow_mut().insert(name.to_owned());
            (name == SECRET.0).then(|| SECRET.1.to_owned())
        });
        assert!(read.is_ok());
        let listed: BTreeSet<String> = VARIABLES.iter().map(|v| v.name.to_owned()).collect();
        assert_eq!(asked.into_inner(), listed);
    }
}

//! The function on Lambda: parses its environment, connects, and answers one event after the other.

use std::io::Write;

use anyhow::{Context, Result};
use aws_config::{BehaviorVersion, SdkConfig};
use chrono::{DateTime, SubsecRound, Utc};
use lambda_runtime::{LambdaEvent, service_fn};
use relance::{
    engine::Progress,
    operations::database_error,
    store::{DatabaseUrl, Schema, Store, is_refused},
};
use relance_lambda::{
    Deps,
    config::{Config, Database, database_url},
    couriers::{Aws, with_timeouts},
};
use serde_json::Value;
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(EnvFilter::new("info,sqlx=warn")).init();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let config = Config::read(|name| std::env::var(name).ok())?;
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let store = connect(&config.database, &aws).await?;
    let secret_arn = match &config.database {
        Database::Secret(arn) => Some(arn.as_str()),
        Database::Url(_) => None,
    };
    let deps = Deps {
        store,
        courier: Aws::new(&aws, config.sending),
        clock,
        takes: config.takes,
        allow_clock: config.allow_clock,
        progress: config.crash.map_or_else(|| Box::new(()) as Box<dyn Progress + Send>, |crash| Box::new(crash)),
        write_metrics,
    };
    let deps = &deps;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        // A deadline in the past is ignored: `cargo lambda watch` sends a duration in its place.
        let deadline = Some(DateTime::from(event.context.deadline())).filter(|deadline| *deadline > clock());
        let mut answer = deps.handle(&event.payload, deadline).await;
        let is_refused = answer.as_ref().is_err_and(|error| error.chain().filter_map(database_error).any(is_refused));
        if is_refused && renew(&deps.store, secret_arn, &aws).await {
            answer = deps.handle(&event.payload, deadline).await;
        }
        // With its causes: the runtime would tell the outermost alone.
        answer.map_err(|error| lambda_runtime::Error::from(format!("{error:#}")))
    }))
    .await
}

async fn connect(database: &Database, aws: &SdkConfig) -> Result<Store> {
    let url = match database {
        Database::Url(url) => url.clone(),
        Database::Secret(arn) => secret(arn, aws).await?,
    };
    let store = Store::open(&url).await?;
    match store.schema().await.context("cannot read the schema of the database")? {
        Schema::Current => Ok(store),
        Schema::Unfit(unfit) => Err(unfit.into()),
        Schema::Absent | Schema::Older(_) => {
            anyhow::bail!("the schema of the database is not up to date: run `relance migrate` on it first")
        }
    }
}

/// Reads the secret again, for the password may have changed since; `false` where that does not help.
async fn renew(store: &Store, secret_arn: Option<&str>, aws: &SdkConfig) -> bool {
    let Some(arn) = secret_arn else { return false };
    match secret(arn, aws).await {
        Ok(url) => {
            tracing::info!("the database refused the password: the secret was read again");
            store.reconnect(&url)
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the secret could not be read again");
            false
        }
    }
}

async fn secret(arn: &str, aws: &SdkConfig) -> Result<DatabaseUrl> {
    let secrets = aws_sdk_secretsmanager::Client::new(&with_timeouts(aws));
    let secret = secrets.get_secret_value().secret_id(arn).send().await;
    let secret =
        secret.map_err(|e| e.into_service_error()).context("the secret of DATABASE_SECRET_ARN cannot be read")?;
    let text = secret.secret_string().context("the secret of DATABASE_SECRET_ARN is no text")?;
    database_url(text).map_err(|fault| anyhow::anyhow!("the database URL in the secret of DATABASE_SECRET_ARN {fault}"))
}

/// Writes a line of its own to standard output, where CloudWatch looks for metrics.
fn write_metrics(line: &str) {
    // If the log is closed, the error cannot be reported either.
    let _closed = writeln!(std::io::stdout(), "{line}");
}

/// Real time in microseconds, PostgreSQL's resolution.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn clock() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

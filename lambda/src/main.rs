//! The scheduled Lambda: woken by EventBridge, it analyses and generates. It has no courier yet, so it sends nothing,
//! and says so in every answer.

mod config;

use anyhow::{Context, Result};
use chrono::{DateTime, SubsecRound, Utc};
use lambda_runtime::{LambdaEvent, service_fn, tracing::init_default_subscriber};
use relance::store::{Schema, Store};
use relance_lambda::{Deps, Event, handle};

use crate::config::Config;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    init_default_subscriber();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let config = Config::read(|name| std::env::var(name).ok())?;
    // Opened once: the next invocations find the connections warm.
    let store = connect(&config).await?;
    let deps = Deps { store, clock };
    let deps = &deps;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Event>| {
        handle(deps, event.payload).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}

async fn connect(config: &Config) -> Result<Store> {
    let store = Store::open(&config.database).await?;
    match store.schema().await.context("cannot read the schema of the database")? {
        Schema::Current => Ok(store),
        Schema::Newer => anyhow::bail!("the database was migrated by a newer version: deploy that version"),
        Schema::Absent | Schema::Older(_) => {
            anyhow::bail!("the schema of the database is not up to date: run `relance migrate` on it first")
        }
    }
}

/// Real time, to the microsecond that PostgreSQL keeps.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn clock() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

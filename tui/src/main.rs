//! `relance`: the console, and the same actions as plain commands.

mod args;
mod commands;
mod output;
mod place;
mod progress;
mod session;

use std::{
    io::{IsTerminal, stderr, stdin, stdout},
    process::ExitCode,
};

use anyhow::Result;
use chrono::{DateTime, SubsecRound, Utc};
use clap::Parser;
use relance::{
    booking::demo,
    desk::{DEMO_CLIENTS, DEMO_SEED},
    store::SettingsSeed,
};
use tracing_subscriber::EnvFilter;

use crate::{args::Cli, commands::Outcome, output::Output, place::Place, session::Session};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let variable = |name: &str| std::env::var(name).ok();
    let place = Place::read(variable);
    let seed = SettingsSeed::read(variable);
    let mut out = Output::new(cli.common.json);
    let ended = match &cli.command {
        Some(command) => {
            log_to_stderr();
            commands::run(&cli, command, &place, seed, clock, &mut out).await
        }
        None => first_screen(&cli, &place, seed, &mut out).await,
    };
    match ended.and_then(|outcome| out.flush().map(|()| outcome)) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out.complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// The console on a terminal, the overview elsewhere; an empty embedded database is filled with invented clients.
async fn first_screen(cli: &Cli, place: &Place, seed: SettingsSeed, out: &mut Output) -> Result<Outcome> {
    let session = Session::open(&cli.common, place, seed, clock).await?;
    let store = &session.store;
    if store.is_embedded() && store.count_reservations().await? == 0 {
        session.desk().fill_with_demo(demo::clients(DEMO_CLIENTS, DEMO_SEED, session.now), |_| ()).await?;
    }
    if store.is_embedded() && store.engine_state().await?.analysed_at.is_none() {
        session.engine(None, &()).analyse().await?;
    }
    if stdin().is_terminal() && stdout().is_terminal() && !cli.common.json {
        todo_console()?;
    } else {
        commands::stats(&session, out).await?;
    }
    Ok(Outcome::Done)
}

fn todo_console() -> Result<()> {
    Ok(())
}

/// Real time, to the microsecond that PostgreSQL keeps.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn clock() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// Warnings of plain commands go to standard error; `RUST_LOG` asks for more.
fn log_to_stderr() {
    // Without sqlx's own warnings of slow statements: they are nothing a person at the shell could act on.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sqlx::query=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .without_time()
        .with_target(false)
        .init();
}

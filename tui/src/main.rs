//! `relance`: the console, and the same actions as plain commands.

mod admission;
mod args;
mod commands;
mod console;
mod environment;
mod forced_command;
mod logging;
mod output;
mod progress;
mod session;

use std::{
    io::{IsTerminal, stdin, stdout},
    process::ExitCode,
};

use anyhow::Result;
use chrono::{DateTime, SubsecRound, Utc};
use clap::Parser;
use nix::unistd::{Uid, User};
use relance::{
    clock::Clock,
    demo,
    operations::{DEMO_CLIENTS, DEMO_SEED},
    operator::Right,
    store::SettingsSeed,
};

use crate::{
    args::Cli, commands::Outcome, console::Config, environment::Environment, output::Output, session::Session,
};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let variable = |name: &str| std::env::var(name).ok();
    let program = std::env::current_exe().unwrap_or_else(|_| "relance".into());
    let environment = Environment::read(program, account(), variable);
    let seed = SettingsSeed::read(variable);
    let mut out = Output::new(cli.common.json);
    let result = match &cli.command {
        Some(command) => {
            logging::to_stderr();
            commands::run(&cli, command, &environment, seed, Clock::new(real_time), &mut out).await
        }
        None => run_default(&cli, &environment, seed, &mut out).await,
    };
    match result.and_then(|outcome| out.flush().map(|()| outcome)) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out.print_error(&error);
            ExitCode::FAILURE
        }
    }
}

/// Runs the console on a terminal and prints the overview elsewhere. An empty embedded database is first filled with
/// demo clients and their follow-ups.
async fn run_default(cli: &Cli, environment: &Environment, seed: SettingsSeed, out: &mut Output) -> Result<Outcome> {
    let mut session = Session::open(&cli.common, environment, seed, Clock::new(real_time)).await?;
    session.prepare_schema().await?;
    session.load_role().await?;
    let store = &session.store;
    let mut notice = None;
    if store.is_embedded() && session.role.may(Right::Invent) && !store.has_reservations().await? {
        session.operations().fill_with_demo(demo::clients(DEMO_CLIENTS, DEMO_SEED, session.now), |_| ()).await?;
        notice = Some(console::text::Text(session.lang).demo_notice().to_owned());
        // So that there is something to review.
        session.engine(None, &()).analyse().await?;
        session.engine(None, &()).generate().await?;
    }
    if stdin().is_terminal() && stdout().is_terminal() && !cli.common.json {
        logging::to_file(&environment.log());
        let outbox = session.outbox().await?;
        let Session { store, actor, admission, role, lang, clock, .. } = session;
        let (colours, ascii) = (!environment.no_color, cli.common.ascii || environment.is_ascii);
        let config = Config { store, actor, admission, role, lang, colours, ascii, notice, courier: outbox, clock };
        console::run(config).await?;
    } else {
        commands::stats(&session, out).await?;
        session.store.close().await;
    }
    Ok(Outcome::Done)
}

/// The name of the account whose rights this process has. An account without a name gets one that no operator can have.
fn account() -> String {
    let id = Uid::effective();
    User::from_uid(id).ok().flatten().map_or_else(|| format!("account {id}"), |user| user.name)
}

/// The real time, truncated to microseconds, PostgreSQL's precision.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn real_time() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

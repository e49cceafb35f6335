//! The same actions as the console's, as plain commands.

mod analysis;
mod clients;
mod contact;
mod doctor;
mod intake;
mod operators;
mod overview;
mod review;
mod rules;

use anyhow::{Result, bail};
use relance::{clock::Clock, store::SettingsSeed};

pub use overview::stats;

use crate::{
    args::{Cli, Command},
    environment::Environment,
    output::Output,
    session::Session,
};

/// How a command ended that did not return an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Something was wrong, and has already been printed.
    Failed,
}

pub async fn run(
    cli: &Cli,
    command: &Command,
    environment: &Environment,
    seed: SettingsSeed,
    clock: Clock,
    out: &mut Output,
) -> Result<Outcome> {
    if cli.common.over_ssh {
        bail!("over SSH there is the console alone: log in without a command");
    }
    let mut session = Session::open(&cli.common, environment, seed, clock).await?;
    if !matches!(command, Command::Migrate | Command::Doctor) {
        session.prepare_schema().await?;
    }
    session.load_role().await?;
    session.check_right(command.needs())?;
    let result = dispatch(&mut session, command, out).await;
    // On SQLite, closing also moves the write-ahead log into the database file.
    session.store.close().await;
    result
}

async fn dispatch(session: &mut Session, command: &Command, out: &mut Output) -> Result<Outcome> {
    match command {
        Command::Migrate => doctor::migrate(session, out).await,
        Command::Doctor => doctor::doctor(session, out).await,
        Command::Demo { clients, seed } => intake::demo(session, *clients, *seed, out).await,
        Command::Import { file, dry_run } => intake::import(session, file, *dry_run, out).await,
        Command::Analyse => analysis::analyse(session, out).await,
        Command::Generate { client: Some(client), strategy } => {
            analysis::generate_for(session, client, strategy.as_ref(), out).await
        }
        Command::Generate { client: None, .. } => analysis::generate(session, out).await,
        Command::Send => analysis::send(session, out).await,
        Command::Tick => analysis::tick(session, out).await,
        Command::Run => analysis::run(session, out).await,
        Command::Clients { sort, limit } => clients::list(session, *sort, *limit, out).await,
        Command::Client { email } => clients::show(session, email, out).await,
        Command::Contact { name, change } => contact::run(session, name, change, out).await,
        Command::FollowUps { status } => review::list(session, *status, out).await,
        Command::Approve { ids } => review::approve(session, ids, out).await,
        Command::Cancel { ids, reason } => review::cancel(session, ids, reason, out).await,
        Command::Resume { channel } => rules::resume(session, *channel, out).await,
        Command::Settle { ids, found } => review::settle(session, ids, found.left, out).await,
        Command::Reschedule { ids, at } => review::reschedule(session, ids, *at, out).await,
        Command::Edit { id, subject, message } => {
            review::edit(session, *id, subject.as_deref(), message.as_deref(), out).await
        }
        Command::Settings { key, value } => rules::settings(session, key.as_deref(), value.as_deref(), out).await,
        Command::Strategies { action } => rules::strategies(session, action.as_ref(), out).await,
        Command::Operators { action } => operators::run(session, action, out).await,
        Command::Stats => stats(session, out).await.map(|()| Outcome::Done),
    }
}

//! The console: one [`state::State`], one [`update::update`], one [`view::render`].
//!
//! ```text
//! keys, resizes ─┐
//! answers ───────┼─► Message ─► update(&mut State) ─► Effect ─► a task ─► Message …
//! what others do ┘                     └─► render(&State), once, when something changed
//! ```
//! Slow work runs in tasks ([`runner`]); the loop ([`event_loop`]) never waits for the database.
//!
//! Each tab has a folder under [`tabs`] with its state, keys, phrases, queries, actions and drawing; [`tab`] is its
//! interface to the rest of the console. Below the tabs are the modules they are built from ([`shared`], [`keys`],
//! [`list`], [`dialogs`], [`draw`], [`text`]); above them are those that work on the open tab ([`commands`], [`state`],
//! [`update`], [`view`]). A module never imports one above it.

use std::sync::Arc;

use anyhow::bail;
use relance::{clock::Clock, courier::Courier, locale::Locale, operator::Role, store::Store};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::admission::Admission;

mod commands;
mod dialogs;
mod draw;
mod error;
mod event_loop;
mod focus;
mod jobs;
mod keys;
mod line;
mod link;
mod list;
mod message;
mod runner;
mod shared;
mod state;
mod tab;
mod tabs;
mod terminal;
pub mod text;
mod theme;
mod typing;
mod update;
mod view;
mod worker;

#[cfg(test)]
mod tests;

/// What the console starts with.
pub struct Config<C> {
    pub store: Store,
    /// Who acts, for the audit trail.
    pub actor: String,
    /// Decides, with what the database says of the actor at each read, whether the console stays open.
    pub admission: Admission,
    /// The actor's role at the start; each operation checks it again.
    pub role: Role,
    /// Language of the screen.
    pub lang: Locale,
    /// False with `NO_COLOR`.
    pub colours: bool,
    /// Whether to draw with ASCII only.
    pub ascii: bool,
    /// The first message on the status line.
    pub notice: Option<String>,
    /// Delivers messages; `None` if this process delivers none.
    pub courier: Option<C>,
    pub clock: Clock,
}

/// Runs the console until the user quits, the terminal closes, or SIGTERM or SIGHUP arrives. The terminal is restored
/// in every case.
///
/// # Errors
/// The sentence that tells why the console closed by itself, or the terminal's error.
pub async fn run<C>(config: Config<C>) -> anyhow::Result<()>
where
    C: Courier + Clone + Send + Sync + 'static,
{
    let stop = shutdown_signal()?;
    let mut screen = terminal::Screen::open()?;
    let (inbox, received) = mpsc::unbounded_channel();
    let (state, runner) = start(config, inbox);
    let _watch_task = WatchTask::spawn(&runner);
    let events = crossterm::event::EventStream::new();
    let state = event_loop::run(&mut screen, state, &runner, received, events, stop).await?;
    if state.is_shut_out {
        bail!(state.shared.text.shut_out());
    }
    Ok(())
}

/// Sends [`message::Message::DatabaseChanged`] whenever the database changes, until dropped.
struct WatchTask(JoinHandle<()>);

impl WatchTask {
    fn spawn<C>(runner: &runner::Runner<C>) -> Self {
        let (store, inbox) = (runner.worker.store.clone(), runner.inbox.clone());
        Self(tokio::spawn(async move {
            let mut watch = store.watch().await;
            loop {
                watch.changed().await;
                if inbox.send(message::Message::DatabaseChanged).is_err() {
                    return;
                }
            }
        }))
    }
}

impl Drop for WatchTask {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn start<C>(config: Config<C>, inbox: mpsc::UnboundedSender<message::Message>) -> (state::State, runner::Runner<C>) {
    let Config { store, actor, admission, role, lang, colours, ascii, notice, courier, clock } = config;
    let (text, theme) = (text::Text(lang), theme::Theme { colours, ascii });
    let user = shared::User { name: actor.clone(), role };
    let mut shared = shared::Shared::new(text, theme, user, courier.is_some(), clock.now());
    if let Some(notice) = notice {
        shared.set_status(theme::Meaning::Accent, notice);
    }
    let progress = Arc::new(runner::Reporter(inbox.clone()));
    let worker = worker::Worker { store, actor, admission, courier, clock, progress };
    (state::State::new(shared), runner::Runner { worker, inbox })
}

#[cfg(unix)]
fn shutdown_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn shutdown_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(std::future::pending())
}

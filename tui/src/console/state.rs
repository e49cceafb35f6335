//! The state of the console. Only [`crate::console::update::update`] changes it.

use std::collections::VecDeque;

use crossterm::event::KeyEvent;
use relance::stage::Stage;

use crate::console::{
    commands::Command,
    dialogs::{Dialog, help::Help, palette::Palette},
    jobs::Jobs,
    shared::Shared,
    tab::Page,
    tabs::{Query, Tab, Tabs},
};

#[derive(Debug)]
pub struct State {
    pub shared: Shared,
    /// The open tab.
    pub tab: Tab,
    pub tabs: Tabs,
    pub overlay: Option<Overlay>,
    pub running: Option<RunningAction>,
    /// Keys that wait for rows to be read or for a decision to be recorded.
    pub typeahead: VecDeque<KeyEvent>,
    /// The user asked to read the tab again, and is told once it is done.
    pub is_rereading: bool,
    /// Set while reads fail: the next tries are spaced out.
    pub outage: Option<Outage>,
    pub has_mouse: bool,
    pub jobs: Jobs<Query>,
    pub is_over: bool,
    /// The user may no longer look: the console is over, and they are told why.
    pub is_shut_out: bool,
}

/// A dialog that belongs to no tab.
#[derive(Debug)]
pub enum Overlay {
    Help(Help),
    Palette(Box<Palette<Command>>),
}

/// The running action; there is at most one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunningAction {
    /// The action is short: keys that act wait for it instead of being refused.
    pub is_short: bool,
    pub progress: Option<(Stage, u64, Option<u64>)>,
}

/// Backoff while the database does not answer: the next tries are after 1, 2, 4, then every `LONGEST` beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Beats from one try to the next.
    wait: u32,
    left: u32,
}

impl Outage {
    /// Most beats between two tries.
    const LONGEST: u32 = 8;

    /// The backoff after a failed try, given the one before.
    pub fn longer(before: Option<Self>) -> Self {
        let wait = before.map_or(1, |outage| (2 * outage.wait).min(Self::LONGEST));
        Self { wait, left: wait }
    }

    /// Counts a beat; returns whether it is time to try.
    pub const fn beat(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

impl State {
    pub fn new(shared: Shared) -> Self {
        Self {
            shared,
            tab: Tab::ALL[0],
            tabs: Tabs::default(),
            overlay: None,
            running: None,
            typeahead: VecDeque::new(),
            is_rereading: false,
            outage: None,
            has_mouse: false,
            jobs: Jobs::default(),
            is_over: false,
            is_shut_out: false,
        }
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.shared.is_changed |= self.shared.size != (columns, rows);
        self.shared.size = (columns, rows);
    }

    /// Records the progress of the running action.
    pub fn progress(&mut self, stage: Stage, done: u64, total: Option<u64>) {
        if let Some(action) = &mut self.running {
            action.progress = Some((stage, done, total));
            self.shared.is_changed = true;
        }
    }

    /// The open tab's page.
    pub fn page(&self) -> &dyn Page {
        self.tabs.page(self.tab)
    }

    pub fn page_mut(&mut self) -> &mut dyn Page {
        self.tabs.page_mut(self.tab)
    }

    /// The open dialog, which takes the keys.
    pub fn dialog(&self) -> Option<&dyn Dialog> {
        match &self.overlay {
            Some(Overlay::Help(help)) => Some(help),
            Some(Overlay::Palette(palette)) => Some(&**palette),
            None => self.page().dialog(),
        }
    }

    /// Whether no action runs and no query that the user waits for.
    pub fn is_answered(&self) -> bool {
        self.jobs.is_answered() && self.running.is_none()
    }
}

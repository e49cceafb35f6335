//! Messages to the console, and the effects it asks for.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use relance::{operator::Role, stage::Stage};

use crate::console::{
    error::ConsoleError,
    shared::RuleSet,
    tabs::{Action, ActionResult, Answer, Query},
    terminal::Call,
};

#[derive(Debug)]
pub enum Message {
    Clock(DateTime<Utc>),
    Resize(u16, u16),
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    /// The database has changed, or may have.
    DatabaseChanged,
    /// A regular beat; after a failed read it counts down to the next try.
    Beat,
    /// No event for a moment: costly queries, which would disturb typing, may start.
    Idle,
    /// A tab's query was answered.
    Answered(Query, Result<Box<Loaded>, ConsoleError>),
    /// The engine's progress: stage, items done, and their total if known.
    Progress(Stage, u64, Option<u64>),
    /// A tab's action was done or failed.
    Done(ActionResult),
}

/// An answer; the user's role and the rules are read again with each one.
#[derive(Debug)]
pub struct Loaded {
    /// `None`: the user is shut out.
    pub role: Option<Role>,
    pub rules: RuleSet,
    pub answer: Answer,
}

impl Message {
    /// The most columns and rows to draw: more are no terminal that a person reads, and each cell costs memory.
    pub const MOST: (u16, u16) = (500, 200);

    /// The terminal's size, or as much of it as is drawn.
    pub fn resize(columns: u16, rows: u16) -> Self {
        Self::Resize(columns.min(Self::MOST.0), rows.min(Self::MOST.1))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Task(Task),
    Terminal(Call),
}

/// Work that runs in the background and answers with one message.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Read(Query),
    Do(Action),
}

impl Effect {
    pub const fn read(query: Query) -> Self {
        Self::Task(Task::Read(query))
    }
}

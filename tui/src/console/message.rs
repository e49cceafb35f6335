//! What happens to the console, and what it asks for in turn.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use relance::engine::Stage;

use crate::console::{
    shared::Rulebook,
    tabs::{Answer, Deed, Done, Query},
    terminal::Call,
    trouble::Trouble,
};

#[derive(Debug)]
pub enum Message {
    Clock(DateTime<Utc>),
    Resize(u16, u16),
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    /// The database has changed, or may have.
    Pulse,
    /// Time passes: what was put off may be tried again.
    Beat,
    /// Nothing has happened for a moment: what is costly, and would disturb whoever types, may begin.
    Idle,
    /// A tab's query was answered.
    Answered(Query, Result<Box<Loaded>, Trouble>),
    /// How far the engine is.
    Progress(Stage, u64, Option<u64>),
    /// A tab's deed was done, or not.
    Done(Done),
}

/// The rules come with every answer.
#[derive(Debug)]
pub struct Loaded {
    pub rules: Rulebook,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Task(Task),
    Terminal(Call),
}

/// What runs in the background and is answered by one message.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Read(Query),
    Do(Deed),
}

impl Effect {
    pub const fn read(query: Query) -> Self {
        Self::Task(Task::Read(query))
    }
}

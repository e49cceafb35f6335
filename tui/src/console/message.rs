//! What happens to the console, and what it asks for in turn.

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use relance::{
    client::ClientId,
    desk::{DeskError, Verdict},
    engine::{EngineError, Stage, Ticked},
    follow_up::{FollowUp, Status},
    settings::Settings,
    store::{ClientOrder, Insight, Overview, Unusable},
    strategy::{Strategy, StrategyId},
};
use uuid::Uuid;

#[derive(Debug)]
pub enum Message {
    Clock(DateTime<Utc>),
    Resize(u16, u16),
    Key(KeyEvent),
    Paste(String),
    /// Time to look whether the database has changed.
    Pulse,
    Answered(Query, Result<Box<Loaded>, Trouble>),
    Progress(Stage, u64, Option<u64>),
    Done(Deed, Result<Outcome, Trouble>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Ask(Query),
    Do(Deed),
}

/// What a screen wants to read.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Overview,
    Clients {
        order: ClientOrder,
        search: String,
        offset: usize,
        limit: usize,
    },
    Client(ClientId),
    FollowUps {
        status: Option<Status>,
        offset: usize,
        limit: usize,
    },
    /// The strategies and settings, which come with every answer.
    Rules,
}

/// The reads of which one at a time is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Overview,
    Clients,
    Client,
    FollowUps,
    Rules,
}

impl Query {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Overview => Kind::Overview,
            Self::Clients { .. } => Kind::Clients,
            Self::Client(_) => Kind::Client,
            Self::FollowUps { .. } => Kind::FollowUps,
            Self::Rules => Kind::Rules,
        }
    }
}

#[derive(Debug)]
pub struct Loaded {
    pub settings: Settings,
    pub strategies: Vec<Strategy>,
    pub unusable: Vec<Unusable>,
    pub answer: Answer,
}

#[derive(Debug)]
pub enum Answer {
    Overview(Figures),
    Clients(Page<Insight>),
    /// `None` when the client is gone.
    Client(Option<Box<Portrait>>),
    FollowUps(Page<FollowUp>),
    Rules,
}

/// Rows from some offset on, of `total`.
#[derive(Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub overview: Overview,
    pub analysed_at: Option<DateTime<Utc>>,
    pub holds_demo: bool,
}

/// All there is to say of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait {
    pub insight: Insight,
    pub follow_ups: Vec<FollowUp>,
    pub verdict: Verdict,
    pub best_hours: Vec<u8>,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Approve(Uuid),
    Edit { id: Uuid, subject: String, message: String, seen: Option<String> },
    Cancel { id: Uuid, reason: String },
    Reschedule { id: Uuid, at: DateTime<Utc> },
    SendNow(Uuid),
    Generate(ClientId),
    Switch { id: StrategyId, active: bool },
    Set { key: &'static str, value: String },
    Tick,
}

#[derive(Debug)]
pub enum Outcome {
    FollowUp(Box<FollowUp>),
    /// Due now; whether this process tried to deliver it.
    Due {
        follow_up: Box<FollowUp>,
        tried: bool,
    },
    Switched,
    Set(Box<Settings>),
    Ticked(Box<Ticked>),
}

#[derive(Debug)]
pub enum Trouble {
    Desk(DeskError),
    Engine(EngineError),
    /// The task itself broke.
    Broken,
}

impl From<DeskError> for Trouble {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

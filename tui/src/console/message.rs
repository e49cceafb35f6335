//! What happens to the console, and what it asks for in turn.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use relance::{
    client::{Channel, ClientId},
    engine::{EngineError, Stage, Ticked},
    filter::Filter,
    follow_up::FollowUp,
    operations::{Change, FollowUpDetail, OperationError, Preview},
    settings::Settings,
    store::{
        Backlog, Day, LastRun, Overview, Pause, SettingChange, ThresholdCounts, Unusable,
        pages::{ClientColumn, ClientLine, Counted, FollowUpColumn, Key, Page, Sort},
    },
    strategy::{Strategy, StrategyId},
};
use uuid::Uuid;

use crate::console::{list::Asked, tabs::follow_ups::picks::Pick};

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
    /// Nothing has happened for a moment: what is costly, and disturbs whoever types, may be begun.
    Pause,
    Answered(Query, Result<Box<Loaded>, Trouble>),
    Progress(Stage, u64, Option<u64>),
    Done(Deed, Result<Outcome, Trouble>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Task(Task),
    Terminal(Call),
}

/// What runs in the background and is answered by one message.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Ask(Query),
    Do(Deed),
}

impl Effect {
    pub const fn ask(query: Query) -> Self {
        Self::Task(Task::Ask(query))
    }

    pub const fn act(deed: Deed) -> Self {
        Self::Task(Task::Do(deed))
    }
}

/// What only the terminal can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Into the clipboard of the terminal in front of the person (OSC 52).
    Copy(String),
    Mouse(bool),
    /// Back to the shell, until the person calls us to the foreground again.
    Suspend,
}

/// What a screen wants to read.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Overview,
    Clients(Asked<ClientColumn>),
    CountClients(Place<ClientColumn>),
    Client(ClientId),
    FollowUps(Asked<FollowUpColumn>),
    CountFollowUps(Place<FollowUpColumn>),
    /// All that a filter finds, to pick them.
    Picks(Filter),
    /// What a strategy would do.
    Preview(Box<Strategy>),
    /// How many clients the thresholds of such settings mark.
    ThresholdCounts(Box<Settings>),
    /// All that a decision about one follow-up needs.
    FollowUpDetail(Uuid),
    /// The strategies and settings, which come with every answer.
    Rules,
}

/// Where in a list a row stands: counted, for a list is read by keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<C> {
    pub filter: Filter,
    pub sort: Sort<C>,
    pub key: Option<Key>,
}

/// The reads of which one at a time is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Overview,
    Clients,
    CountClients,
    Client,
    FollowUps,
    CountFollowUps,
    Picks,
    Preview,
    ThresholdCounts,
    FollowUpDetail,
    Rules,
}

impl Query {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Overview => Kind::Overview,
            Self::Clients(_) => Kind::Clients,
            Self::CountClients(_) => Kind::CountClients,
            Self::Client(_) => Kind::Client,
            Self::FollowUps(_) => Kind::FollowUps,
            Self::CountFollowUps(_) => Kind::CountFollowUps,
            Self::Picks(_) => Kind::Picks,
            Self::Preview(_) => Kind::Preview,
            Self::ThresholdCounts(_) => Kind::ThresholdCounts,
            Self::FollowUpDetail(_) => Kind::FollowUpDetail,
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
    Overview(Box<Figures>),
    Clients(Page<ClientLine>),
    Counted(Counted),
    /// What a filter finds, as far as one may pick at once.
    Picks {
        picks: Vec<(Uuid, Pick)>,
        is_all: bool,
    },
    Preview(Box<Preview>),
    ThresholdCounts(Box<Marked>),
    /// `None` when the client is gone.
    Client(Option<Box<relance::operations::ClientDetail>>),
    FollowUps(Page<FollowUp>),
    /// `None` when the follow-up is gone.
    FollowUpDetail(Option<Box<Reading>>),
    /// Who changed which setting last.
    Rules(Vec<SettingChange>),
}

/// Whom thresholds mark as they are, and as a person is about to set them.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    pub now: ThresholdCounts,
    pub then: ThresholdCounts,
    /// With the new thresholds.
    pub settings: Settings,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub overview: Overview,
    pub analysed_at: Option<DateTime<Utc>>,
    pub holds_demo: bool,
    pub pauses: Vec<Pause>,
    pub backlog: Backlog,
    pub daily: Vec<Day>,
    /// Of the last week.
    pub bounces: i64,
    /// The last thing the schedule did.
    pub last_run: Option<LastRun>,
}

/// A follow_up_detail as it is read on a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub follow_up_detail: FollowUpDetail,
    /// The HTML body of an e-mail as a reader without pictures shows it, its paragraphs not yet broken into lines.
    pub page: Option<String>,
}

/// Columns an HTML body is laid out for: more than any paragraph has.
const PAGE_WIDTH: usize = 10_000;

impl Reading {
    pub fn of(follow_up_detail: FollowUpDetail) -> Self {
        let page = follow_up_detail.html.as_ref().and_then(|html| {
            let config = html2text::config::plain().no_table_borders().link_footnotes(false);
            config.string_from_read(html.as_bytes(), PAGE_WIDTH).ok()
        });
        Self { follow_up_detail, page }
    }
}

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Decide {
        ids: Vec<Uuid>,
        decision: Decision,
    },
    /// The last decision, undone.
    TakeBack(Vec<Change>),
    Edit {
        id: Uuid,
        subject: String,
        message: String,
        seen: Option<String>,
    },
    SendNow(Uuid),
    Generate(ClientId),
    Switch {
        id: StrategyId,
        active: bool,
    },
    /// A strategy as a person wrote it; `seen` is what they started from.
    SaveStrategy {
        strategy: Box<Strategy>,
        seen: Option<Box<Strategy>>,
    },
    ResetStrategy(StrategyId),
    Set {
        key: &'static str,
        value: String,
    },
    Resume(Channel),
    Tick,
}

/// What is decided about follow-ups, one or many.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    Approve,
    Cancel {
        reason: String,
    },
    Reschedule {
        at: DateTime<Utc>,
    },
    /// What became of an uncertain one.
    Settle {
        left: bool,
    },
}

#[derive(Debug)]
pub enum Outcome {
    Decided(Decided),
    TakenBack(Decided),
    FollowUp(Box<FollowUp>),
    /// Due now; whether this process tried to deliver it.
    Due {
        follow_up: Box<FollowUp>,
        tried: bool,
    },
    Switched,
    StrategySaved,
    Set(Box<Settings>),
    Resumed(Channel),
    Ticked(Box<Ticked>),
}

/// What came of one decision about many: each stands for itself.
#[derive(Debug, Default)]
pub struct Decided {
    pub done: Vec<Change>,
    pub refused: Vec<(Uuid, Trouble)>,
}

#[derive(Debug)]
pub enum Trouble {
    Operation(OperationError),
    Engine(EngineError),
    /// The task itself broke.
    Broken,
}

impl From<OperationError> for Trouble {
    fn from(error: OperationError) -> Self {
        Self::Operation(error)
    }
}

impl From<EngineError> for Trouble {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

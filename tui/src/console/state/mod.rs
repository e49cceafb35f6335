//! Everything the console knows. Only [`crate::console::update::update`] changes it.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use crossterm::event::KeyEvent;
use relance::{
    client::ClientId,
    engine::Stage,
    follow_up::FollowUp,
    operations::{Change, ClientDetail},
    operator::Role,
    settings::{KEYS, Key, Settings},
    store::{
        SettingChange, Unusable,
        pages::{ClientColumn, ClientLine, FollowUpColumn, Sort},
    },
    strategy::Strategy,
};

use uuid::Uuid;

use crate::console::{
    dialogs::state::Dialog,
    jobs::Jobs,
    keys::Context,
    line::Line,
    list::{Cursor, List},
    message::{Figures, Reading},
    search::Search,
    tabs::follow_ups::picks::Picks,
    text::Text,
    theme::{Meaning, Theme},
};

mod tab;

pub use tab::Tab;

/// Where keys go while no dialog is open.
#[derive(Debug)]
pub enum Focus {
    List,
    Detail,
    /// One follow-up fills the screen, with all that a decision about it needs.
    Review,
    /// A filter is being typed.
    Search(Box<Line>),
}

/// A sentence on the status line.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub meaning: Meaning,
    pub text: String,
}

/// A database that does not answer: tried again after one beat, two, four, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Beats from one try to the next.
    wait: u32,
    left: u32,
}

impl Outage {
    /// Beats between two tries at most.
    const LONGEST: u32 = 8;

    /// After a failed try, the first one or another.
    pub fn longer(before: Option<Self>) -> Self {
        let wait = before.map_or(1, |outage| (2 * outage.wait).min(Self::LONGEST));
        Self { wait, left: wait }
    }

    /// Counts a beat; whether it is time to try.
    pub const fn beat(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

/// An action under way; one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// Over in a moment: keys that act wait for it instead of being refused.
    pub is_short: bool,
    pub progress: Option<(Stage, u64, Option<u64>)>,
}

#[derive(Debug)]
pub struct Clients {
    pub list: List<ClientLine, ClientColumn>,
    pub search: Search,
    /// Of the selected client, once it is read.
    pub client_detail: Option<Box<ClientDetail>>,
    /// Whose client_detail was last asked for.
    pub asked: Option<ClientId>,
}

#[derive(Debug)]
pub struct FollowUps {
    pub list: List<FollowUp, FollowUpColumn>,
    pub search: Search,
    pub picks: Picks,
    /// Of the follow-up under review, once it is read.
    pub reading: Option<Box<Reading>>,
    /// Whose follow_up_detail was last asked for.
    pub asked: Option<Uuid>,
    /// Whether an e-mail is shown as its HTML body reads.
    pub as_html: bool,
    /// Decisions that may still be taken back, the last one last.
    pub decisions: Vec<Vec<Change>>,
}

#[derive(Debug)]
pub struct State {
    pub text: Text,
    pub theme: Theme,
    pub actor: String,
    pub role: Role,
    /// Whether this process has somebody to carry messages.
    pub can_carry: bool,
    pub now: DateTime<Utc>,
    /// Columns and rows.
    pub size: (u16, u16),
    pub tab: Tab,
    pub focus: Focus,
    pub dialog: Option<Dialog>,
    pub said: Option<Said>,
    pub work: Option<Work>,
    /// Keys typed ahead of the rows, or of the decision, that they wait for.
    pub ahead: VecDeque<KeyEvent>,
    /// A person asked to read the tab again.
    pub is_rereading: bool,
    /// The last read failed, and the next ones are spaced out.
    pub outage: Option<Outage>,
    /// Nothing is known before the first answer.
    pub settings: Option<Settings>,
    /// Who changed which setting last.
    pub setting_changes: Vec<SettingChange>,
    pub figures: Option<Box<Figures>>,
    pub clients: Clients,
    pub follow_ups: FollowUps,
    pub strategies: Vec<Strategy>,
    pub unusable: Vec<Unusable>,
    pub alert_cursor: Cursor,
    pub strategy_cursor: Cursor,
    pub setting_cursor: Cursor,
    /// First line of the detail that is shown.
    pub detail_top: usize,
    pub has_mouse: bool,
    pub jobs: Jobs,
    /// The open list is to be counted once nobody types.
    pub is_count_wanted: bool,
    /// Whether the screen must be drawn again.
    pub is_changed: bool,
    pub is_over: bool,
}

/// A line of the strategies' list.
#[derive(Clone, Copy, Debug)]
pub enum StrategyRow<'a> {
    Usable(&'a Strategy),
    Unusable(&'a Unusable),
}

impl State {
    pub fn new(text: Text, theme: Theme, (actor, role): (String, Role), can_carry: bool, now: DateTime<Utc>) -> Self {
        Self {
            text,
            theme,
            actor,
            role,
            can_carry,
            now,
            size: (0, 0),
            tab: Tab::default(),
            focus: Focus::List,
            dialog: None,
            said: None,
            work: None,
            ahead: VecDeque::new(),
            is_rereading: false,
            outage: None,
            settings: None,
            setting_changes: Vec::new(),
            figures: None,
            clients: Clients {
                list: List::new(Sort::by(ClientColumn::Risk)),
                search: Search::default(),
                client_detail: None,
                asked: None,
            },
            follow_ups: FollowUps {
                list: List::new(Sort { by: FollowUpColumn::Urgency, descending: false }),
                search: Search::default(),
                picks: Picks::default(),
                reading: None,
                asked: None,
                as_html: false,
                decisions: Vec::new(),
            },
            strategies: Vec::new(),
            unusable: Vec::new(),
            alert_cursor: Cursor::default(),
            strategy_cursor: Cursor::default(),
            setting_cursor: Cursor::default(),
            detail_top: 0,
            has_mouse: false,
            jobs: Jobs::default(),
            is_count_wanted: false,
            is_changed: true,
            is_over: false,
        }
    }

    pub fn say(&mut self, meaning: Meaning, text: impl Into<String>) {
        self.said = Some(Said { meaning, text: text.into() });
        self.is_changed = true;
    }

    /// The zone in which times are shown.
    pub fn zone(&self) -> Tz {
        self.settings.as_ref().map_or(Tz::UTC, |s| s.options.time_zone)
    }

    pub fn currency(&self) -> &str {
        self.settings.as_ref().map_or("", |s| s.options.currency.as_str())
    }

    /// What an admin calls a strategy; its id where it is gone.
    pub fn strategy_name<'a>(&'a self, id: &'a relance::strategy::StrategyId) -> &'a str {
        self.strategies.iter().find(|s| s.id == *id).map_or(id.0.as_str(), |s| s.name.as_str())
    }

    /// Where keys are looked up, nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if let Some(dialog) = &self.dialog {
            return vec![dialog.context(), Context::Always];
        }
        let tab = self.tab.context();
        if self.tab == Tab::Overview {
            return vec![tab, Context::Everywhere, Context::Always];
        }
        match self.focus {
            Focus::Search(_) => vec![Context::Search, Context::Always],
            Focus::Review => {
                vec![Context::Decide, Context::Review, Context::Detail, Context::Everywhere, Context::Always]
            }
            Focus::Detail => vec![tab, Context::Detail, Context::Everywhere, Context::Always],
            Focus::List if self.tab == Tab::FollowUps => {
                vec![Context::Decide, tab, Context::List, Context::Everywhere, Context::Always]
            }
            Focus::List => vec![tab, Context::List, Context::Everywhere, Context::Always],
        }
    }

    pub fn client(&self) -> Option<&ClientLine> {
        self.clients.list.selected()
    }

    /// What is typed to find rows of the open tab.
    pub const fn search(&self) -> Option<&Search> {
        match self.tab {
            Tab::Clients => Some(&self.clients.search),
            Tab::FollowUps => Some(&self.follow_ups.search),
            _ => None,
        }
    }

    pub fn follow_up(&self) -> Option<&FollowUp> {
        self.follow_ups.list.selected()
    }

    pub fn strategy_row(&self, index: usize) -> Option<StrategyRow<'_>> {
        self.strategies
            .get(index)
            .map(StrategyRow::Usable)
            .or_else(|| self.unusable.get(index.checked_sub(self.strategies.len())?).map(StrategyRow::Unusable))
    }

    pub fn strategy_rows(&self) -> usize {
        self.strategies.len() + self.unusable.len()
    }

    pub fn setting(&self) -> Option<&'static Key> {
        KEYS.get(self.setting_cursor.selected)
    }

    /// How many rows of the open tab's list are in memory.
    pub fn rows(&self) -> usize {
        match self.tab {
            Tab::Overview => crate::console::tabs::overview::alerts::alerts(self).len(),
            Tab::Clients => self.clients.list.rows().len(),
            Tab::FollowUps => self.follow_ups.list.rows().len(),
            Tab::Strategies => self.strategy_rows(),
            Tab::Settings => KEYS.len(),
        }
    }

    pub fn cursor(&self) -> Cursor {
        match self.tab {
            Tab::Overview => self.alert_cursor,
            Tab::Clients => self.clients.list.cursor,
            Tab::FollowUps => self.follow_ups.list.cursor,
            Tab::Strategies => self.strategy_cursor,
            Tab::Settings => self.setting_cursor,
        }
    }

    pub fn cursor_mut(&mut self) -> Option<&mut Cursor> {
        match self.tab {
            Tab::Overview => Some(&mut self.alert_cursor),
            Tab::Clients => Some(&mut self.clients.list.cursor),
            Tab::FollowUps => Some(&mut self.follow_ups.list.cursor),
            Tab::Strategies => Some(&mut self.strategy_cursor),
            Tab::Settings => Some(&mut self.setting_cursor),
        }
    }
}

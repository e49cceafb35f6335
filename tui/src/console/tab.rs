//! The interface of a tab to the rest of the console.
//!
//! A tab owns its state, keys, phrases, queries and actions. [`Page`] is what the screen needs of it, [`Tab`] what the
//! handling of messages needs; [`crate::console::tabs`] lists all tabs.

use crossterm::event::KeyEvent;
use ratatui::{Frame, text::Line};
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use crate::console::{
    dialogs::Dialog,
    draw::{
        layout::{self, Panes},
        pane,
    },
    error::ConsoleError,
    focus::Focus,
    jobs::Job,
    keys::{self, CommandInfo, Row, Section},
    link::Link,
    list::{cursor::Cursor, search::Search},
    shared::Shared,
    terminal::Call,
    text::Phrase,
    theme::Meaning,
    worker::Worker,
};

/// What a tab asks the console to do.
#[derive(Debug)]
pub enum Request<Q, A> {
    /// Run this query, after the running one of its kind.
    Read(Q),
    /// Run this action, unless one is running.
    Do(A),
    Terminal(Call),
    /// Go to the tab that the link points to.
    Open(Link),
    /// End the console.
    Quit,
}

pub type Requests<T> = Vec<Request<<T as Tab>::Query, <T as Tab>::Action>>;

impl<Q, A> Request<Q, A> {
    pub fn map<P, B>(self, query: impl Fn(Q) -> P, action: impl Fn(A) -> B) -> Request<P, B> {
        match self {
            Self::Read(of) => Request::Read(query(of)),
            Self::Do(of) => Request::Do(action(of)),
            Self::Terminal(call) => Request::Terminal(call),
            Self::Open(link) => Request::Open(link),
            Self::Quit => Request::Quit,
        }
    }
}

/// A tab, as the screen sees it.
pub trait Page {
    fn title(&self) -> Phrase;

    /// How many rows of its list are in memory.
    fn rows(&self, shared: &Shared) -> usize;

    fn cursor(&self) -> Cursor;

    fn cursor_mut(&mut self) -> &mut Cursor;

    /// Whether the rows, if any, are those that were asked for.
    fn is_settled(&self, shared: &Shared) -> bool;

    /// Draws the tab in the areas that [`Page::panes`] gives.
    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes);

    /// Whether movement keys move through a list of rows.
    fn is_list(&self) -> bool {
        true
    }

    /// Whether a click selects the row under it.
    fn is_clickable(&self) -> bool {
        true
    }

    /// The focus that Enter sets, if rows have a detail.
    fn detail_focus(&self) -> Option<Focus> {
        None
    }

    fn panes(&self, shared: &Shared) -> Panes {
        layout::panes(shared.size, &shared.focus, self.detail_focus().is_some())
    }

    /// The detail of the selected row, in lines of `width` columns.
    fn detail(&self, _: &Shared, _width: usize) -> Vec<Line<'static>> {
        Vec::new()
    }

    /// Lines of the detail that do not fit: how far it scrolls.
    fn overflow(&self, shared: &Shared) -> usize {
        let Some(area) = self.panes(shared).detail.filter(|_| self.shows_detail(shared)) else { return 0 };
        pane::overflow(area, |width| self.detail(shared, width))
    }

    fn shows_detail(&self, shared: &Shared) -> bool {
        !layout::is_too_small(shared.size) && self.detail_focus().is_some() && self.panes(shared).detail.is_some()
    }

    /// The tab's filter, if it has one.
    fn search(&self) -> Option<&Search> {
        None
    }

    /// Filters while the user types: a running query is finished, and only the latest text waits.
    fn search_for(&mut self, _text: String) {}

    /// What the status line shows if there is no message.
    fn status_hint(&self, _: &Shared) -> Option<(Meaning, String)> {
        None
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        None
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        None
    }
}

/// A tab, as the handling of messages sees it.
pub trait Tab: Page {
    type Command: CommandInfo + 'static;
    /// Its queries of the database.
    type Query: Job + Send;
    type Answer: Send;
    /// Its actions, asked for by the user.
    type Action: Clone + Send;
    type Outcome: Send;

    /// Its keys, in the order in which the palette offers them.
    const KEYS: &'static [Section<Self::Command>];

    /// Its keys as the help lists them, with those of its dialogs.
    fn help() -> Vec<Row> {
        Self::KEYS.iter().flat_map(|section| keys::rows(section)).collect()
    }

    /// The key tables to search, the nearest first, before those of every list.
    fn sections(&self, _: &Focus) -> Vec<Section<Self::Command>> {
        Self::KEYS.to_vec()
    }

    fn run(&mut self, command: Self::Command, shared: &mut Shared) -> Requests<Self>
    where
        Self: Sized;

    /// Handles a key while one of its dialogs is open.
    fn on_dialog_key(&mut self, _: KeyEvent, _: &mut Shared) -> Requests<Self>
    where
        Self: Sized,
    {
        Vec::new()
    }

    /// The query that reads again what it shows.
    fn list_query(&self) -> Self::Query;

    /// The query for rows that are missing, with `height` rows on the screen.
    fn missing(&self, shared: &Shared, _height: usize) -> Option<Self::Query> {
        (!self.is_settled(shared)).then(|| self.list_query())
    }

    /// The query for the selected row's detail, if that is visible: once per row, or each time with `force`.
    fn detail_query(&mut self, _: &Shared, _force: bool) -> Option<Self::Query> {
        None
    }

    /// A costly query, started once the user stops typing.
    fn idle_query(&mut self, _: &Shared) -> Option<Self::Query> {
        None
    }

    /// Moves to the first or the last row of the whole list; returns the query for it, if one is needed.
    fn jump(&mut self, shared: &Shared, to_last: bool) -> Option<Self::Query> {
        let rows = self.rows(shared);
        self.cursor_mut().move_by(if to_last { isize::MAX } else { isize::MIN + 1 }, rows);
        None
    }

    /// Runs a query.
    fn read<C: Courier + Send + Sync>(
        query: Self::Query,
        worker: &Worker<C>,
        settings: &Settings,
    ) -> impl Future<Output = Result<Self::Answer, OperationError>> + Send;

    /// Stores an answer, if it is still wanted; returns whether the screen changes.
    fn store_answer(&mut self, answer: Self::Answer, shared: &mut Shared) -> bool;

    /// Runs an action.
    fn act<C: Courier + Send + Sync>(
        action: Self::Action,
        worker: &Worker<C>,
    ) -> impl Future<Output = Result<Self::Outcome, ConsoleError>> + Send;

    /// Whether the action is short: keys that act wait for it instead of being refused.
    fn is_short(_: &Self::Action) -> bool {
        false
    }

    /// Reports the result of an action, and closes the dialog it came from.
    fn done(&mut self, action: Self::Action, outcome: Self::Outcome, shared: &mut Shared);

    /// Shows in the dialog an action came from why it failed; `false` if there is no such dialog.
    fn refused(&mut self, _: &Self::Action, _why: &str) -> bool {
        false
    }
}

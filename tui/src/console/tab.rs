//! What a tab is to the rest of the console.
//!
//! A tab owns what it knows, its keys and words, what it reads and what it does with the answers. [`Page`] is how the
//! screen sees it, [`Tab`] how messages reach it; [`crate::console::tabs`] lists them all.

use crossterm::event::KeyEvent;
use ratatui::{Frame, text::Line};
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use crate::console::{
    dialogs::Dialog,
    draw::{
        layout::{self, Panes},
        pane,
    },
    focus::Focus,
    jobs::Job,
    keys::{self, Act, Row, Section},
    lead::Lead,
    list::{cursor::Cursor, search::Search},
    shared::Shared,
    terminal::Call,
    text::Words,
    theme::Meaning,
    trouble::Trouble,
    worker::Worker,
};

/// What a tab asks for in turn.
#[derive(Debug)]
pub enum Request<Q, D> {
    /// Read this, after what is being read of its kind.
    Read(Q),
    /// Do this, unless something else is being done.
    Do(D),
    Terminal(Call),
    /// Go where it is looked after.
    Follow(Lead),
    /// End the console.
    Quit,
}

pub type Requests<T> = Vec<Request<<T as Tab>::Query, <T as Tab>::Deed>>;

impl<Q, D> Request<Q, D> {
    pub fn map<P, E>(self, query: impl Fn(Q) -> P, deed: impl Fn(D) -> E) -> Request<P, E> {
        match self {
            Self::Read(of) => Request::Read(query(of)),
            Self::Do(of) => Request::Do(deed(of)),
            Self::Terminal(call) => Request::Terminal(call),
            Self::Follow(lead) => Request::Follow(lead),
            Self::Quit => Request::Quit,
        }
    }
}

/// A tab as it is shown.
pub trait Page {
    fn title(&self) -> Words;

    /// How many rows of its list are in memory.
    fn rows(&self, shared: &Shared) -> usize;

    fn cursor(&self) -> Cursor;

    fn cursor_mut(&mut self) -> &mut Cursor;

    /// Whether the rows, if any, are those that were asked for.
    fn is_settled(&self, shared: &Shared) -> bool;

    /// Draws it where [`Page::panes`] says.
    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes);

    /// Whether keys move through a list of rows that stand one under the other.
    fn is_list(&self) -> bool {
        true
    }

    /// Whether a click chooses the row under it.
    fn is_clickable(&self) -> bool {
        true
    }

    /// Where Enter leads, when a row has more to say than fits in a list.
    fn opens(&self) -> Option<Focus> {
        None
    }

    fn panes(&self, shared: &Shared) -> Panes {
        layout::panes(shared.size, &shared.focus, self.opens().is_some())
    }

    /// What there is to say of the selected row, in lines of `width` columns.
    fn detail(&self, _: &Shared, _width: usize) -> Vec<Line<'static>> {
        Vec::new()
    }

    /// Lines of the detail that do not fit: how far it scrolls.
    fn overflow(&self, shared: &Shared) -> usize {
        let Some(area) = self.panes(shared).detail.filter(|_| self.shows_detail(shared)) else { return 0 };
        pane::overflow(area, |width| self.detail(shared, width))
    }

    fn shows_detail(&self, shared: &Shared) -> bool {
        !layout::is_too_small(shared.size) && self.opens().is_some() && self.panes(shared).detail.is_some()
    }

    /// What is typed to find rows.
    fn search(&self) -> Option<&Search> {
        None
    }

    /// Filters as one types: a read that is under way is finished, and only the latest text waits.
    fn search_for(&mut self, _text: String) {}

    /// What the status line tells when nothing else is said.
    fn aside(&self, _: &Shared) -> Option<(Meaning, String)> {
        None
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        None
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        None
    }
}

/// A tab as messages reach it.
pub trait Tab: Page {
    type Command: Act + 'static;
    /// What it reads.
    type Query: Job + Send;
    type Answer: Send;
    /// What a person does there.
    type Deed: Clone + Send;
    type Outcome: Send;

    /// Its keys, in the order in which the palette offers them.
    const KEYS: &'static [Section<Self::Command>];

    /// Its keys as the help tells them, with those of its dialogs.
    fn help() -> Vec<Row> {
        Self::KEYS.iter().flat_map(|section| keys::rows(section)).collect()
    }

    /// Where keys are looked up, nearest first, before those of every list.
    fn sections(&self, _: &Focus) -> Vec<Section<Self::Command>> {
        Self::KEYS.to_vec()
    }

    fn run(&mut self, command: Self::Command, shared: &mut Shared) -> Requests<Self>
    where
        Self: Sized;

    /// Takes a key while a dialog of its own is open.
    fn on_dialog_key(&mut self, _: KeyEvent, _: &mut Shared) -> Requests<Self>
    where
        Self: Sized,
    {
        Vec::new()
    }

    /// What it shows, read again.
    fn visible(&self) -> Self::Query;

    /// What it needs and has not got, with `height` rows on the screen.
    fn missing(&self, shared: &Shared, _height: usize) -> Option<Self::Query> {
        (!self.is_settled(shared)).then(|| self.visible())
    }

    /// All about the selected row, where it can be seen; once for each row, or `again`.
    fn close_up(&mut self, _: &Shared, _again: bool) -> Option<Self::Query> {
        None
    }

    /// What is costly, and begun once nobody types.
    fn when_idle(&mut self, _: &Shared) -> Option<Self::Query> {
        None
    }

    /// To the first or the last row of the whole list; what must be read for it.
    fn jump(&mut self, shared: &Shared, to_last: bool) -> Option<Self::Query> {
        let rows = self.rows(shared);
        self.cursor_mut().step(if to_last { isize::MAX } else { isize::MIN + 1 }, rows);
        None
    }

    /// Reads it from the database.
    fn read<C: Courier + Send + Sync>(
        query: Self::Query,
        worker: &Worker<C>,
        settings: &Settings,
    ) -> impl Future<Output = Result<Self::Answer, OperationError>> + Send;

    /// Puts an answer in its place, if it is still the one wanted; whether the screen changes by it.
    fn take(&mut self, answer: Self::Answer, shared: &mut Shared) -> bool;

    /// Does it.
    fn act<C: Courier + Send + Sync>(
        deed: Self::Deed,
        worker: &Worker<C>,
    ) -> impl Future<Output = Result<Self::Outcome, Trouble>> + Send;

    /// Over in a moment: keys that act wait for it instead of being refused.
    fn is_short(_: &Self::Deed) -> bool {
        false
    }

    /// Says what came of an action; the dialog it came from closes.
    fn done(&mut self, deed: Self::Deed, outcome: Self::Outcome, shared: &mut Shared);

    /// Says beside what was typed why an action was not done; `false` where there is no such place.
    fn refused(&mut self, _: &Self::Deed, _why: &str) -> bool {
        false
    }
}

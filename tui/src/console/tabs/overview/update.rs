//! Commands and answers of the overview tab.

use crossterm::event::KeyEvent;
use relance::{
    courier::Courier,
    operations::OperationError,
    settings::{Delivery, Settings},
};

use super::{
    alerts::alerts,
    keys::{Command, KEYS},
    queries::{self, Action, Figures, Outcome, Query},
    state::State,
};
use crate::console::{
    dialogs::confirm::Confirm,
    error::ConsoleError,
    keys::Section,
    shared::Shared,
    tab::{Page, Request, Requests, Tab},
    theme::Meaning,
    worker::Worker,
};

impl Tab for State {
    type Command = Command;
    type Query = Query;
    type Answer = Box<Figures>;
    type Action = Action;
    type Outcome = Outcome;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        let rows = self.rows(shared);
        match command {
            Command::Up => self.cursor.move_by(-1, rows),
            Command::Down => self.cursor.move_by(1, rows),
            Command::Tick => self.ask_tick(shared),
            Command::Open => return self.open_link(shared),
            Command::Resume => return self.resume(shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, _: &mut Shared) -> Requests<Self> {
        Confirm::on_key(&mut self.dialog, event).map(Request::Do).into_iter().collect()
    }

    fn list_query(&self) -> Query {
        Query::Figures
    }

    async fn read<C: Courier + Send + Sync>(
        Query::Figures: Query,
        worker: &Worker<C>,
        settings: &Settings,
    ) -> Result<Box<Figures>, OperationError> {
        queries::read(worker, settings).await
    }

    fn store_answer(&mut self, figures: Box<Figures>, _: &mut Shared) -> bool {
        let is_new = self.figures.as_ref() != Some(&figures);
        self.figures = Some(figures);
        is_new
    }

    async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
        queries::act(action, worker).await
    }

    fn done(&mut self, _: Action, outcome: Outcome, shared: &mut Shared) {
        let text = shared.text;
        match outcome {
            Outcome::Resumed(channel) => shared.set_status(Meaning::Good, text.resumed(channel)),
            Outcome::Ticked(ticked) if ticked.disabled => shared.set_status(Meaning::Warning, text.ticked(&ticked)),
            Outcome::Ticked(ticked) => shared.set_status(Meaning::Good, text.ticked(&ticked)),
        }
    }
}

impl State {
    /// Opens the link of the selected alert.
    fn open_link(&self, shared: &mut Shared) -> Requests<Self> {
        match alerts(self.figures.as_deref(), shared).into_iter().nth(self.cursor.selected) {
            Some(alert) if alert.link.is_none() => shared.set_status(Meaning::Muted, shared.text.resume_with_p()),
            Some(alert) => return alert.link.map(Request::Open).into_iter().collect(),
            None => {}
        }
        Vec::new()
    }

    /// Resumes the first paused channel.
    fn resume(&self, shared: &mut Shared) -> Requests<Self> {
        if let Some(pause) = self.figures.as_ref().and_then(|figures| figures.pauses.first()) {
            return vec![Request::Do(Action::Resume(pause.channel))];
        }
        shared.set_status(Meaning::Muted, shared.text.nothing_paused());
        Vec::new()
    }

    fn ask_tick(&mut self, shared: &mut Shared) {
        let Some(settings) = shared.settings() else {
            return shared.set_status(Meaning::Muted, shared.text.wait_for_settings());
        };
        let sends = shared.has_courier && settings.delivery == Delivery::Outbox;
        let question = if sends { shared.text.outbox_ticks() } else { shared.text.lambda_ticks() };
        self.dialog = Some(Confirm { question: question.to_owned(), action: Action::Tick });
    }
}

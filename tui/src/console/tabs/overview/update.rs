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
    queries::{self, Deed, Figures, Outcome, Query},
    state::State,
};
use crate::console::{
    dialogs::confirm::Confirm,
    keys::Section,
    shared::Shared,
    tab::{Page, Request, Requests, Tab},
    theme::Meaning,
    trouble::Trouble,
    worker::Worker,
};

impl Tab for State {
    type Command = Command;
    type Query = Query;
    type Answer = Box<Figures>;
    type Deed = Deed;
    type Outcome = Outcome;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        let rows = self.rows(shared);
        match command {
            Command::Up => self.cursor.step(-1, rows),
            Command::Down => self.cursor.step(1, rows),
            Command::Tick => self.ask_tick(shared),
            Command::Open => return self.follow_lead(shared),
            Command::Resume => return self.resume(shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, _: &mut Shared) -> Requests<Self> {
        Confirm::on_key(&mut self.dialog, event).map(Request::Do).into_iter().collect()
    }

    fn visible(&self) -> Query {
        Query::Figures
    }

    async fn read<C: Courier + Send + Sync>(
        Query::Figures: Query,
        worker: &Worker<C>,
        settings: &Settings,
    ) -> Result<Box<Figures>, OperationError> {
        queries::read(worker, settings).await
    }

    fn take(&mut self, figures: Box<Figures>, _: &mut Shared) -> bool {
        let is_new = self.figures.as_ref() != Some(&figures);
        self.figures = Some(figures);
        is_new
    }

    async fn act<C: Courier + Send + Sync>(deed: Deed, worker: &Worker<C>) -> Result<Outcome, Trouble> {
        queries::act(deed, worker).await
    }

    fn done(&mut self, _: Deed, outcome: Outcome, shared: &mut Shared) {
        let text = shared.text;
        match outcome {
            Outcome::Resumed(channel) => shared.say(Meaning::Good, text.resumed(channel)),
            Outcome::Ticked(ticked) if ticked.disabled => shared.say(Meaning::Warning, text.ticked(&ticked)),
            Outcome::Ticked(ticked) => shared.say(Meaning::Good, text.ticked(&ticked)),
        }
    }
}

impl State {
    /// Follows the lead of the selected alert.
    fn follow_lead(&self, shared: &mut Shared) -> Requests<Self> {
        match alerts(self.figures.as_deref(), shared).into_iter().nth(self.cursor.selected) {
            Some(alert) if alert.lead.is_none() => shared.say(Meaning::Muted, shared.text.resume_with_p()),
            Some(alert) => return alert.lead.map(Request::Follow).into_iter().collect(),
            None => {}
        }
        Vec::new()
    }

    /// Resumes the first paused channel.
    fn resume(&self, shared: &mut Shared) -> Requests<Self> {
        if let Some(pause) = self.figures.as_ref().and_then(|figures| figures.pauses.first()) {
            return vec![Request::Do(Deed::Resume(pause.channel))];
        }
        shared.say(Meaning::Muted, shared.text.nothing_paused());
        Vec::new()
    }

    fn ask_tick(&mut self, shared: &mut Shared) {
        let Some(settings) = shared.settings() else {
            return shared.say(Meaning::Muted, shared.text.wait_for_settings());
        };
        let sends = shared.can_carry && settings.delivery == Delivery::Outbox;
        let question = if sends { shared.text.outbox_ticks() } else { shared.text.lambda_ticks() };
        self.dialog = Some(Confirm { question: question.to_owned(), deed: Deed::Tick });
    }
}

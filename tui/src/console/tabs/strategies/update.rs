//! Commands and answers of the strategies tab.

use crossterm::event::KeyEvent;
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use super::{
    dialog::OpenDialog,
    form::{self, Form},
    keys::{Command, KEYS},
    queries::{self, Action, Answer, Query},
    state::{Listed, State},
};
use crate::console::{
    dialogs::confirm::Confirm,
    error::ConsoleError,
    keys::{self, Row, Section},
    shared::Shared,
    tab::{Request, Requests, Tab},
    theme::Meaning,
    worker::Worker,
};

impl Tab for State {
    type Command = Command;
    type Query = Query;
    type Answer = Answer;
    type Action = Action;
    type Outcome = ();

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn help() -> Vec<Row> {
        [keys::rows(KEYS), keys::rows(form::KEYS)].concat()
    }

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Switch => return self.switch(shared),
            Command::New => self.dialog = Some(OpenDialog::Form(Box::new(Form::open(None)))),
            Command::Edit => self.edit(shared),
            Command::Reset => self.ask_reset(shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, shared: &mut Shared) -> Requests<Self> {
        let Some(dialog) = self.dialog.take() else { return Vec::new() };
        let (open, action) = dialog.on_key(event, shared);
        self.dialog = open;
        action.map(Request::Do).into_iter().collect()
    }

    fn list_query(&self) -> Query {
        Query::Rules
    }

    fn idle_query(&mut self, _: &Shared) -> Option<Query> {
        let strategy = self.dialog.as_mut().and_then(OpenDialog::form)?.next_preview()?;
        Some(Query::Preview(Box::new(strategy)))
    }

    async fn read<C: Courier + Send + Sync>(
        query: Query,
        worker: &Worker<C>,
        _: &Settings,
    ) -> Result<Answer, OperationError> {
        queries::read(query, worker).await
    }

    fn store_answer(&mut self, answer: Answer, _: &mut Shared) -> bool {
        let Answer::Preview(strategy, preview) = answer else { return false };
        let form = self.dialog.as_mut().and_then(OpenDialog::form);
        let Some(form) = form.filter(|form| form.previewed.as_ref() == Some(&strategy)) else { return false };
        form.preview = Some(*preview);
        true
    }

    async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<(), ConsoleError> {
        queries::act(action, worker).await
    }

    fn done(&mut self, action: Action, (): (), shared: &mut Shared) {
        let text = shared.text;
        let message = match action {
            Action::Switch { id, active } => text.switched(shared.strategy_name(&id), active),
            Action::Save { .. } => {
                self.dialog.take_if(|dialog| dialog.form().is_some());
                text.strategy_saved().to_owned()
            }
            Action::Reset(_) => text.strategy_saved().to_owned(),
        };
        shared.set_status(Meaning::Good, message);
    }

    fn refused(&mut self, action: &Action, why: &str) -> bool {
        let form = self.dialog.as_mut().and_then(OpenDialog::form).filter(|_| matches!(action, Action::Save { .. }));
        let Some(form) = form else { return false };
        form.error = Some(why.to_owned());
        true
    }
}

impl State {
    fn switch(&self, shared: &mut Shared) -> Requests<Self> {
        match self.selected(&shared.rules) {
            Some(Listed::Usable(strategy)) => {
                return vec![Request::Do(Action::Switch { id: strategy.id.clone(), active: !strategy.is_active })];
            }
            Some(Listed::Unusable(_)) => shared.set_status(Meaning::Warning, shared.text.unusable_fixed_elsewhere()),
            None => shared.set_status(Meaning::Muted, shared.text.nothing_selected()),
        }
        Vec::new()
    }

    fn edit(&mut self, shared: &mut Shared) {
        let mut form = match self.selected(&shared.rules) {
            Some(Listed::Usable(strategy)) => Form::open(Some(strategy)),
            _ => return shared.set_status(Meaning::Warning, shared.text.unusable_fixed_elsewhere()),
        };
        form.refresh_preview(shared);
        self.dialog = Some(OpenDialog::Form(Box::new(form)));
    }

    fn ask_reset(&mut self, shared: &Shared) {
        let Some(listed) = self.selected(&shared.rules) else { return };
        let question = shared.text.ask_reset(shared.strategy_name(listed.id()));
        self.dialog = Some(OpenDialog::Confirm(Confirm { question, action: Action::Reset(listed.id().clone()) }));
    }
}

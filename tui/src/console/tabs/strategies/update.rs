//! Commands and answers of the strategies tab.

use crossterm::event::KeyEvent;
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use super::{
    dialog::Open,
    form::{self, Form},
    keys::{Command, KEYS},
    queries::{self, Answer, Deed, Query},
    state::{Listed, State},
};
use crate::console::{
    dialogs::confirm::Confirm,
    keys::{self, Row, Section},
    shared::Shared,
    tab::{Request, Requests, Tab},
    theme::Meaning,
    trouble::Trouble,
    worker::Worker,
};

impl Tab for State {
    type Command = Command;
    type Query = Query;
    type Answer = Answer;
    type Deed = Deed;
    type Outcome = ();

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn help() -> Vec<Row> {
        [keys::rows(KEYS), keys::rows(form::KEYS)].concat()
    }

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Switch => return self.switch(shared),
            Command::New => self.dialog = Some(Open::Form(Box::new(Form::open(None)))),
            Command::Edit => self.edit(shared),
            Command::Reset => self.ask_reset(shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, shared: &mut Shared) -> Requests<Self> {
        let Some(dialog) = self.dialog.take() else { return Vec::new() };
        let (open, deed) = dialog.on_key(event, shared);
        self.dialog = open;
        deed.map(Request::Do).into_iter().collect()
    }

    fn visible(&self) -> Query {
        Query::Rules
    }

    fn when_idle(&mut self, _: &Shared) -> Option<Query> {
        let strategy = self.dialog.as_mut().and_then(Open::form)?.next_preview()?;
        Some(Query::Preview(Box::new(strategy)))
    }

    async fn read<C: Courier + Send + Sync>(
        query: Query,
        worker: &Worker<C>,
        _: &Settings,
    ) -> Result<Answer, OperationError> {
        queries::read(query, worker).await
    }

    fn take(&mut self, answer: Answer, _: &mut Shared) -> bool {
        let Answer::Preview(strategy, preview) = answer else { return false };
        let form = self.dialog.as_mut().and_then(Open::form);
        let Some(form) = form.filter(|form| form.previewed.as_ref() == Some(&strategy)) else { return false };
        form.preview = Some(*preview);
        true
    }

    async fn act<C: Courier + Send + Sync>(deed: Deed, worker: &Worker<C>) -> Result<(), Trouble> {
        queries::act(deed, worker).await
    }

    fn done(&mut self, deed: Deed, (): (), shared: &mut Shared) {
        let text = shared.text;
        let told = match deed {
            Deed::Switch { id, active } => text.switched(shared.strategy_name(&id), active),
            Deed::Save { .. } => {
                self.dialog.take_if(|dialog| dialog.form().is_some());
                text.strategy_saved().to_owned()
            }
            Deed::Reset(_) => text.strategy_saved().to_owned(),
        };
        shared.say(Meaning::Good, told);
    }

    fn refused(&mut self, deed: &Deed, why: &str) -> bool {
        let form = self.dialog.as_mut().and_then(Open::form).filter(|_| matches!(deed, Deed::Save { .. }));
        let Some(form) = form else { return false };
        form.error = Some(why.to_owned());
        true
    }
}

impl State {
    fn switch(&self, shared: &mut Shared) -> Requests<Self> {
        match self.selected(&shared.rules) {
            Some(Listed::Usable(strategy)) => {
                return vec![Request::Do(Deed::Switch { id: strategy.id.clone(), active: !strategy.is_active })];
            }
            Some(Listed::Unusable(_)) => shared.say(Meaning::Warning, shared.text.unusable_fixed_elsewhere()),
            None => shared.say(Meaning::Muted, shared.text.nothing_selected()),
        }
        Vec::new()
    }

    fn edit(&mut self, shared: &mut Shared) {
        let mut form = match self.selected(&shared.rules) {
            Some(Listed::Usable(strategy)) => Form::open(Some(strategy)),
            _ => return shared.say(Meaning::Warning, shared.text.unusable_fixed_elsewhere()),
        };
        form.look_ahead(shared);
        self.dialog = Some(Open::Form(Box::new(form)));
    }

    fn ask_reset(&mut self, shared: &Shared) {
        let Some(listed) = self.selected(&shared.rules) else { return };
        let question = shared.text.ask_reset(shared.strategy_name(listed.id()));
        self.dialog = Some(Open::Confirm(Confirm { question, deed: Deed::Reset(listed.id().clone()) }));
    }
}

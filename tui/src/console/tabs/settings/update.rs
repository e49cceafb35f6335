//! Commands and answers of the settings tab.

use crossterm::event::KeyEvent;
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use super::{
    change::Change,
    keys::{Command, KEYS},
    queries::{self, Action, Answer, Query},
    state::State,
};
use crate::console::{
    error::ConsoleError,
    keys::Section,
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
    type Outcome = Box<Settings>;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Change => {
                if let (Some(key), Some(settings)) = (self.selected(), shared.settings()) {
                    let change = Change::open(key, settings, shared);
                    shared.has_idle_query |= change.is_threshold();
                    self.dialog = Some(change);
                }
            }
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, shared: &mut Shared) -> Requests<Self> {
        Change::on_key(&mut self.dialog, event, shared).map(Request::Do).into_iter().collect()
    }

    fn list_query(&self) -> Query {
        Query::Changes
    }

    fn idle_query(&mut self, shared: &Shared) -> Option<Query> {
        let change = self.dialog.as_ref().filter(|change| change.is_threshold())?;
        change.settings(shared).map(|settings| Query::ThresholdCounts(Box::new(settings)))
    }

    async fn read<C: Courier + Send + Sync>(
        query: Query,
        worker: &Worker<C>,
        settings: &Settings,
    ) -> Result<Answer, OperationError> {
        queries::read(query, worker, settings).await
    }

    fn store_answer(&mut self, answer: Answer, _: &mut Shared) -> bool {
        match answer {
            Answer::Changes(changes) => {
                let is_new = self.changes != changes;
                self.changes = changes;
                is_new
            }
            Answer::ThresholdCounts(marked) => {
                let Some(change) = self.dialog.as_mut().filter(|change| change.is_threshold()) else { return false };
                change.marked = Some(marked);
                true
            }
        }
    }

    async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Box<Settings>, ConsoleError> {
        queries::act(action, worker).await
    }

    fn done(&mut self, Action { key, .. }: Action, settings: Box<Settings>, shared: &mut Shared) {
        self.dialog.take_if(|change| change.key.name == key);
        let value = shared.text.setting_value(&settings.get(key).unwrap_or_default());
        shared.rules.settings = Some(*settings);
        shared.set_status(Meaning::Good, shared.text.set_to(key, &value));
    }

    fn refused(&mut self, action: &Action, why: &str) -> bool {
        let Some(change) = self.dialog.as_mut().filter(|change| change.key.name == action.key) else { return false };
        change.input.error = Some(why.to_owned());
        true
    }
}

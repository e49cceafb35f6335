//! Commands and answers of the settings tab.

use crossterm::event::KeyEvent;
use relance::{courier::Courier, operations::OperationError, settings::Settings};

use super::{
    change::Change,
    keys::{Command, KEYS},
    queries::{self, Answer, Deed, Query},
    state::State,
};
use crate::console::{
    keys::Section,
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
    type Outcome = Box<Settings>;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Change => {
                if let (Some(key), Some(settings)) = (self.selected(), shared.settings()) {
                    let change = Change::open(key, settings, shared);
                    shared.awaits_idle |= change.is_threshold();
                    self.dialog = Some(change);
                }
            }
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, shared: &mut Shared) -> Requests<Self> {
        Change::on_key(&mut self.dialog, event, shared).map(Request::Do).into_iter().collect()
    }

    fn visible(&self) -> Query {
        Query::Changes
    }

    fn when_idle(&mut self, shared: &Shared) -> Option<Query> {
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

    fn take(&mut self, answer: Answer, _: &mut Shared) -> bool {
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

    async fn act<C: Courier + Send + Sync>(deed: Deed, worker: &Worker<C>) -> Result<Box<Settings>, Trouble> {
        queries::act(deed, worker).await
    }

    fn done(&mut self, Deed { key, .. }: Deed, settings: Box<Settings>, shared: &mut Shared) {
        self.dialog.take_if(|change| change.key.name == key);
        let value = shared.text.setting_value(&settings.get(key).unwrap_or_default());
        shared.rules.settings = Some(*settings);
        shared.say(Meaning::Good, shared.text.set_to(key, &value));
    }

    fn refused(&mut self, deed: &Deed, why: &str) -> bool {
        let Some(change) = self.dialog.as_mut().filter(|change| change.key.name == deed.key) else { return false };
        change.ask.error = Some(why.to_owned());
        true
    }
}

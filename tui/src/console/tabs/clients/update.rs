//! Commands and answers of the clients tab.

use crossterm::event::KeyEvent;
use relance::{
    courier::Courier,
    legible,
    operations::OperationError,
    settings::Settings,
    store::pages::{ClientColumn, Sort},
};

use super::{
    contact::{self, Contact},
    dialog::OpenDialog,
    keys::{Command, KEYS},
    queries::{self, Action, Answer, Outcome, Query},
    state::State,
};
use crate::console::{
    dialogs::confirm::Confirm,
    error::ConsoleError,
    focus::Focus,
    keys::{self, Row, Section},
    line::Line,
    list::{next_of, search},
    shared::Shared,
    tab::{Page, Request, Requests, Tab},
    terminal::Call,
    theme::Meaning,
    worker::Worker,
};

impl Tab for State {
    type Command = Command;
    type Query = Query;
    type Answer = Answer;
    type Action = Action;
    type Outcome = Outcome;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn help() -> Vec<Row> {
        [keys::rows(KEYS), keys::rows(search::KEYS), keys::rows(contact::KEYS)].concat()
    }

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Search => shared.focus = Focus::Search(Box::new(Line::new(&self.search.text))),
            Command::Sort => self.list.order(Sort::by(next_of(&ClientColumn::ALL, self.list.sort.by))),
            Command::Reverse => self.list.reverse(),
            Command::Generate => self.ask_generate(shared),
            Command::Contact => self.open_contact(shared),
            Command::Copy => return self.copy(shared),
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
        Query::Page(self.list.reload())
    }

    fn missing(&self, _: &Shared, height: usize) -> Option<Query> {
        self.list.missing(height).map(Query::Page)
    }

    fn detail_query(&mut self, shared: &Shared, force: bool) -> Option<Query> {
        let key = self.selected().filter(|_| self.shows_detail(shared))?.client_key;
        // Ask once per client: a deleted one has no detail, however often it is read.
        let is_new = self.requested.replace(key) != Some(key);
        (is_new || force).then_some(Query::Detail(key))
    }

    fn idle_query(&mut self, _: &Shared) -> Option<Query> {
        self.list.to_count().map(Query::Count)
    }

    fn jump(&mut self, _: &Shared, to_last: bool) -> Option<Query> {
        self.list.jump(to_last).map(Query::Page)
    }

    async fn read<C: Courier + Send + Sync>(
        query: Query,
        worker: &Worker<C>,
        _: &Settings,
    ) -> Result<Answer, OperationError> {
        queries::read(query, worker).await
    }

    fn store_answer(&mut self, answer: Answer, shared: &mut Shared) -> bool {
        match answer {
            Answer::Page(request, page) => {
                let is_new = self.list.store_page(&request, page);
                shared.has_idle_query |= is_new;
                is_new
            }
            Answer::Counted(request, counted) => self.list.counted(&request, counted),
            Answer::Detail(detail) => {
                let is_new = self.detail != detail;
                self.detail = detail;
                is_new
            }
        }
    }

    async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
        queries::act(action, worker).await
    }

    fn is_short(action: &Action) -> bool {
        matches!(action, Action::ChangeContact(..))
    }

    fn done(&mut self, action: Action, outcome: Outcome, shared: &mut Shared) {
        match outcome {
            Outcome::Generated(follow_up) => {
                shared.set_status(Meaning::Good, shared.text.generated(&follow_up, shared.zone()));
            }
            Outcome::ContactChanged => {
                if self.dialog.as_mut().is_some_and(|dialog| dialog.awaiting(&action).is_some()) {
                    self.dialog = None;
                }
                shared.set_status(Meaning::Good, shared.text.contact_changed());
            }
        }
    }

    fn refused(&mut self, action: &Action, why: &str) -> bool {
        let Some(contact) = self.dialog.as_mut().and_then(|dialog| dialog.awaiting(action)) else { return false };
        contact.error = Some(why.to_owned());
        true
    }
}

impl State {
    fn ask_generate(&mut self, shared: &mut Shared) {
        let Some(client) = self.selected() else {
            return shared.set_status(Meaning::Muted, shared.text.nothing_selected());
        };
        let strategy = client.strategy.as_ref().map_or(shared.text.none(), |id| shared.strategy_name(id));
        let question = shared.text.ask_generate(client.client_id.as_str(), strategy);
        self.dialog = Some(OpenDialog::Confirm(Confirm { question, action: Action::Generate(client.client_key) }));
    }

    /// Opens the contact of the selected client, once their detail is read.
    fn open_contact(&mut self, shared: &mut Shared) {
        let client = self.selected().map(|client| client.client_key);
        match self.detail.as_ref().filter(|detail| Some(detail.insight.key) == client) {
            Some(detail) => self.dialog = Some(OpenDialog::Contact(Box::new(Contact::open(detail, shared)))),
            None => shared.set_status(Meaning::Muted, shared.text.open_client_first()),
        }
    }

    /// Copies the client's address to the terminal's clipboard.
    fn copy(&self, shared: &mut Shared) -> Requests<Self> {
        let Some(client) = self.selected() else {
            shared.set_status(Meaning::Muted, shared.text.nothing_selected());
            return Vec::new();
        };
        shared.set_status(Meaning::Muted, shared.text.copied());
        vec![Request::Terminal(Call::Copy(legible::cell(client.client_id.as_str())))]
    }
}

//! Commands and answers of the clients tab.

use crossterm::event::KeyEvent;
use relance::{
    courier::Courier,
    follow_up::FollowUp,
    operations::OperationError,
    settings::Settings,
    store::pages::{ClientColumn, Sort},
};

use super::{
    keys::{Command, KEYS},
    queries::{self, Answer, Generate, Query},
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
    type Action = Generate;
    type Outcome = Box<FollowUp>;

    const KEYS: &'static [Section<Command>] = &[KEYS];

    fn help() -> Vec<Row> {
        [keys::rows(KEYS), keys::rows(search::KEYS)].concat()
    }

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Search => shared.focus = Focus::Search(Box::new(Line::new(&self.search.text))),
            Command::Sort => self.list.order(Sort::by(next_of(&ClientColumn::ALL, self.list.sort.by))),
            Command::Reverse => self.list.reverse(),
            Command::Generate => self.ask_generate(shared),
            Command::Copy => return self.copy(shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, _: &mut Shared) -> Requests<Self> {
        Confirm::on_key(&mut self.dialog, event).map(Request::Do).into_iter().collect()
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

    async fn act<C: Courier + Send + Sync>(
        action: Generate,
        worker: &Worker<C>,
    ) -> Result<Box<FollowUp>, ConsoleError> {
        queries::act(action, worker).await
    }

    fn done(&mut self, _: Generate, follow_up: Box<FollowUp>, shared: &mut Shared) {
        shared.set_status(Meaning::Good, shared.text.generated(&follow_up, shared.zone()));
    }
}

impl State {
    fn ask_generate(&mut self, shared: &mut Shared) {
        let Some(client) = self.selected() else {
            return shared.set_status(Meaning::Muted, shared.text.nothing_selected());
        };
        let strategy = client.strategy.as_ref().map_or(shared.text.none(), |id| shared.strategy_name(id));
        let question = shared.text.ask_generate(client.client_id.as_str(), strategy);
        self.dialog = Some(Confirm { question, action: Generate(client.client_key) });
    }

    /// Copies the client's address to the terminal's clipboard.
    fn copy(&self, shared: &mut Shared) -> Requests<Self> {
        let Some(client) = self.selected() else {
            shared.set_status(Meaning::Muted, shared.text.nothing_selected());
            return Vec::new();
        };
        shared.set_status(Meaning::Muted, shared.text.copied());
        vec![Request::Terminal(Call::Copy(client.client_id.to_string()))]
    }
}

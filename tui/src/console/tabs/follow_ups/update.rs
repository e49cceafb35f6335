//! Commands and answers of the follow-ups tab.

use crossterm::event::KeyEvent;
use relance::{
    courier::Courier,
    follow_up::Status,
    operations::OperationError,
    settings::Settings,
    store::pages::{FollowUpColumn, Sort},
};
use uuid::Uuid;

use super::{
    actions::{self, Action, Outcome},
    editor,
    keys::{Command, DECIDE, LIST, REVIEW},
    picks::Pick,
    queries::{self, Answer, Query},
    state::State,
};
use crate::console::{
    error::ConsoleError,
    focus::Focus,
    keys::{self, Row, Section},
    line::Line,
    list::next_of,
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

    const KEYS: &'static [Section<Command>] = &[DECIDE, LIST, REVIEW];

    fn help() -> Vec<Row> {
        [keys::rows(LIST), keys::rows(DECIDE), keys::rows(REVIEW), keys::rows(editor::KEYS)].concat()
    }

    fn sections(&self, focus: &Focus) -> Vec<Section<Command>> {
        vec![DECIDE, if matches!(focus, Focus::Review) { REVIEW } else { LIST }]
    }

    fn run(&mut self, command: Command, shared: &mut Shared) -> Requests<Self> {
        match command {
            Command::Search => shared.focus = Focus::Search(Box::new(Line::new(&self.search.text))),
            Command::Filter => self.next_status(shared),
            Command::Sort => {
                let by = next_of(&FollowUpColumn::ALL, self.list.sort.by);
                self.list.order(Sort { by, descending: false });
            }
            Command::Reverse => self.list.reverse(),
            Command::Pick => self.pick(),
            Command::PickRange => self.pick_range(shared),
            Command::PickAll => return self.pick_all(),
            Command::Next => self.step(1, shared),
            Command::Previous => self.step(-1, shared),
            Command::OtherForm => {
                self.as_html = !self.as_html;
                shared.detail_top = 0;
            }
            Command::Copy => return self.copy(shared),
            Command::Undo => return self.undo(shared),
            Command::Approve
            | Command::Edit
            | Command::Reschedule
            | Command::Cancel
            | Command::SendNow
            | Command::Settle => return self.decide(command, shared),
        }
        Vec::new()
    }

    fn on_dialog_key(&mut self, event: KeyEvent, shared: &mut Shared) -> Requests<Self> {
        let Some(dialog) = self.dialog.take() else { return Vec::new() };
        let (open, request) = dialog.on_key(event, shared);
        self.dialog = open;
        request.into_iter().collect()
    }

    fn list_query(&self) -> Query {
        Query::Page(self.list.reload())
    }

    fn missing(&self, _: &Shared, height: usize) -> Option<Query> {
        self.list.missing(height).map(Query::Page)
    }

    fn detail_query(&mut self, shared: &Shared, force: bool) -> Option<Query> {
        let id = self.selected().filter(|_| matches!(shared.focus, Focus::Review))?.id;
        // Ask once per follow-up: a deleted one has no detail, however often it is read.
        let is_new = self.requested.replace(id) != Some(id);
        (is_new || force).then_some(Query::Detail(id))
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
            Answer::Picks { filter, picks, is_all } => {
                if filter == self.list.filter {
                    self.add_picks(picks, is_all, shared);
                }
                true
            }
            Answer::Detail(review) => {
                let is_new = self.review != review;
                self.review = review;
                is_new
            }
        }
    }

    async fn act<C: Courier + Send + Sync>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
        actions::act(action, worker).await
    }

    fn is_short(action: &Action) -> bool {
        matches!(action, Action::Decide { .. } | Action::Undo(_))
    }

    fn done(&mut self, action: Action, outcome: Outcome, shared: &mut Shared) {
        self.dialog.take_if(|dialog| dialog.awaits(&action));
        let text = shared.text;
        match outcome {
            Outcome::Decided(decision, decided) => self.decided(&decision, decided, shared),
            Outcome::Undone(decided) => self.undone(&decided, shared),
            Outcome::Edited(follow_up) => shared.set_status(Meaning::Good, text.edited(&follow_up)),
            Outcome::Due { tried: false, .. } => shared.set_status(Meaning::Good, text.lambda_sends()),
            Outcome::Due { follow_up, tried: true } => {
                let has_left = follow_up.status == Status::Sent;
                let meaning = if has_left { Meaning::Good } else { Meaning::Warning };
                shared.set_status(meaning, text.after_sending(&follow_up, shared.zone()));
            }
        }
    }

    fn refused(&mut self, action: &Action, why: &str) -> bool {
        let Some(dialog) = self.dialog.as_mut().filter(|dialog| dialog.awaits(action)) else { return false };
        dialog.refuse(why.to_owned());
        true
    }
}

impl State {
    /// Filters by the next status, after the last one by none: a shortcut for typing `status:…`.
    fn next_status(&mut self, shared: &mut Shared) {
        let here = self.search.text.trim().strip_prefix("status:").and_then(|status| status.parse::<Status>().ok());
        let next = match here {
            None => Some(Status::ALL[0]),
            Some(status) => Status::ALL.iter().skip_while(|s| **s != status).nth(1).copied(),
        };
        self.search_for(next.map(|status| format!("status:{status}")).unwrap_or_default());
        shared.detail_top = 0;
        shared.focus = Focus::List;
    }

    /// Moves to another follow-up during a review.
    fn step(&mut self, rows: isize, shared: &mut Shared) {
        let total = self.list.rows().len();
        self.list.cursor.move_by(rows, total);
        shared.detail_top = 0;
    }

    /// Copies the message to the terminal's clipboard.
    fn copy(&self, shared: &mut Shared) -> Requests<Self> {
        let Some(follow_up) = self.selected() else {
            shared.set_status(Meaning::Muted, shared.text.nothing_selected());
            return Vec::new();
        };
        shared.set_status(Meaning::Muted, shared.text.copied());
        vec![Request::Terminal(Call::Copy(follow_up.draft.message.clone()))]
    }

    fn add_picks(&mut self, picks: Vec<(Uuid, Pick)>, is_all: bool, shared: &mut Shared) {
        if !is_all {
            shared.set_status(Meaning::Warning, shared.text.pick_limit_reached(picks.len()));
        }
        self.picks.extend(picks);
    }
}

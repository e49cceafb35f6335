//! Decisions on follow-ups: on the one under the cursor, or on all picked ones.

use std::collections::BTreeMap;

use relance::{
    follow_up::{FollowUp, Status, Step},
    operations::Change,
};
use uuid::Uuid;

use super::{
    actions::{Action, Decided, Decision},
    dialog::{DecisionInput, OpenDialog},
    editor::Editor,
    keys::Command,
    picks::Pick,
    queries::Query,
    state::State,
};
use crate::console::{
    dialogs::{confirm::Confirm, input::InputDialog},
    focus::Focus,
    shared::Shared,
    tab::Request,
    theme::Meaning,
};

impl State {
    pub fn decide(&mut self, command: Command, shared: &mut Shared) -> Vec<Request<Query, Action>> {
        let ids = self.targets(shared);
        if ids.is_empty() {
            let message = if self.list.is_loaded { shared.text.nothing_selected() } else { shared.text.loading() };
            shared.set_status(Meaning::Muted, message);
            return Vec::new();
        }
        match command {
            Command::Approve => return self.approve(ids, shared),
            Command::Cancel => self.dialog = Some(OpenDialog::Reason(self.ask_about(ids, shared))),
            Command::Reschedule => self.dialog = Some(OpenDialog::Date(self.ask_about(ids, shared))),
            Command::Settle => self.ask_settle(ids, shared),
            Command::Edit => self.edit(shared),
            _ => self.ask_send(shared),
        }
        Vec::new()
    }

    /// What keys act on: the follow-up under review, else all picked ones, else the one under the cursor.
    fn targets(&self, shared: &Shared) -> Vec<Uuid> {
        if self.picks.is_empty() || matches!(shared.focus, Focus::Review) {
            self.selected().map(|f| f.id).into_iter().collect()
        } else {
            self.picks.ids()
        }
    }

    /// The summary in a question about several: how many there are, and how they differ.
    fn summary(&self, ids: &[Uuid], shared: &Shared) -> Option<String> {
        if ids.len() < 2 {
            return None;
        }
        let text = shared.text;
        let tally = |word: &dyn Fn(&Pick) -> String| {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            for pick in self.picks.all() {
                *counts.entry(word(pick)).or_default() += 1;
            }
            counts.into_iter().map(|(word, n)| format!("{} {word}", text.number(n))).collect::<Vec<_>>().join(" · ")
        };
        let lines = [
            text.follow_up_count(ids.len()),
            tally(&|pick| text.status_word(pick.status).to_owned()),
            tally(&|pick| text.channel_word(pick.channel).to_owned()),
            tally(&|pick| shared.strategy_name(&pick.strategy).to_owned()),
        ];
        Some(lines.join("\n"))
    }

    fn approve(&mut self, ids: Vec<Uuid>, shared: &Shared) -> Vec<Request<Query, Action>> {
        let summary = self.summary(&ids, shared);
        let action = Action::Decide { ids, decision: Decision::Approve };
        let Some(summary) = summary else { return vec![Request::Do(action)] };
        let question = format!("{}\n{summary}", shared.text.ask_approve());
        self.dialog = Some(OpenDialog::Confirm(Confirm { question, action }));
        Vec::new()
    }

    fn ask_about(&self, ids: Vec<Uuid>, shared: &Shared) -> DecisionInput {
        DecisionInput { summary: self.summary(&ids, shared), ids, dialog: InputDialog::new("") }
    }

    fn ask_settle(&mut self, ids: Vec<Uuid>, shared: &mut Shared) {
        if let Some(follow_up) = self.selected().filter(|f| ids == [f.id] && f.status != Status::Uncertain) {
            let message = shared.text.only_uncertain_are_settled(follow_up.status);
            return shared.set_status(Meaning::Warning, message);
        }
        self.dialog = Some(OpenDialog::Settle(ids));
    }

    /// The target of an action on a single follow-up; `None` if several are picked.
    fn single_target(&self, shared: &mut Shared) -> Option<&FollowUp> {
        if self.picks.len() > 1 && !matches!(shared.focus, Focus::Review) {
            shared.set_status(Meaning::Warning, shared.text.one_at_a_time());
            return None;
        }
        self.selected()
    }

    fn edit(&mut self, shared: &mut Shared) {
        let Some(follow_up) = self.single_target(shared) else { return };
        // Refused before the user writes a text that could not be saved.
        if let Err(step) = follow_up.allows(Step::Edit) {
            let message = shared.text.operation_error(&step.into(), shared.zone());
            return shared.set_status(Meaning::Warning, message);
        }
        self.dialog = Some(OpenDialog::Editor(Box::new(Editor::open(follow_up))));
    }

    fn ask_send(&mut self, shared: &mut Shared) {
        let Some(follow_up) = self.single_target(shared) else { return };
        let channel = shared.text.channel_word(follow_up.draft.channel);
        let question = shared.text.ask_send(follow_up.client_id.as_str(), channel);
        self.dialog = Some(OpenDialog::Confirm(Confirm { question, action: Action::SendNow(follow_up.id) }));
    }

    /// Undoes the last decision that is not undone yet.
    pub fn undo(&self, shared: &mut Shared) -> Vec<Request<Query, Action>> {
        if let Some(changes) = self.decisions.last() {
            return vec![Request::Do(Action::Undo(changes.clone()))];
        }
        shared.set_status(Meaning::Muted, shared.text.nothing_to_undo());
        Vec::new()
    }

    /// Reports the result of a decision; in a review, goes on to the next pending follow-up.
    pub fn decided(&mut self, decision: &Decision, decided: Decided, shared: &mut Shared) {
        for change in &decided.done {
            self.picks.remove(change.after.id);
        }
        report(shared, &decided, |shared, change| shared.text.decided(decision, &change.after, shared.zone()));
        let is_undoable = matches!(decision, Decision::Approve | Decision::Cancel { .. });
        if is_undoable && !decided.done.is_empty() {
            if matches!(shared.focus, Focus::Review) {
                self.select_next_pending(decided.done.iter().map(|change| change.after.id).collect(), shared);
            }
            self.decisions.push(decided.done);
        }
    }

    pub fn undone(&mut self, decided: &Decided, shared: &mut Shared) {
        // Removed even if the undo was refused: a second try would be refused too.
        self.decisions.pop();
        report(shared, decided, |shared, change| shared.text.undone(&change.after));
    }

    /// Goes to the next pending follow-up, if there is one in memory from here on.
    fn select_next_pending(&mut self, decided: Vec<Uuid>, shared: &mut Shared) {
        let here = self.list.cursor.selected;
        let is_next = |f: &FollowUp| f.status == Status::Pending && !decided.contains(&f.id);
        if let Some(next) = self.list.rows().iter().skip(here).position(is_next) {
            self.list.cursor.selected = here + next;
            shared.detail_top = 0;
        }
    }
}

fn report(shared: &mut Shared, decided: &Decided, describe: impl Fn(&Shared, &Change) -> String) {
    let (meaning, message) = match (&decided.done[..], &decided.refused[..]) {
        ([change], []) => (Meaning::Good, describe(shared, change)),
        ([], [(_, error)]) => (Meaning::Warning, error.message(shared)),
        (done, []) => (Meaning::Good, shared.text.done_to_all(done.len())),
        (done, [(_, error), ..]) => {
            let why = error.message(shared);
            (Meaning::Warning, shared.text.done_to_some(done.len(), decided.refused.len(), &why))
        }
    };
    shared.set_status(meaning, message);
}

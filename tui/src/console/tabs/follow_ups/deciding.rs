//! Deciding about follow-ups: the one under the cursor, or all that were picked.

use std::collections::BTreeMap;

use relance::{
    follow_up::{FollowUp, Status, Step},
    operations::Change,
};
use uuid::Uuid;

use crate::console::{
    dialogs::state::{Ask, Asked, Dialog, Editor},
    keys::Command,
    line::Line,
    message::{Decided, Decision, Deed, Effect},
    state::{Focus, State},
    tabs::follow_ups::picks::Pick,
    theme::Meaning,
    update::{start, told},
};

pub fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let ids = targets(state);
    if ids.is_empty() {
        let is_loaded = state.follow_ups.list.is_loaded;
        state.say(Meaning::Muted, if is_loaded { state.text.nothing_selected() } else { state.text.loading() });
        return;
    }
    match command {
        Command::Approve => approve(state, ids, effects),
        Command::Cancel => ask(state, Asked::Reason(ids)),
        Command::Reschedule => ask(state, Asked::Date(ids)),
        Command::Settle => settle(state, ids),
        Command::Edit => edit(state),
        _ => ask_send(state),
    }
}

/// What keys act on: the follow-up under review, else all that were picked, else the one under the cursor.
fn targets(state: &State) -> Vec<Uuid> {
    if state.follow_ups.picks.is_empty() || matches!(state.focus, Focus::Review) {
        state.follow_up().map(|f| f.id).into_iter().collect()
    } else {
        state.follow_ups.picks.ids()
    }
}

/// What a question about many tells: how many there are, and how they differ.
fn about(state: &State, ids: &[Uuid]) -> Option<String> {
    if ids.len() < 2 {
        return None;
    }
    let text = state.text;
    let tally = |word: &dyn Fn(&Pick) -> String| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for pick in state.follow_ups.picks.all() {
            *counts.entry(word(pick)).or_default() += 1;
        }
        counts.into_iter().map(|(word, n)| format!("{} {word}", text.number(n))).collect::<Vec<_>>().join(" · ")
    };
    let lines = [
        text.so_many(ids.len()),
        tally(&|pick| text.status_word(pick.status).to_owned()),
        tally(&|pick| text.channel_word(pick.channel).to_owned()),
        tally(&|pick| state.strategy_name(&pick.strategy).to_owned()),
    ];
    Some(lines.join("\n"))
}

fn approve(state: &mut State, ids: Vec<Uuid>, effects: &mut Vec<Effect>) {
    let about = about(state, &ids);
    let deed = Deed::Decide { ids, decision: Decision::Approve };
    match about {
        None => start(state, deed, effects),
        Some(about) => {
            let question = format!("{}\n{about}", state.text.ask_approve());
            state.dialog = Some(Dialog::Confirm { question, deed });
        }
    }
}

fn ask(state: &mut State, what: Asked) {
    let (Asked::Reason(ids) | Asked::Date(ids)) = &what else { return };
    let about = about(state, ids);
    state.dialog = Some(Dialog::Ask(Box::new(Ask { what, about, line: Line::new(""), error: None, marked: None })));
}

fn settle(state: &mut State, ids: Vec<Uuid>) {
    if let Some(follow_up) = state.follow_up().filter(|f| ids == [f.id] && f.status != Status::Uncertain) {
        let told = state.text.only_uncertain_are_settled(follow_up.status);
        state.say(Meaning::Warning, told);
        return;
    }
    state.dialog = Some(Dialog::Settle(ids));
}

/// One at a time, whatever was picked.
fn one(state: &mut State) -> Option<FollowUp> {
    if state.follow_ups.picks.len() > 1 && !matches!(state.focus, Focus::Review) {
        state.say(Meaning::Warning, state.text.one_at_a_time());
        return None;
    }
    state.follow_up().cloned()
}

fn edit(state: &mut State) {
    let Some(follow_up) = one(state) else { return };
    // Said before a text is written that could not be saved.
    if let Err(step) = follow_up.allows(Step::Edit) {
        let told = state.text.operation_error(&step.into(), state.zone());
        state.say(Meaning::Warning, told);
        return;
    }
    state.dialog = Some(Dialog::Editor(Box::new(Editor::open(&follow_up))));
}

fn ask_send(state: &mut State) {
    let Some(follow_up) = one(state) else { return };
    let channel = state.text.channel_word(follow_up.draft.channel);
    let question = state.text.ask_send(follow_up.client_id.as_str(), channel);
    state.dialog = Some(Dialog::Confirm { question, deed: Deed::SendNow(follow_up.id) });
}

/// Takes back the last decision that has not been.
pub fn take_back(state: &mut State, effects: &mut Vec<Effect>) {
    match state.follow_ups.decisions.last().cloned() {
        Some(changes) => start(state, Deed::TakeBack(changes), effects),
        None => state.say(Meaning::Muted, state.text.nothing_to_take_back()),
    }
}

/// What came of a decision; in a review, the next one that waits comes before the eyes.
pub fn decided(state: &mut State, decision: &Decision, decided: Decided) {
    for change in &decided.done {
        state.follow_ups.picks.remove(change.after.id);
    }
    tell(state, &decided, |state, change| state.text.decided(decision, &change.after, state.zone()));
    let is_undoable = matches!(decision, Decision::Approve | Decision::Cancel { .. });
    if is_undoable && !decided.done.is_empty() {
        if matches!(state.focus, Focus::Review) {
            go_on(state, decided.done.iter().map(|change| change.after.id).collect());
        }
        state.follow_ups.decisions.push(decided.done);
    }
}

pub fn taken_back(state: &mut State, decided: Decided) {
    // Whether or not it could be: asking again would come to the same.
    state.follow_ups.decisions.pop();
    tell(state, &decided, |state, change| state.text.taken_back(&change.after));
}

fn tell(state: &mut State, decided: &Decided, say: impl Fn(&State, &Change) -> String) {
    let (meaning, told) = match (&decided.done[..], &decided.refused[..]) {
        ([change], []) => (Meaning::Good, say(state, change)),
        ([], [(_, trouble)]) => (Meaning::Warning, told(state, trouble)),
        (done, []) => (Meaning::Good, state.text.done_to_all(done.len())),
        (done, [(_, trouble), ..]) => {
            let why = told(state, trouble);
            (Meaning::Warning, state.text.done_to_some(done.len(), decided.refused.len(), &why))
        }
    };
    state.say(meaning, told);
}

/// To the next follow-up that waits for a person, if the list shows one below.
fn go_on(state: &mut State, decided: Vec<Uuid>) {
    let list = &mut state.follow_ups.list;
    let here = list.cursor.selected;
    let is_next = |f: &FollowUp| f.status == Status::Pending && !decided.contains(&f.id);
    if let Some(next) = list.rows().iter().skip(here).position(is_next) {
        list.cursor.selected = here + next;
        state.detail_top = 0;
    }
}

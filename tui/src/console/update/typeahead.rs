//! Keys typed ahead: a fast user, or one on a slow line, presses a key while the action or the query of the last one
//! is still running.
//!
//! A key that acts on rows waits for its rows, and all later keys wait behind it, so that they act in the order they
//! were pressed. If the action or the query fails, the waiting keys are dropped: they assumed its success.

use crossterm::event::KeyEvent;
use relance::operator::Right;

use crate::console::{
    commands::{self, ALWAYS},
    keys::{self, CommandInfo},
    message::Effect,
    state::State,
    update::keys::on_key,
};

/// Most keys that wait.
const MAX_KEYS: usize = 256;

/// Handles a key now, or queues it until its rows are read or the running action is recorded.
pub fn handle_key(state: &mut State, key: KeyEvent, effects: &mut Vec<Effect>) {
    let is_for_now = keys::find(ALWAYS, key).is_some();
    if is_for_now || (state.typeahead.is_empty() && !must_wait(state, key)) {
        on_key(state, key, effects);
    } else if state.typeahead.len() < MAX_KEYS {
        state.typeahead.push_back(key);
    }
}

/// After an answer, handles the waiting keys up to the next one that must wait; after a failure, drops them all.
pub fn resume(state: &mut State, is_done: bool, effects: &mut Vec<Effect>) {
    if !is_done {
        state.typeahead.clear();
    }
    while let Some(key) = state.typeahead.front().copied() {
        if must_wait(state, key) {
            return;
        }
        state.typeahead.pop_front();
        on_key(state, key, effects);
    }
}

fn must_wait(state: &State, key: KeyEvent) -> bool {
    if state.dialog().is_some() {
        return false;
    }
    let Some(command) = commands::find(&state.tabs, state.tab, &state.shared.focus, key) else { return false };
    let is_recording = state.running.is_some_and(|action| action.is_short);
    (command.needs() != Right::See && is_recording) || (command.acts_on_rows() && is_reading(state))
}

/// Whether the rows that were asked for are still being read.
fn is_reading(state: &State) -> bool {
    !state.page().is_settled(&state.shared) && !state.jobs.is_idle() && state.outage.is_none()
}

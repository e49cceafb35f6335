//! Keys typed ahead: whoever reviews fast presses the next decision while the last one is still being recorded.
//!
//! Such a key waits, and all that follow it, so that they act in the order they were pressed and on the follow-up they
//! were meant for. Where the decision fails they are thrown away: they were meant for another course of things.

use crossterm::event::KeyEvent;

use crate::console::{
    keys::{self, Command},
    message::Effect,
    state::State,
    update::on_key,
};

/// Keys that wait at most.
const MOST: usize = 256;

/// Takes a key, now or once the decision is recorded.
pub fn take(state: &mut State, key: KeyEvent, effects: &mut Vec<Effect>) {
    let command = keys::command(&state.contexts(), key);
    let is_for_now = matches!(command, Some(Command::Stop | Command::Suspend));
    if is_for_now || (state.ahead.is_empty() && !must_wait(state, command)) {
        on_key(state, key, effects);
    } else if state.ahead.len() < MOST {
        state.ahead.push_back(key);
    }
}

/// After a decision: takes the keys that waited for it, up to the next one that must wait.
pub fn catch_up(state: &mut State, effects: &mut Vec<Effect>) {
    while let Some(key) = state.ahead.front().copied() {
        if must_wait(state, keys::command(&state.contexts(), key)) {
            return;
        }
        state.ahead.pop_front();
        on_key(state, key, effects);
    }
}

fn must_wait(state: &State, command: Option<Command>) -> bool {
    let acts = command.is_some_and(|command| command.needs().is_some());
    acts && state.dialog.is_none() && state.work.is_some_and(|work| work.is_short)
}

//! Keys typed ahead: whoever is fast, or behind a slow line, presses the next key while what the last one asked for is
//! still being recorded or read.
//!
//! A key that acts on rows waits for the rows it was meant for, and all keys that follow it wait too, so that they act in
//! the order they were pressed. Where the action or the read fails they are thrown away: they were meant for another
//! course of things.

use crossterm::event::KeyEvent;

use crate::console::{
    commands::{self, ALWAYS},
    keys::{self, Act},
    message::Effect,
    state::State,
    update::keys::on_key,
};

/// Keys that wait at most.
const MOST: usize = 256;

/// Takes a key, now or once it can do what it was pressed for.
pub fn take(state: &mut State, key: KeyEvent, effects: &mut Vec<Effect>) {
    let is_for_now = keys::find(ALWAYS, key).is_some();
    if is_for_now || (state.ahead.is_empty() && !must_wait(state, key)) {
        on_key(state, key, effects);
    } else if state.ahead.len() < MOST {
        state.ahead.push_back(key);
    }
}

/// After an answer: takes the keys that waited for it, up to the next one that must wait; after a failure none.
pub fn go_on(state: &mut State, is_done: bool, effects: &mut Vec<Effect>) {
    if !is_done {
        state.ahead.clear();
    }
    while let Some(key) = state.ahead.front().copied() {
        if must_wait(state, key) {
            return;
        }
        state.ahead.pop_front();
        on_key(state, key, effects);
    }
}

fn must_wait(state: &State, key: KeyEvent) -> bool {
    if state.dialog().is_some() {
        return false;
    }
    let Some(command) = commands::find(&state.tabs, state.tab, &state.shared.focus, key) else { return false };
    let is_recording = state.work.is_some_and(|work| work.is_short);
    (command.needs().is_some() && is_recording) || (command.acts_on_rows() && is_reading(state))
}

/// Whether the rows on the screen, if any, are not yet those that were asked for.
fn is_reading(state: &State) -> bool {
    !state.page().is_settled(&state.shared) && !state.jobs.is_idle() && state.outage.is_none()
}

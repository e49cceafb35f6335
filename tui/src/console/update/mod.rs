//! The only code that changes the state: a message in, effects out. Nothing here waits or does I/O.

use crate::console::{
    message::{Effect, Message},
    state::{Outage, State},
};

mod commands;
mod keys;
mod mouse;
mod navigation;
mod queries;
mod requests;
mod typeahead;

pub use keys::is_harmless;

pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Clock(now) => state.shared.now = now,
        Message::Resize(columns, rows) => state.resize(columns, rows),
        Message::Key(key) => {
            state.shared.is_changed = true;
            typeahead::handle_key(state, key, &mut effects);
        }
        Message::Mouse(event) => mouse::on_mouse(state, event, &mut effects),
        Message::Paste(text) => {
            state.shared.is_changed = true;
            keys::paste(state, &text);
        }
        Message::DatabaseChanged => queries::refresh_if_idle(state, &mut effects),
        Message::Beat => {
            if state.outage.as_mut().is_some_and(Outage::beat) {
                queries::refresh_list(state, &mut effects);
            }
        }
        Message::Idle => queries::run_idle_query(state, &mut effects),
        Message::Answered(query, result) => {
            let is_answered = queries::on_answer(state, &query, result, &mut effects);
            typeahead::resume(state, is_answered, &mut effects);
        }
        Message::Progress(stage, done, total) => state.progress(stage, done, total),
        Message::Done(done) => {
            state.running = None;
            state.shared.is_changed = true;
            let is_done = state.tabs.done(done, &mut state.shared);
            typeahead::resume(state, is_done, &mut effects);
            queries::refresh(state, &mut effects);
        }
    }
    queries::sync_view(state, &mut effects);
    effects
}

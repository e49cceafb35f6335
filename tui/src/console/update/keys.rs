//! Routes keys and pasted texts: to the open dialog, to a command, or into a filter.

use crossterm::event::{KeyCode, KeyEvent};
use relance::operator::Right;

use crate::console::{
    commands::{self, ALWAYS, Command},
    dialogs::{Dialog, palette::Picked},
    focus::Focus,
    keys::{self, CommandInfo},
    message::Effect,
    state::{Overlay, State},
    theme::Meaning,
    update::{commands::run, requests},
};

/// Whether a key may be handled before it is known whether a hand has typed it: it writes into a field, where pasted
/// text goes as well, or it asks for no right and does not end the console.
pub fn is_harmless(state: &State, event: KeyEvent) -> bool {
    let is_character = matches!(event.code, KeyCode::Char(_));
    match (state.dialog(), &state.shared.focus) {
        (Some(dialog), _) => is_character && dialog.takes_text(),
        (None, Focus::Search(_)) => is_character,
        (None, _) => commands::find(&state.tabs, state.tab, &state.shared.focus, event)
            .is_none_or(|command| command.needs() == Right::See && command != Command::Quit),
    }
}

pub fn on_key(state: &mut State, event: KeyEvent, effects: &mut Vec<Effect>) {
    let event = keys::normalised(event);
    match keys::find(ALWAYS, event) {
        Some(Command::Stop) => return stop(state),
        Some(command) => return run(state, command, effects),
        None => {}
    }
    if let Some(overlay) = state.overlay.take() {
        on_overlay(state, overlay, event, effects);
    } else if state.page().dialog().is_some() {
        let requests = state.tabs.on_dialog_key(state.tab, event, &mut state.shared);
        requests::perform(state, requests, effects);
    } else if let Some(command) = commands::find(&state.tabs, state.tab, &state.shared.focus, event) {
        run(state, command, effects);
    } else if let Focus::Search(line) = &mut state.shared.focus
        && line.input(event)
    {
        let text = line.text();
        state.page_mut().search_for(text);
    }
}

/// `overlay` was taken out of the state: it goes back unless the key closes it.
fn on_overlay(state: &mut State, overlay: Overlay, event: KeyEvent, effects: &mut Vec<Effect>) {
    match overlay {
        Overlay::Help(mut help) => {
            if help.on_key(event, &state.shared) {
                state.overlay = Some(Overlay::Help(help));
            }
        }
        Overlay::Palette(mut palette) => match palette.on_key(event, state.shared.text) {
            Picked::Nothing => state.overlay = Some(Overlay::Palette(palette)),
            Picked::Dismissed => {}
            Picked::Chosen(entry) => match entry.command {
                Some(command) => run(state, command, effects),
                None => {
                    let text = state.shared.text;
                    state.shared.set_status(Meaning::Warning, text.works_elsewhere(text.of(entry.row.section)));
                }
            },
        },
    }
}

/// Ends the console. A dialog asks about a changed text first; a second Control-C discards it.
fn stop(state: &mut State) {
    let is_held = state.page_mut().dialog_mut().is_some_and(|dialog| dialog.blocks_quit());
    state.is_over |= !is_held;
}

/// Puts pasted text into the open field; without one it is dropped, and the user is told.
pub fn paste(state: &mut State, text: &str) {
    let is_searching = matches!(state.shared.focus, Focus::Search(_));
    if !state.dialog().map_or(is_searching, |dialog| dialog.takes_text()) {
        return state.shared.set_status(Meaning::Warning, state.shared.text.pasted_nowhere());
    }
    if let Some(overlay) = &mut state.overlay {
        match overlay {
            Overlay::Help(help) => help.paste(text, &mut state.shared),
            Overlay::Palette(palette) => palette.paste(text, &mut state.shared),
        }
        return;
    }
    let page = state.tabs.page_mut(state.tab);
    if let Some(dialog) = page.dialog_mut() {
        dialog.paste(text, &mut state.shared);
    } else if let Focus::Search(line) = &mut state.shared.focus {
        line.paste(text);
        page.search_for(line.text());
    }
}

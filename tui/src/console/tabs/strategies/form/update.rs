//! Keys while a strategy is being written.

use crossterm::event::KeyEvent;

use crate::console::{
    dialogs::state::Dialog,
    keys::Command,
    message::{Deed, Effect, Query},
    state::State,
    tabs::strategies::form::state::{Flaw, Form, Input, Slot},
    update::start,
};

pub fn on_form(
    state: &mut State,
    mut form: Box<Form>,
    command: Option<Command>,
    key: KeyEvent,
    effects: &mut Vec<Effect>,
) -> Option<Dialog> {
    if form.asking {
        match command {
            Some(Command::Yes) => return None,
            Some(Command::No | Command::Dismiss) => form.asking = false,
            _ => {}
        }
        return Some(Dialog::Form(form));
    }
    let in_area = matches!(form.cells[form.at].input, Input::Area(_));
    match command {
        Some(Command::Dismiss | Command::Quit) if form.is_changed() => form.asking = true,
        Some(Command::Dismiss | Command::Quit) => return None,
        Some(Command::Save) => save(state, &mut form, effects),
        Some(Command::AddRow) => form.add_row(),
        Some(Command::RemoveRow) => form.remove_row(),
        // Up and down are the text's own inside a text of several lines.
        Some(Command::Down) if !(in_area && key.code == crossterm::event::KeyCode::Down) => form.step(1),
        Some(Command::Up) if !(in_area && key.code == crossterm::event::KeyCode::Up) => form.step(-1),
        Some(Command::NextChoice) if form.choose(1, state.text) => {}
        Some(Command::PreviousChoice) if form.choose(-1, state.text) => {}
        _ => {
            match &mut form.cells[form.at].input {
                Input::Line(line) => drop(line.input(key)),
                Input::Area(area) => drop(area.input(key)),
                Input::Choice(_) => {}
            };
        }
    }
    look_ahead(state, &mut form, effects);
    Some(Dialog::Form(form))
}

/// Says what is wrong as it stands, or asks what it would do.
pub fn look_ahead(state: &mut State, form: &mut Form, effects: &mut Vec<Effect>) {
    match form.strategy() {
        Ok(strategy) => {
            form.error = None;
            if form.previewed.as_ref() != Some(&strategy) {
                form.previewed = Some(strategy.clone());
                effects.extend(state.jobs.ask(Query::Preview(Box::new(strategy))).map(Effect::ask));
            }
        }
        Err(flaw) => form.error = Some(told(state, &flaw)),
    }
}

fn told(state: &State, flaw: &Flaw) -> String {
    match flaw {
        Flaw::Strategy(error) => state.text.strategy_error(error),
        Flaw::Condition(error) => state.text.condition_error(error),
        Flaw::Cell(Slot::Cooldown) => state.text.cooldown_wanted().to_owned(),
        Flaw::Cell(_) => state.text.window_wanted().to_owned(),
    }
}

fn save(state: &mut State, form: &mut Form, effects: &mut Vec<Effect>) {
    match form.strategy() {
        Ok(strategy) => {
            let deed = Deed::SaveStrategy { strategy: Box::new(strategy), seen: form.seen.clone().map(Box::new) };
            start(state, deed, effects);
        }
        Err(flaw) => form.error = Some(told(state, &flaw)),
    }
}

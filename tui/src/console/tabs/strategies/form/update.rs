//! Keys of the form.

use crossterm::event::{KeyCode, KeyEvent};
use relance::strategy::Strategy;

use super::{
    cells::{Input, Slot},
    state::Form,
    strategy::FormError,
};
use crate::console::{
    dialogs::confirm,
    keys::{self, Section, code, ctrl, section},
    shared::Shared,
    tabs::strategies::queries::Action,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Save,
    Down,
    Up,
    NextChoice,
    PreviousChoice,
    AddRow,
    RemoveRow,
    Quit,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Stratégie à écrire", "Strategy being written":
    [ctrl('s')] Command::Save, Shown, "enregistrer", "save";
    [code(KeyCode::Tab), code(KeyCode::Down)] Command::Down, Shown, "champ suivant", "next field";
    [code(KeyCode::BackTab), code(KeyCode::Up)] Command::Up, Hidden, "champ précédent", "previous field";
    [code(KeyCode::Right)] Command::NextChoice, Shown, "autre choix", "other choice";
    [code(KeyCode::Left)] Command::PreviousChoice, Hidden, "choix précédent", "previous choice";
    [code(KeyCode::Insert), ctrl('a')] Command::AddRow, Shown, "ajouter une ligne", "add a row";
    [ctrl('d')] Command::RemoveRow, Shown, "ôter la ligne", "remove the row";
    [ctrl('q')] Command::Quit, Hidden, "quitter", "quit";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

/// What a key did.
#[derive(Debug)]
pub enum KeyResult {
    Stay,
    Close,
    Save(Action),
}

impl Form {
    pub fn on_key(&mut self, event: KeyEvent, shared: &mut Shared) -> KeyResult {
        if self.asking {
            return self.on_answer(event);
        }
        let in_area = matches!(self.cells[self.at].input, Input::Area(_));
        let mut result = KeyResult::Stay;
        match keys::find(KEYS, event) {
            Some(Command::Dismiss | Command::Quit) if self.is_changed() => self.asking = true,
            Some(Command::Dismiss | Command::Quit) => return KeyResult::Close,
            Some(Command::Save) => result = self.save(),
            Some(Command::AddRow) => self.add_row(),
            Some(Command::RemoveRow) => self.remove_row(),
            // In a cell of several lines, Up and Down move inside the text.
            Some(Command::Down) if !(in_area && event.code == KeyCode::Down) => self.step(1),
            Some(Command::Up) if !(in_area && event.code == KeyCode::Up) => self.step(-1),
            Some(Command::NextChoice) if self.choose(1, shared.text) => {}
            Some(Command::PreviousChoice) if self.choose(-1, shared.text) => {}
            _ => match &mut self.cells[self.at].input {
                Input::Line(line) => drop(line.input(event)),
                Input::Area(area) => drop(area.input(event)),
                Input::Choice(_) => {}
            },
        }
        self.refresh_preview(shared);
        result
    }

    fn on_answer(&mut self, event: KeyEvent) -> KeyResult {
        match keys::find(confirm::KEYS, event) {
            Some(confirm::Command::Yes) => return KeyResult::Close,
            Some(confirm::Command::No | confirm::Command::Dismiss) => self.asking = false,
            None => {}
        }
        KeyResult::Stay
    }

    /// Shows why the form is invalid, or asks for a preview once the user stops typing.
    pub fn refresh_preview(&mut self, shared: &mut Shared) {
        match self.strategy() {
            Ok(strategy) => {
                self.error = None;
                shared.has_idle_query |= self.previewed.as_ref() != Some(&strategy);
            }
            Err(error) => self.error = Some(error_message(shared, &error)),
        }
    }

    /// The strategy to preview, unless it is invalid or already previewed.
    pub fn next_preview(&mut self) -> Option<Strategy> {
        let strategy = self.strategy().ok().filter(|strategy| self.previewed.as_ref() != Some(strategy))?;
        self.previewed = Some(strategy.clone());
        Some(strategy)
    }

    /// Does nothing with an invalid form: [`Form::refresh_preview`] shows why.
    fn save(&self) -> KeyResult {
        let Ok(strategy) = self.strategy() else { return KeyResult::Stay };
        KeyResult::Save(Action::Save { strategy: Box::new(strategy), seen: self.seen.clone().map(Box::new) })
    }
}

fn error_message(shared: &Shared, error: &FormError) -> String {
    match error {
        FormError::Strategy(error) => shared.text.strategy_error(error),
        FormError::Condition(error) => shared.text.condition_error(error),
        FormError::Cell(Slot::Cooldown) => shared.text.cooldown_wanted().to_owned(),
        FormError::Cell(_) => shared.text.window_wanted().to_owned(),
    }
}

//! Keys of the editor.

use crossterm::event::{KeyCode, KeyEvent};

use super::state::{Editor, Field, Leaving};
use crate::console::{
    dialogs::confirm,
    keys::{self, Section, code, ctrl, section},
    shared::Shared,
    tabs::follow_ups::actions::Action,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Save,
    OtherField,
    Quit,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Éditeur", "Editor":
    [ctrl('s')] Command::Save, Shown, "enregistrer", "save";
    [code(KeyCode::Tab), code(KeyCode::BackTab)] Command::OtherField, Shown, "objet ou message", "subject or message";
    [ctrl('q')] Command::Quit, Fixed, "quitter", "quit";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

/// What a key did.
#[derive(Debug)]
pub enum KeyResult {
    Stay,
    Close,
    Quit,
    Save(Action),
}

impl Editor {
    pub fn on_key(&mut self, event: KeyEvent, shared: &Shared) -> KeyResult {
        if let Some(leaving) = self.asking {
            return self.on_answer(leaving, event);
        }
        match keys::find(KEYS, event) {
            Some(Command::Dismiss) => return self.leave(Leaving::Close),
            Some(Command::Quit) => return self.leave(Leaving::Quit),
            Some(Command::Save) if self.is_changed() => return KeyResult::Save(self.saving()),
            Some(Command::Save) => self.error = Some(shared.text.unchanged().to_owned()),
            Some(Command::OtherField) => {
                self.field = match self.field {
                    Field::Message if self.has_subject() => Field::Subject,
                    _ => Field::Message,
                };
            }
            None => self.write(event),
        }
        KeyResult::Stay
    }

    fn on_answer(&mut self, leaving: Leaving, event: KeyEvent) -> KeyResult {
        match (keys::find(confirm::KEYS, event), leaving) {
            (Some(confirm::Command::Yes), Leaving::Close) => return KeyResult::Close,
            (Some(confirm::Command::Yes), Leaving::Quit) => return KeyResult::Quit,
            (Some(confirm::Command::No | confirm::Command::Dismiss), _) => self.asking = None,
            (None, _) => {}
        }
        KeyResult::Stay
    }

    fn leave(&mut self, leaving: Leaving) -> KeyResult {
        if self.is_changed() {
            self.asking = Some(leaving);
            return KeyResult::Stay;
        }
        match leaving {
            Leaving::Close => KeyResult::Close,
            Leaving::Quit => KeyResult::Quit,
        }
    }

    fn write(&mut self, event: KeyEvent) {
        let is_typed = match self.field {
            Field::Subject => self.subject.input(event),
            Field::Message => self.message.input(event),
        };
        if is_typed {
            self.error = None;
        }
    }

    fn saving(&self) -> Action {
        let (subject, message) = self.text();
        Action::Edit { id: self.id, subject, message, seen: self.seen.clone() }
    }
}

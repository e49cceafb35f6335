//! What keys do while a dialog is open.

use crossterm::event::KeyEvent;

use crate::console::{
    keys::Command,
    message::{Deed, Effect},
    state::{
        Dialog, State,
        dialog::{Ask, Asked, Editor, EditorField, Leaving},
    },
    update::start,
    view::help,
    when::{self, Unclear},
};

/// `dialog` was taken out of the state: it goes back unless the key closes it.
pub fn on_key(state: &mut State, dialog: Dialog, command: Option<Command>, key: KeyEvent, effects: &mut Vec<Effect>) {
    state.dialog = match dialog {
        Dialog::Help { top } => {
            let rows = match command {
                Some(Command::Up) => -1,
                Some(Command::Down) => 1,
                Some(Command::PageUp) => -help::PAGE,
                Some(Command::PageDown) => help::PAGE,
                _ => 0,
            };
            let top = top.saturating_add_signed(rows).min(help::overflow(state));
            (command != Some(Command::Dismiss)).then_some(Dialog::Help { top })
        }
        Dialog::Confirm { question, deed } => match command {
            Some(Command::Yes) => {
                start(state, deed, effects);
                None
            }
            Some(Command::No) => None,
            _ => Some(Dialog::Confirm { question, deed }),
        },
        Dialog::Ask(ask) => on_ask(state, ask, command, key, effects),
        Dialog::Editor(editor) => on_editor(state, editor, command, key, effects),
    };
}

fn on_ask(
    state: &mut State,
    mut ask: Box<Ask>,
    command: Option<Command>,
    key: KeyEvent,
    effects: &mut Vec<Effect>,
) -> Option<Dialog> {
    match command {
        Some(Command::Dismiss) => return None,
        Some(Command::Accept) => match deed(state, &ask) {
            // It stays open until the answer is there: what was refused can then be mended.
            Ok(deed) => start(state, deed, effects),
            Err(error) => ask.error = Some(error),
        },
        _ => {
            if ask.line.input(key) {
                ask.error = None;
            }
        }
    }
    Some(Dialog::Ask(ask))
}

fn deed(state: &State, ask: &Ask) -> Result<Deed, String> {
    let text = ask.line.text();
    match ask.what {
        Asked::Reason(id) => Ok(Deed::Cancel { id, reason: text.trim().to_owned() }),
        Asked::Setting(key) => Ok(Deed::Set { key, value: text }),
        Asked::Date(id) => {
            let settings = state.settings.as_ref().ok_or_else(|| state.text.wait_for_settings().to_owned())?;
            match when::read(&text, &settings.calendar(), state.now) {
                Ok(at) => Ok(Deed::Reschedule { id, at }),
                Err(Unclear::NotADate) => Err(state.text.not_a_date().to_owned()),
                Err(Unclear::Past) => Err(state.text.past().to_owned()),
            }
        }
    }
}

fn on_editor(
    state: &mut State,
    mut editor: Box<Editor>,
    command: Option<Command>,
    key: KeyEvent,
    effects: &mut Vec<Effect>,
) -> Option<Dialog> {
    match (editor.asking, command) {
        (Some(Leaving::Close), Some(Command::Yes)) => return None,
        (Some(Leaving::Quit), Some(Command::Yes)) => {
            state.is_over = true;
            return None;
        }
        (Some(_), Some(Command::No)) => editor.asking = None,
        (Some(_), _) => {}
        (None, Some(Command::Dismiss)) if editor.is_changed() => editor.asking = Some(Leaving::Close),
        (None, Some(Command::Dismiss)) => return None,
        (None, Some(Command::Quit)) if editor.is_changed() => editor.asking = Some(Leaving::Quit),
        (None, Some(Command::Quit)) => {
            state.is_over = true;
            return None;
        }
        (None, Some(Command::Save)) if !editor.is_changed() => {
            editor.error = Some(state.text.unchanged().to_owned());
        }
        (None, Some(Command::Save)) => start(state, editor.saving(), effects),
        (None, Some(Command::OtherField)) => {
            editor.field = match editor.field {
                EditorField::Message if editor.has_subject() => EditorField::Subject,
                _ => EditorField::Message,
            };
        }
        (None, _) => {
            let typed = match editor.field {
                EditorField::Subject => editor.subject.input(key),
                EditorField::Message => editor.message.input(key),
            };
            if typed {
                editor.error = None;
            }
        }
    }
    Some(Dialog::Editor(editor))
}

//! What keys do while a dialog is open.

use crossterm::event::KeyEvent;
use uuid::Uuid;

use crate::console::{
    dialogs::{
        help,
        palette::state::Palette,
        state::{Ask, Asked, Dialog, Editor, EditorField, Leaving},
    },
    keys::Command,
    message::{Decision, Deed, Effect, Query},
    state::State,
    tabs::{
        follow_ups::when::{self, Unclear},
        strategies::form,
    },
    theme::Meaning,
    update::{commands, start},
};

/// The settings that mark clients.
const THRESHOLDS: [&str; 3] = ["high_risk_threshold", "low_engagement_threshold", "critical_inactivity_days"];

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
            Some(Command::No | Command::Dismiss) => None,
            _ => Some(Dialog::Confirm { question, deed }),
        },
        Dialog::Settle(ids) => match command {
            Some(Command::Yes | Command::No) => {
                let decision = Decision::Settle { left: command == Some(Command::Yes) };
                start(state, Deed::Decide { ids, decision }, effects);
                None
            }
            Some(Command::Dismiss) => None,
            _ => Some(Dialog::Settle(ids)),
        },
        Dialog::Palette(palette) => on_palette(state, palette, command, key, effects),
        Dialog::Form(form) => form::update::on_form(state, form, command, key, effects),
        Dialog::Ask(ask) => on_ask(state, ask, command, key, effects),
        Dialog::Editor(editor) => on_editor(state, editor, command, key, effects),
    };
}

fn on_palette(
    state: &mut State,
    mut palette: Box<Palette>,
    command: Option<Command>,
    key: KeyEvent,
    effects: &mut Vec<Effect>,
) -> Option<Dialog> {
    let found = palette.found(state.text);
    match command {
        Some(Command::Dismiss) => return None,
        Some(Command::Accept) => {
            let binding = found.get(palette.selected)?;
            if palette.works(binding) {
                commands::run(state, binding.command, effects);
                // What it opened stands where the palette stood.
                return state.dialog.take();
            }
            let told = state.text.works_elsewhere(state.text.context(binding.context));
            state.say(Meaning::Warning, told);
            return None;
        }
        Some(Command::Up) => palette.selected = palette.selected.saturating_sub(1),
        Some(Command::Down) => palette.selected = (palette.selected + 1).min(found.len().saturating_sub(1)),
        _ => {
            if palette.line.input(key) {
                palette.selected = 0;
            }
        }
    }
    Some(Dialog::Palette(palette))
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
                effects.extend(threshold_counts(state, &ask).and_then(|query| state.jobs.ask(query)).map(Effect::ask));
            }
        }
    }
    Some(Dialog::Ask(ask))
}

/// Asks whom a threshold would mark with the value that is typed, where it is one.
pub fn threshold_counts(state: &State, ask: &Ask) -> Option<Query> {
    let Asked::Setting(key) = ask.what else { return None };
    if !THRESHOLDS.contains(&key) {
        return None;
    }
    let mut settings = state.settings.clone()?;
    settings.set(key, ask.line.text().trim()).ok()?;
    Some(Query::ThresholdCounts(Box::new(settings)))
}

fn deed(state: &State, ask: &Ask) -> Result<Deed, String> {
    let text = ask.line.text();
    let decide = |ids: &[Uuid], decision| Deed::Decide { ids: ids.to_vec(), decision };
    match &ask.what {
        Asked::Reason(ids) => Ok(decide(ids, Decision::Cancel { reason: text.trim().to_owned() })),
        Asked::Setting(key) => Ok(Deed::Set { key, value: text }),
        Asked::Date(ids) => {
            let settings = state.settings.as_ref().ok_or_else(|| state.text.wait_for_settings().to_owned())?;
            match when::read(&text, &settings.calendar(), state.now) {
                Ok(at) => Ok(decide(ids, Decision::Reschedule { at })),
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
        (Some(_), Some(Command::No | Command::Dismiss)) => editor.asking = None,
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

//! Dialogs before a decision: for a confirmation, a reason or a date.

use crossterm::event::KeyEvent;
use ratatui::{Frame, layout::Rect};
use relance::date_input::{self, DateError};
use uuid::Uuid;

use super::{
    actions::{Action, Decision},
    editor::{Editor, KeyResult},
    queries::Query,
};
use crate::console::{
    dialogs::{
        Dialog,
        confirm::{self, Confirm},
        input::{self, InputDialog, InputEvent},
    },
    keys::{self, Row},
    shared::Shared,
    tab::Request,
};

/// The open dialog.
#[derive(Debug)]
pub enum OpenDialog {
    Confirm(Confirm<Action>),
    /// Asks whether uncertain ones have left.
    Settle(Vec<Uuid>),
    /// Asks why they are cancelled.
    Reason(DecisionInput),
    /// Asks for their new date.
    Date(DecisionInput),
    Editor(Box<Editor>),
}

/// A line to fill in about one follow-up or several.
#[derive(Debug)]
pub struct DecisionInput {
    pub ids: Vec<Uuid>,
    /// The summary, if there are several.
    pub summary: Option<String>,
    pub dialog: InputDialog,
}

/// The dialog, if it stays open, and the request that follows.
type Next = (Option<OpenDialog>, Option<Request<Query, Action>>);

impl OpenDialog {
    pub fn on_key(self, event: KeyEvent, shared: &Shared) -> Next {
        match self {
            Self::Confirm(confirm) => {
                let mut open = Some(confirm);
                let action = Confirm::on_key(&mut open, event);
                (open.map(Self::Confirm), action.map(Request::Do))
            }
            Self::Settle(ids) => match keys::find(confirm::KEYS, event) {
                Some(confirm::Command::Dismiss) => (None, None),
                Some(answer) => {
                    let decision = Decision::Settle { left: answer == confirm::Command::Yes };
                    (None, Some(Request::Do(Action::Decide { ids, decision })))
                }
                None => (Some(Self::Settle(ids)), None),
            },
            Self::Reason(input) => {
                input.on_key(event, Self::Reason, |reason| Ok(Decision::Cancel { reason: reason.trim().to_owned() }))
            }
            Self::Date(input) => input.on_key(event, Self::Date, |date| {
                let settings = shared.settings().ok_or_else(|| shared.text.wait_for_settings())?;
                match date_input::parse(date, &settings.calendar(), shared.now) {
                    Ok(at) => Ok(Decision::Reschedule { at }),
                    Err(DateError::NotADate) => Err(shared.text.not_a_date()),
                    Err(DateError::Past) => Err(shared.text.past()),
                }
            }),
            Self::Editor(mut editor) => match editor.on_key(event, shared) {
                KeyResult::Stay => (Some(Self::Editor(editor)), None),
                KeyResult::Close => (None, None),
                KeyResult::Quit => (None, Some(Request::Quit)),
                KeyResult::Save(action) => (Some(Self::Editor(editor)), Some(Request::Do(action))),
            },
        }
    }

    /// Whether this dialog started the action and waits for its result.
    pub fn awaits(&self, action: &Action) -> bool {
        match (self, action) {
            (Self::Editor(editor), Action::Edit { id, .. }) => editor.id == *id,
            (Self::Reason(input), Action::Decide { ids, decision: Decision::Cancel { .. } })
            | (Self::Date(input), Action::Decide { ids, decision: Decision::Reschedule { .. } }) => input.ids == *ids,
            _ => false,
        }
    }

    /// Shows in the dialog why the action failed.
    pub fn refuse(&mut self, why: String) {
        match self {
            Self::Reason(input) | Self::Date(input) => input.dialog.error = Some(why),
            Self::Editor(editor) => editor.error = Some(why),
            Self::Confirm(_) | Self::Settle(_) => {}
        }
    }
}

impl DecisionInput {
    /// The dialog stays open until the result arrives, so that a refused text can be corrected.
    fn on_key(
        mut self,
        event: KeyEvent,
        open: impl Fn(Self) -> OpenDialog,
        decide: impl Fn(&str) -> Result<Decision, &'static str>,
    ) -> Next {
        match self.dialog.on_key(event) {
            InputEvent::Dismissed => return (None, None),
            InputEvent::Accepted => match decide(&self.dialog.line.text()) {
                Ok(decision) => {
                    let action = Action::Decide { ids: self.ids.clone(), decision };
                    return (Some(open(self)), Some(Request::Do(action)));
                }
                Err(error) => self.dialog.error = Some(error.to_owned()),
            },
            InputEvent::Typed | InputEvent::Nothing => {}
        }
        (Some(open(self)), None)
    }

    fn render(&self, shared: &Shared, title: &str, hint: &str, frame: &mut Frame, body: Rect) {
        match &self.summary {
            Some(summary) => self.dialog.render(shared, title, &format!("{summary}\n{hint}"), frame, body),
            None => self.dialog.render(shared, title, hint, frame, body),
        }
    }
}

impl Dialog for OpenDialog {
    fn keys(&self) -> Vec<Row> {
        match self {
            Self::Confirm(_) | Self::Settle(_) => keys::rows(confirm::KEYS),
            Self::Reason(_) | Self::Date(_) => keys::rows(input::KEYS),
            Self::Editor(editor) => editor.keys(),
        }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let text = shared.text;
        match self {
            Self::Confirm(confirm) => confirm.render(shared, frame, body),
            Self::Settle(_) => confirm::render(shared, text.ask_settle(), frame, body),
            Self::Reason(input) => input.render(shared, text.cancel_title(), text.cancel_hint(), frame, body),
            Self::Date(input) => input.render(shared, text.reschedule_title(), text.reschedule_hint(), frame, body),
            Self::Editor(editor) => editor.render(shared, frame, body),
        }
    }

    fn takes_text(&self) -> bool {
        match self {
            Self::Reason(_) | Self::Date(_) => true,
            Self::Editor(editor) => editor.takes_text(),
            Self::Confirm(_) | Self::Settle(_) => false,
        }
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        match self {
            Self::Reason(input) | Self::Date(input) => input.dialog.line.paste(text),
            Self::Editor(editor) => editor.paste(text, shared),
            Self::Confirm(_) | Self::Settle(_) => {}
        }
    }

    fn blocks_quit(&mut self) -> bool {
        match self {
            Self::Editor(editor) => editor.blocks_quit(),
            _ => false,
        }
    }
}

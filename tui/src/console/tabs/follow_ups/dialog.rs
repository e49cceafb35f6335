//! Dialogs before a decision: for a confirmation, a reason or a date.

use crossterm::event::KeyEvent;
use ratatui::{Frame, layout::Rect};
use uuid::Uuid;

use super::{
    actions::{Action, Decision},
    editor::{Editor, Step},
    queries::Query,
    when::{self, Unclear},
};
use crate::console::{
    dialogs::{
        Dialog,
        ask::{self, Ask, Asked},
        confirm::{self, Confirm},
    },
    keys::{self, Row},
    shared::Shared,
    tab::Request,
};

/// The open dialog.
#[derive(Debug)]
pub enum Open {
    Confirm(Confirm<Action>),
    /// Asks whether uncertain ones have left.
    Settle(Vec<Uuid>),
    /// Asks why they are cancelled.
    Reason(Many),
    /// Asks for their new date.
    Date(Many),
    Editor(Box<Editor>),
}

/// A line to fill in about one follow-up or several.
#[derive(Debug)]
pub struct Many {
    pub ids: Vec<Uuid>,
    /// The summary, if there are several.
    pub about: Option<String>,
    pub ask: Ask,
}

/// The dialog, if it stays open, and the request that follows.
type Next = (Option<Open>, Option<Request<Query, Action>>);

impl Open {
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
            Self::Reason(many) => {
                many.on_key(event, Self::Reason, |reason| Ok(Decision::Cancel { reason: reason.trim().to_owned() }))
            }
            Self::Date(many) => many.on_key(event, Self::Date, |date| {
                let settings = shared.settings().ok_or_else(|| shared.text.wait_for_settings())?;
                match when::read(date, &settings.calendar(), shared.now) {
                    Ok(at) => Ok(Decision::Reschedule { at }),
                    Err(Unclear::NotADate) => Err(shared.text.not_a_date()),
                    Err(Unclear::Past) => Err(shared.text.past()),
                }
            }),
            Self::Editor(mut editor) => match editor.on_key(event, shared) {
                Step::Stay => (Some(Self::Editor(editor)), None),
                Step::Close => (None, None),
                Step::Quit => (None, Some(Request::Quit)),
                Step::Save(action) => (Some(Self::Editor(editor)), Some(Request::Do(action))),
            },
        }
    }

    /// Whether this dialog started the action and waits for its result.
    pub fn awaits(&self, action: &Action) -> bool {
        match (self, action) {
            (Self::Editor(editor), Action::Edit { id, .. }) => editor.id == *id,
            (Self::Reason(many), Action::Decide { ids, decision: Decision::Cancel { .. } })
            | (Self::Date(many), Action::Decide { ids, decision: Decision::Reschedule { .. } }) => many.ids == *ids,
            _ => false,
        }
    }

    /// Shows in the dialog why the action failed.
    pub fn refuse(&mut self, why: String) {
        match self {
            Self::Reason(many) | Self::Date(many) => many.ask.error = Some(why),
            Self::Editor(editor) => editor.error = Some(why),
            Self::Confirm(_) | Self::Settle(_) => {}
        }
    }
}

impl Many {
    /// The dialog stays open until the result arrives, so that a refused text can be corrected.
    fn on_key(
        mut self,
        event: KeyEvent,
        open: impl Fn(Self) -> Open,
        decide: impl Fn(&str) -> Result<Decision, &'static str>,
    ) -> Next {
        match self.ask.on_key(event) {
            Asked::Dismissed => return (None, None),
            Asked::Accepted => match decide(&self.ask.line.text()) {
                Ok(decision) => {
                    let action = Action::Decide { ids: self.ids.clone(), decision };
                    return (Some(open(self)), Some(Request::Do(action)));
                }
                Err(error) => self.ask.error = Some(error.to_owned()),
            },
            Asked::Typed | Asked::Nothing => {}
        }
        (Some(open(self)), None)
    }

    fn render(&self, shared: &Shared, title: &str, hint: &str, frame: &mut Frame, body: Rect) {
        match &self.about {
            Some(about) => self.ask.render(shared, title, &format!("{about}\n{hint}"), frame, body),
            None => self.ask.render(shared, title, hint, frame, body),
        }
    }
}

impl Dialog for Open {
    fn keys(&self) -> Vec<Row> {
        match self {
            Self::Confirm(_) | Self::Settle(_) => keys::rows(confirm::KEYS),
            Self::Reason(_) | Self::Date(_) => keys::rows(ask::KEYS),
            Self::Editor(editor) => editor.keys(),
        }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let text = shared.text;
        match self {
            Self::Confirm(confirm) => confirm.render(shared, frame, body),
            Self::Settle(_) => confirm::render(shared, text.ask_settle(), frame, body),
            Self::Reason(many) => many.render(shared, text.cancel_title(), text.cancel_hint(), frame, body),
            Self::Date(many) => many.render(shared, text.reschedule_title(), text.reschedule_hint(), frame, body),
            Self::Editor(editor) => editor.render(shared, frame, body),
        }
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        match self {
            Self::Reason(many) | Self::Date(many) => many.ask.line.paste(text),
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

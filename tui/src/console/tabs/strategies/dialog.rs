//! Dialogs of the strategies tab.

use crossterm::event::KeyEvent;
use ratatui::{Frame, layout::Rect};

use super::{
    form::{Form, KeyResult},
    queries::Action,
};
use crate::console::{
    dialogs::{Dialog, confirm::Confirm},
    keys::Row,
    shared::Shared,
};

/// The open dialog.
#[derive(Debug)]
pub enum OpenDialog {
    Confirm(Confirm<Action>),
    Form(Box<Form>),
}

impl OpenDialog {
    /// Handles a key; returns the dialog, if it stays open, and the action to run.
    pub fn on_key(self, event: KeyEvent, shared: &mut Shared) -> (Option<Self>, Option<Action>) {
        match self {
            Self::Confirm(confirm) => {
                let mut open = Some(confirm);
                let action = Confirm::on_key(&mut open, event);
                (open.map(Self::Confirm), action)
            }
            Self::Form(mut form) => match form.on_key(event, shared) {
                KeyResult::Stay => (Some(Self::Form(form)), None),
                KeyResult::Close => (None, None),
                KeyResult::Save(action) => (Some(Self::Form(form)), Some(action)),
            },
        }
    }

    pub fn form(&mut self) -> Option<&mut Form> {
        match self {
            Self::Form(form) => Some(form),
            Self::Confirm(_) => None,
        }
    }
}

impl Dialog for OpenDialog {
    fn keys(&self) -> Vec<Row> {
        match self {
            Self::Confirm(confirm) => confirm.keys(),
            Self::Form(form) => form.keys(),
        }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        match self {
            Self::Confirm(confirm) => confirm.render(shared, frame, body),
            Self::Form(form) => form.render(shared, frame, body),
        }
    }

    fn takes_text(&self) -> bool {
        matches!(self, Self::Form(form) if form.takes_text())
    }

    fn paste(&mut self, text: &str, shared: &mut Shared) {
        if let Self::Form(form) = self {
            form.paste(text, shared);
        }
    }

    fn blocks_quit(&mut self) -> bool {
        self.form().is_some_and(Form::blocks_quit)
    }
}

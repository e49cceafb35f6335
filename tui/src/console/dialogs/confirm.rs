//! A yes-or-no question before an action that sends or cannot be undone.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{Frame, layout::Rect, style::Style, widgets::Paragraph};

use crate::console::{
    dialogs::Dialog,
    draw::{
        cells,
        window::{MAX_WIDTH, centred, window},
    },
    keys::{self, Row, Section, code, key, section},
    shared::Shared,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Yes,
    No,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Question", "Question":
    [key('o'), key('y')] Command::Yes, Shown, "oui", "yes";
    [key('n')] Command::No, Shown, "non", "no";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

/// A question, and the action to run on a yes.
#[derive(Debug)]
pub struct Confirm<A> {
    pub question: String,
    pub action: A,
}

impl<A> Confirm<A> {
    /// Handles a key. An answer closes the dialog; a yes returns the action.
    pub fn on_key(open: &mut Option<Self>, event: KeyEvent) -> Option<A> {
        match keys::find(KEYS, event)? {
            Command::Yes => open.take().map(|confirm| confirm.action),
            Command::No | Command::Dismiss => {
                *open = None;
                None
            }
        }
    }
}

impl<A> Dialog for Confirm<A> {
    fn keys(&self) -> Vec<Row> {
        keys::rows(KEYS)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        render(shared, &self.question, frame, body);
    }
}

pub fn render(shared: &Shared, question: &str, frame: &mut Frame, body: Rect) {
    let width = MAX_WIDTH.min(body.width);
    let lines = cells::paragraph(question, usize::from(width.saturating_sub(4)), Style::new());
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = window(shared, shared.text.confirm(), frame, centred(body, width, height));
    frame.render_widget(Paragraph::new(lines), inner);
}

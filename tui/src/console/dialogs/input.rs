//! A line to fill in; an error is shown under it, and the typed text is kept.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    widgets::Paragraph,
};

use crate::console::{
    draw::{
        cells,
        window::{MAX_WIDTH, centred, window},
    },
    keys::{self, Section, code, section},
    line::Line,
    shared::Shared,
    theme::Meaning,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Accept,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Champ à remplir", "Field to fill in":
    [code(KeyCode::Enter)] Command::Accept, Shown, "valider", "accept";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

#[derive(Debug)]
pub struct InputDialog {
    pub line: Line,
    pub error: Option<String>,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputEvent {
    Dismissed,
    Accepted,
    Typed,
    Nothing,
}

impl InputDialog {
    pub fn new(text: &str) -> Self {
        Self { line: Line::new(text), error: None }
    }

    pub fn on_key(&mut self, event: KeyEvent) -> InputEvent {
        match keys::find(KEYS, event) {
            Some(Command::Dismiss) => InputEvent::Dismissed,
            Some(Command::Accept) => InputEvent::Accepted,
            None if self.line.input(event) => {
                self.error = None;
                InputEvent::Typed
            }
            None => InputEvent::Nothing,
        }
    }

    pub fn render(&self, shared: &Shared, title: &str, hint: &str, frame: &mut Frame, body: Rect) {
        let width = MAX_WIDTH.min(body.width);
        let room = usize::from(width.saturating_sub(4));
        let hint = cells::paragraph(hint, room, shared.theme.style(Meaning::Muted));
        let error = self.error.as_deref().map(|e| format!("✗ {e}"));
        let error = error.map(|message| cells::paragraph(&message, room, shared.theme.style(Meaning::Alert)));
        let error = error.unwrap_or_default();
        let heights = [hint.len(), 1, error.len()].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        let height = heights.iter().fold(2u16, |sum, n| sum.saturating_add(*n));
        let inner = window(shared, title, frame, centred(body, width, height));
        let [hint_area, field, error_area] = Layout::vertical(heights.map(Constraint::Length)).areas(inner);
        frame.render_widget(Paragraph::new(hint), hint_area);
        frame.render_widget(&self.line.0, field);
        frame.render_widget(Paragraph::new(error), error_area);
    }
}

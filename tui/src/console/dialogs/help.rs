//! The help: every key, once, from the tables of keys.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use crate::console::{
    dialogs::Dialog,
    draw::{
        cells, layout,
        pane::{heading, user_label},
        window::{centred, window},
    },
    keys::{self, Row, Section, code, ctrl, key, section},
    shared::Shared,
    theme::Meaning,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Up,
    Down,
    PageUp,
    PageDown,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Aide", "Help":
    [code(KeyCode::Up), key('k')] Command::Up, Shown, "monter", "up";
    [code(KeyCode::Down), key('j')] Command::Down, Shown, "descendre", "down";
    [code(KeyCode::PageUp), ctrl('b')] Command::PageUp, Hidden, "page précédente", "page up";
    [code(KeyCode::PageDown), ctrl('f')] Command::PageDown, Hidden, "page suivante", "page down";
    [code(KeyCode::Esc), key('?'), key('q')] Command::Dismiss, Shown, "fermer", "close";
};

/// Lines that a page key scrolls.
const PAGE: isize = 15;

#[derive(Debug)]
pub struct Help {
    /// In the order shown; the rows of one section are adjacent.
    pub rows: Vec<Row>,
    pub top: usize,
}

impl Help {
    /// Handles a key; returns whether the help stays open.
    pub fn on_key(&mut self, event: KeyEvent, shared: &Shared) -> bool {
        let lines = match keys::find(KEYS, event) {
            Some(Command::Dismiss) => return false,
            Some(Command::Up) => -1,
            Some(Command::Down) => 1,
            Some(Command::PageUp) => -PAGE,
            Some(Command::PageDown) => PAGE,
            None => 0,
        };
        self.top = self.top.saturating_add_signed(lines).min(self.overflow(shared));
        true
    }

    pub fn lines(&self, shared: &Shared, width: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let mut section = None;
        for row in &self.rows {
            if section != Some(row.section) {
                if section.replace(row.section).is_some() {
                    lines.push(Line::default());
                }
                lines.push(heading(shared, shared.text.of(row.section)));
            }
            let keys = cells::left(&format!("  {}", row.keys(shared.text)), 22);
            lines.push(Line::from(vec![
                Span::styled(keys, shared.theme.style(Meaning::Accent)),
                Span::raw(cells::cut(shared.text.of(row.label), width.saturating_sub(22))),
            ]));
        }
        lines
    }

    /// Lines that do not fit into the window.
    fn overflow(&self, shared: &Shared) -> usize {
        let height = usize::from(layout::areas(shared.size).body.height.saturating_sub(2));
        self.lines(shared, 60).len().saturating_sub(height)
    }
}

impl Dialog for Help {
    fn keys(&self) -> Vec<Row> {
        keys::rows(KEYS)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        // The user's name again: a narrow header has no room for it.
        let title = format!("{} · {}", shared.text.help(), user_label(shared));
        let inner = window(shared, &title, frame, centred(body, 66, body.height));
        let lines = self.lines(shared, usize::from(inner.width));
        let shown: Vec<Line> = lines.into_iter().skip(self.top).take(usize::from(inner.height)).collect();
        frame.render_widget(Paragraph::new(shown), inner);
    }
}

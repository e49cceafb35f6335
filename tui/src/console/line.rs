//! One line of text being typed.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui_textarea::{CursorMove, TextArea};

#[derive(Debug)]
pub struct Line(pub TextArea<'static>);

impl Line {
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.move_cursor(CursorMove::End);
        area.set_cursor_line_style(ratatui::style::Style::new());
        Self(area)
    }

    pub fn text(&self) -> String {
        self.0.lines().concat()
    }

    /// Handles a key; returns whether the text changed.
    pub fn input(&mut self, key: KeyEvent) -> bool {
        // Enter would insert a line break.
        key.code != KeyCode::Enter && self.0.input(key)
    }

    pub fn paste(&mut self, text: &str) {
        self.0.insert_str(one_line(text));
    }
}

/// Line breaks and other control characters become spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

//! The filter that the user types.

use crossterm::event::KeyCode;
use relance::filter::{Filter, FilterError, Flaw};

use crate::console::keys::{Section, code, section};

/// Commands while a filter is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Keep,
    Clear,
    Up,
    Down,
}

pub const KEYS: Section<Command> = section! { "Recherche", "Search":
    [code(KeyCode::Enter)] Command::Keep, Shown, "garder", "keep";
    [code(KeyCode::Esc)] Command::Clear, Shown, "effacer", "clear";
    [code(KeyCode::Up)] Command::Up, Hidden, "monter", "up";
    [code(KeyCode::Down)] Command::Down, Hidden, "descendre", "down";
};

#[derive(Debug, Default)]
pub struct Search {
    pub text: String,
    /// Why the text is not a filter; the list then keeps the last valid one.
    pub error: Option<FilterError>,
}

impl Search {
    /// Stores the text; returns its filter if it is valid.
    pub fn set_text(&mut self, text: String) -> Option<Filter> {
        let read = Filter::parse(&text);
        self.text = text;
        // An unfinished term is not shown as an error: the user is still typing it.
        self.error = read.as_ref().err().filter(|e| !matches!(e.flaw, Flaw::Unfinished(_) | Flaw::OpenQuote)).cloned();
        read.ok()
    }
}

//! What is typed to find rows.

use crossterm::event::KeyCode;
use relance::filter::{Filter, FilterError, Flaw};

use crate::console::keys::{Section, code, section};

/// What keys do while a filter is typed.
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
    /// Why the text is no filter; the list then keeps to the last one that was.
    pub error: Option<FilterError>,
}

impl Search {
    /// Takes another text; the filter to turn to, if it is one.
    pub fn write(&mut self, text: String) -> Option<Filter> {
        let read = Filter::parse(&text);
        self.text = text;
        // Nobody is told off for a word that is not finished.
        self.error = read.as_ref().err().filter(|e| !matches!(e.flaw, Flaw::Unfinished(_) | Flaw::OpenQuote)).cloned();
        read.ok()
    }
}

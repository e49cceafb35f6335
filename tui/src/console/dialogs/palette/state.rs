//! The typed text, and the actions that match it.

use std::cmp::Reverse;

use crossterm::event::{KeyCode, KeyEvent};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

use crate::console::{
    keys::{self, Row, Section, code, ctrl, section},
    line::Line,
    text::Text,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Accept,
    Up,
    Down,
    Dismiss,
}

pub const KEYS: Section<Command> = section! { "Palette", "Palette":
    [code(KeyCode::Enter)] Command::Accept, Shown, "faire", "do it";
    [code(KeyCode::Up), ctrl('p')] Command::Up, Shown, "monter", "up";
    [code(KeyCode::Down), ctrl('n')] Command::Down, Shown, "descendre", "down";
    [code(KeyCode::Esc)] Command::Dismiss, Shown, "fermer", "close";
};

/// A key as the palette offers it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<C> {
    pub row: Row,
    /// `None` if the key does not work here.
    pub command: Option<C>,
}

#[derive(Debug)]
pub struct Palette<C> {
    pub line: Line,
    pub selected: usize,
    entries: Vec<Entry<C>>,
}

/// What a key did.
#[derive(Debug)]
pub enum Picked<C> {
    Nothing,
    Dismissed,
    Chosen(Entry<C>),
}

impl<C: Copy> Palette<C> {
    pub fn open(entries: Vec<Entry<C>>) -> Self {
        Self { line: Line::new(""), selected: 0, entries }
    }

    /// The actions whose label and section fuzzily match the text: those that work here first, the best first.
    pub fn found(&self, text: Text) -> Vec<&Entry<C>> {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.line.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut found: Vec<(u32, &Entry<C>)> = Vec::new();
        for entry in &self.entries {
            let haystack = format!("{} {}", text.of(entry.row.label), text.of(entry.row.section));
            let score = pattern.score(Utf32Str::new(&haystack, &mut buffer), &mut matcher);
            found.extend(score.map(|score| (score, entry)));
        }
        // A stable sort: equals keep the order of the tables.
        found.sort_by_key(|(score, entry)| (entry.command.is_none(), Reverse(*score)));
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    pub fn on_key(&mut self, event: KeyEvent, text: Text) -> Picked<C> {
        match keys::find(KEYS, event) {
            Some(Command::Dismiss) => return Picked::Dismissed,
            Some(Command::Accept) => {
                return self.found(text).get(self.selected).map_or(Picked::Dismissed, |entry| Picked::Chosen(**entry));
            }
            Some(Command::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Command::Down) => self.selected = (self.selected + 1).min(self.found(text).len().saturating_sub(1)),
            None => {
                if self.line.input(event) {
                    self.selected = 0;
                }
            }
        }
        Picked::Nothing
    }
}

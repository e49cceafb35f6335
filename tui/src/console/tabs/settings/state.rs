//! State of the settings tab.

use relance::{
    settings::{KEYS, Key},
    store::SettingChange,
};

use super::change::Change;
use crate::console::list::cursor::Cursor;

#[derive(Debug, Default)]
pub struct State {
    pub cursor: Cursor,
    /// Who changed which setting last.
    pub changes: Vec<SettingChange>,
    pub dialog: Option<Change>,
}

impl State {
    pub fn selected(&self) -> Option<&'static Key> {
        KEYS.get(self.cursor.selected)
    }

    pub fn select(&mut self, name: &str) {
        self.cursor.selected = KEYS.iter().position(|key| key.name == name).unwrap_or(0);
    }
}

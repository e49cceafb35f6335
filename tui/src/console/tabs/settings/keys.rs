//! Keys of the settings tab.

use crossterm::event::KeyCode;
use relance::operator::Right;

use crate::console::keys::{CommandInfo, Section, code, key, section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Change,
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        Right::ChangeSettings
    }
}

pub const KEYS: Section<Command> = section! { "Paramètres", "Settings":
    [code(KeyCode::Enter), key('e')] Command::Change, Shown, "changer", "change";
};

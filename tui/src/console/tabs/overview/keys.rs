//! Keys of the overview tab.

use crossterm::event::KeyCode;
use relance::operator::Right;

use crate::console::keys::{CommandInfo, Section, code, key, section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Open,
    Up,
    Down,
    Resume,
    Tick,
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        match self {
            Self::Resume => Right::Resume,
            Self::Tick => Right::Tick,
            Self::Open | Self::Up | Self::Down => Right::See,
        }
    }

    fn acts_on_rows(self) -> bool {
        true
    }
}

pub const KEYS: Section<Command> = section! { "Vue d'ensemble", "Overview":
    [code(KeyCode::Enter)] Command::Open, Shown, "aller voir", "go there";
    [code(KeyCode::Up), key('k')] Command::Up, Hidden, "monter", "up";
    [code(KeyCode::Down), key('j')] Command::Down, Hidden, "descendre", "down";
    [key('p')] Command::Resume, Hidden, "rouvrir le canal suspendu", "resume the paused channel";
    [key('t')] Command::Tick, Shown, "analyser et écrire maintenant", "analyse and write now";
};

//! Keys of the strategies tab.

use relance::operator::Right;

use crate::console::keys::{CommandInfo, Section, key, section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Switch,
    Edit,
    New,
    Reset,
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        Right::ChangeStrategies
    }
}

pub const KEYS: Section<Command> = section! { "Stratégies", "Strategies":
    [key(' ')] Command::Switch, Shown, "activer ou arrêter", "switch on or off";
    [key('e')] Command::Edit, Shown, "modifier", "edit";
    [key('n')] Command::New, Shown, "nouvelle", "new";
    [key('D')] Command::Reset, Hidden, "rétablir l'originale", "back to the original";
};

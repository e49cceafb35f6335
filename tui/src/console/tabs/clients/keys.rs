//! Keys of the clients tab.

use relance::operator::Right;

use crate::console::keys::{CommandInfo, Section, key, section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Search,
    Sort,
    Reverse,
    Generate,
    Contact,
    Copy,
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        match self {
            Self::Generate => Right::Write,
            Self::Contact => Right::ChangeContact,
            Self::Search | Self::Sort | Self::Reverse | Self::Copy => Right::See,
        }
    }

    fn acts_on_rows(self) -> bool {
        matches!(self, Self::Generate | Self::Contact | Self::Copy)
    }
}

pub const KEYS: Section<Command> = section! { "Clients", "Clients":
    [key('/')] Command::Search, Shown, "chercher", "search";
    [key('s')] Command::Sort, Shown, "trier", "sort";
    [key('o')] Command::Reverse, Hidden, "inverser l'ordre", "reverse the order";
    [key('g')] Command::Generate, Shown, "écrire une relance", "write a follow-up";
    [key('c')] Command::Contact, Shown, "langue, téléphone, pause", "language, phone, pause";
    [key('y')] Command::Copy, Hidden, "copier l'adresse", "copy the address";
};

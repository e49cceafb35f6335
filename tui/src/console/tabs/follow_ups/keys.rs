//! Keys of the follow-ups tab.

use crossterm::event::KeyCode;
use relance::operator::Right;

use crate::console::keys::{CommandInfo, Section, code, key, section};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Search,
    Filter,
    Sort,
    Reverse,
    Pick,
    PickRange,
    PickAll,
    Approve,
    Edit,
    Reschedule,
    Cancel,
    SendNow,
    Settle,
    Next,
    Previous,
    OtherForm,
    Copy,
    /// Works on every tab.
    Undo,
}

impl CommandInfo for Command {
    fn needs(self) -> Right {
        match self {
            Self::Approve => Right::Approve,
            Self::Edit => Right::Edit,
            Self::Cancel => Right::Cancel,
            Self::Reschedule => Right::Reschedule,
            Self::SendNow => Right::SendNow,
            Self::Settle => Right::Settle,
            Self::Undo => Right::TakeBack,
            Self::Search
            | Self::Filter
            | Self::Sort
            | Self::Reverse
            | Self::Pick
            | Self::PickRange
            | Self::PickAll
            | Self::Next
            | Self::Previous
            | Self::OtherForm
            | Self::Copy => Right::See,
        }
    }

    fn acts_on_rows(self) -> bool {
        self.needs() != Right::See || matches!(self, Self::Copy | Self::Pick | Self::PickRange | Self::PickAll)
    }
}

pub const LIST: Section<Command> = section! { "Relances", "Follow-ups":
    [key('/')] Command::Search, Hidden, "chercher", "search";
    [key('f')] Command::Filter, Shown, "filtrer", "filter";
    [key('s')] Command::Sort, Hidden, "trier", "sort";
    [key('o')] Command::Reverse, Hidden, "inverser l'ordre", "reverse the order";
    [key(' ')] Command::Pick, Hidden, "choisir ou laisser", "pick or leave";
    [key('v')] Command::PickRange, Hidden, "choisir jusqu'ici", "pick up to here";
    [key('A')] Command::PickAll, Hidden, "tout choisir, ou rien", "pick all, or none";
};

/// The keys of decisions, in the list and in the review.
pub const DECIDE: Section<Command> = section! { "Décider d'une relance", "Deciding about a follow-up":
    [key('a')] Command::Approve, Shown, "approuver", "approve";
    [key('e')] Command::Edit, Shown, "modifier", "edit";
    [key('r')] Command::Reschedule, Shown, "reporter", "reschedule";
    [key('x')] Command::Cancel, Shown, "annuler", "cancel";
    [key('S')] Command::SendNow, Shown, "envoyer", "send";
    [key('u')] Command::Settle, Hidden, "trancher une incertaine", "settle an uncertain one";
};

pub const REVIEW: Section<Command> = section! { "Relecture", "Review":
    [key('n'), code(KeyCode::Right)] Command::Next, Shown, "suivante", "next";
    [key('p')] Command::Previous, Hidden, "précédente", "previous";
    [key('t')] Command::OtherForm, Hidden, "texte ou HTML", "text or HTML";
    [key('y')] Command::Copy, Hidden, "copier le message", "copy the message";
};

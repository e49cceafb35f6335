//! How statuses and priorities are shown: both have a meaning, a status also a sign that is readable without colours.

use relance::{follow_up::Status, strategy::Priority};

use crate::console::theme::Meaning;

pub const fn status_sign(status: Status) -> char {
    match status {
        Status::Pending => '○',
        Status::Approved => '●',
        Status::Sending => '→',
        Status::Sent => '✓',
        Status::Failed => '✗',
        Status::Cancelled => '–',
        Status::Uncertain => '?',
    }
}

pub const fn status_meaning(status: Status) -> Meaning {
    match status {
        Status::Pending => Meaning::Warning,
        Status::Approved | Status::Sending => Meaning::Accent,
        Status::Sent => Meaning::Good,
        Status::Failed | Status::Uncertain => Meaning::Alert,
        Status::Cancelled => Meaning::Muted,
    }
}

pub const fn priority_meaning(priority: Priority) -> Meaning {
    match priority {
        Priority::Urgent => Meaning::Alert,
        Priority::High => Meaning::Warning,
        Priority::Medium => Meaning::Plain,
        Priority::Low => Meaning::Muted,
    }
}

//! Clients: their reservations, what is known of them, and how they may be reached.

mod contacts;
mod folded;
mod indexes;
mod insights;
mod intake;
mod names;
mod rescored;
mod reservations;
mod text;

pub use contacts::{ContactDetails, Preferences};
pub use folded::{Folded, Mark};
pub use insights::Insight;
pub use intake::Upserted;
pub use names::{JoinError, Names, new_key};
pub use rescored::{Stale, StoredScores, Turned};
pub use reservations::{Presence, ReservationRows};

/// One column of a page, as an array for `unnest`.
macro_rules! column {
    ($page:expr, $folded:ident => $value:expr) => {
        $page.iter().map(|$folded| $value).collect::<Vec<_>>()
    };
}
use column;

//! Clients: their reservations, what is known of them, and how they may be reached.

mod analysed;
mod contacts;
mod indexes;
mod insights;
mod intake;
mod names;
mod reservations;

pub use analysed::{Folded, Mark};
pub use contacts::Preferences;
pub use insights::Insight;
pub use intake::Upserted;
pub use names::{JoinError, Names, new_key};
pub use reservations::{Presence, ReservationRows};

//! Clients: their reservations, what is known of them, and how they may be reached.

mod contacts;
mod insights;
mod intake;
mod reservations;

pub use contacts::Preferences;
pub use insights::Insight;
pub use intake::Upserted;
pub use reservations::{Presence, ReservationRows};

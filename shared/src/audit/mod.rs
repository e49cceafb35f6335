//! The audit trail: who did what, and when. Pure: `store/audit` writes it and reads it.

mod action;
mod entry;

pub use action::{Action, Transition, UnknownAction};
pub use entry::{Entry, Line};

//! The clients tab: a list, and one client with the reasons for its follow-ups.

mod contact;
mod dialog;
mod keys;
mod phrases;
mod queries;
mod state;
mod update;
pub mod view;

pub use state::State;

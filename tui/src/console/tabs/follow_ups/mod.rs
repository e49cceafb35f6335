//! The follow-ups tab: a list, and the review of one, where people decide what is sent.

mod actions;
mod deciding;
pub mod dialog;
mod editor;
mod keys;
mod phrases;
mod picking;
mod picks;
mod queries;
mod state;
mod update;
mod view;

pub use keys::Command;
pub use state::State;

//! The settings, by group, and what the selected one means.

mod change;
mod keys;
mod queries;
mod state;
mod update;
mod view;
mod words;

pub use state::State;

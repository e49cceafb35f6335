//! The settings tab: all settings, by group, and the meaning of the selected one.

mod change;
mod keys;
mod queries;
mod state;
mod update;
mod view;
mod words;

pub use state::State;

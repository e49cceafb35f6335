//! The settings tab: all settings, by group, and the meaning of the selected one.

mod change;
mod keys;
mod phrases;
mod queries;
mod state;
mod update;
mod view;

pub use state::State;

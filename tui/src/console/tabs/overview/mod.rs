//! The overview tab: the main figures, the alerts, the last month, and the schedule.

mod alerts;
mod keys;
mod queries;
mod state;
mod update;
mod view;
mod words;

pub use state::State;

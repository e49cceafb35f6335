//! The overview tab: the main figures, the alerts, the last month, and the schedule.

mod alerts;
mod keys;
mod phrases;
mod queries;
mod state;
mod update;
mod view;

pub use state::State;

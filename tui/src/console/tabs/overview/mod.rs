//! The figures of the house at a glance: what waits and what is wrong first, then how the month went.

mod alerts;
mod keys;
mod queries;
mod state;
mod update;
mod view;
mod words;

pub use state::State;

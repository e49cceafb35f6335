//! The clients: a list, and one client with the reasons for what they get.

mod keys;
mod queries;
mod state;
mod update;
pub mod view;
mod words;

pub use state::State;

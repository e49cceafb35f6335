//! The strategies tab: a list, the conditions and effect of one, and the form for editing it.

pub mod dialog;
mod form;
mod keys;
mod phrases;
mod queries;
mod state;
mod update;
mod view;

pub use state::State;

//! The strategies: what each waits for and what it then does; and the form in which one is written.

pub mod dialog;
mod form;
mod keys;
mod queries;
mod state;
mod update;
mod view;
mod words;

pub use state::State;

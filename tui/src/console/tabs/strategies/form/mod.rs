//! The form for a strategy, with a preview of what it would do.

mod cells;
mod choices;
mod state;
mod strategy;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use state::Form;
pub use update::{KEYS, KeyResult};

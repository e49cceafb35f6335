//! The text of a follow-up being edited.

mod state;
mod update;
mod view;

pub use state::Editor;
pub use update::{KEYS, Step};

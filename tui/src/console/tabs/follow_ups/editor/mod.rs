//! The editor of a follow-up's text.

mod state;
mod update;
mod view;

pub use state::Editor;
pub use update::{KEYS, KeyResult};

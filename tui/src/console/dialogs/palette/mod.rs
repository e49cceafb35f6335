//! The palette: every action, found by a few of its letters.

mod state;
mod view;

pub use state::{Entry, KEYS, Palette, Picked};

//! Pieces that everything on the screen is drawn with.

pub mod ascii;
pub mod cells;

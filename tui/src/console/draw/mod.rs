//! Pieces that everything on the screen is drawn with.

pub mod ascii;
pub mod cells;
pub mod layout;
pub mod pane;
pub mod signs;
pub mod window;

//! Drawing functions used all over the screen.

pub mod ascii;
pub mod cells;
pub mod layout;
pub mod pane;
pub mod signs;
pub mod window;

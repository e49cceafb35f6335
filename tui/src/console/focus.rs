//! Where keys go while no dialog is open.

use crate::console::line::Line;

#[derive(Debug)]
pub enum Focus {
    List,
    Detail,
    /// One row fills the screen, with all that a decision about it needs.
    Review,
    /// A filter is being typed.
    Search(Box<Line>),
}

impl Focus {
    /// Whether keys that move scroll through a text, and not from row to row.
    pub const fn is_reading(&self) -> bool {
        matches!(self, Self::Detail | Self::Review)
    }
}

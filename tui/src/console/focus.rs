//! Where keys go while no dialog is open.

use crate::console::line::Line;

#[derive(Debug)]
pub enum Focus {
    List,
    Detail,
    /// One row fills the screen, with everything needed to decide about it.
    Review,
    /// A filter is being typed.
    Search(Box<Line>),
}

impl Focus {
    /// Whether movement keys scroll a text instead of moving from row to row.
    pub const fn is_reading(&self) -> bool {
        matches!(self, Self::Detail | Self::Review)
    }
}

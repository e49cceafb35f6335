//! Dialogs that several tabs open, or the console itself. A dialog that one tab alone needs is in that tab's folder.

use ratatui::{Frame, layout::Rect};

use crate::console::{keys::Row, shared::Shared};

pub mod ask;
pub mod confirm;
pub mod help;
pub mod palette;

/// What stands before the tabs, as the screen sees it.
pub trait Dialog {
    /// The keys that work in it.
    fn keys(&self) -> Vec<Row>;

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect);

    fn paste(&mut self, _text: &str, _: &mut Shared) {}

    /// Asked before the console ends: whether a text would be lost, and the dialog asks about that first.
    fn holds_back(&mut self) -> bool {
        false
    }
}

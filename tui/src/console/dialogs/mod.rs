//! Dialogs used by several tabs or by the console itself. A dialog of one tab is in that tab's folder.

use ratatui::{Frame, layout::Rect};

use crate::console::{keys::Row, shared::Shared};

pub mod confirm;
pub mod help;
pub mod input;
pub mod palette;

/// A dialog in front of the tabs.
pub trait Dialog {
    /// The keys that work in it.
    fn keys(&self) -> Vec<Row>;

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect);

    /// Whether a field is open in it, into which pasted text goes.
    fn takes_text(&self) -> bool {
        false
    }

    /// Called while it takes text.
    fn paste(&mut self, _text: &str, _: &mut Shared) {}

    /// Called before the console ends: whether a changed text would be lost. The dialog then asks about it first.
    fn blocks_quit(&mut self) -> bool {
        false
    }
}

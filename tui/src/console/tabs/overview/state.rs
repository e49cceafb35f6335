//! State of the overview tab.

use super::queries::{Action, Figures};
use crate::console::{dialogs::confirm::Confirm, list::cursor::Cursor};

#[derive(Debug, Default)]
pub struct State {
    /// The position in the alerts.
    pub cursor: Cursor,
    pub figures: Option<Box<Figures>>,
    pub dialog: Option<Confirm<Action>>,
}

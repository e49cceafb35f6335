//! State of the follow-ups tab.

use relance::{
    follow_up::FollowUp,
    operations::Change,
    store::pages::{FollowUpColumn, Sort},
};
use uuid::Uuid;

use super::{dialog::OpenDialog, picks::Picks, queries::ReviewData};
use crate::console::list::{List, search::Search};

#[derive(Debug)]
pub struct State {
    pub list: List<FollowUp, FollowUpColumn>,
    pub search: Search,
    pub picks: Picks,
    /// The last detail read; until that of the follow-up under review is read, another one's.
    pub review: Option<Box<ReviewData>>,
    /// The follow-up whose detail was last asked for.
    pub requested: Option<Uuid>,
    /// Whether an e-mail is shown by its HTML body.
    pub as_html: bool,
    /// Decisions that can still be undone, the latest last.
    pub decisions: Vec<Vec<Change>>,
    pub dialog: Option<OpenDialog>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            list: List::new(Sort { by: FollowUpColumn::Urgency, descending: false }),
            search: Search::default(),
            picks: Picks::default(),
            review: None,
            requested: None,
            as_html: false,
            decisions: Vec::new(),
            dialog: None,
        }
    }
}

impl State {
    pub fn selected(&self) -> Option<&FollowUp> {
        self.list.selected()
    }
}

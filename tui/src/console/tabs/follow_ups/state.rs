//! What it knows.

use relance::{
    follow_up::FollowUp,
    operations::Change,
    store::pages::{FollowUpColumn, Sort},
};
use uuid::Uuid;

use super::{dialog::Open, picks::Picks, queries::Reading};
use crate::console::list::{List, search::Search};

#[derive(Debug)]
pub struct State {
    pub list: List<FollowUp, FollowUpColumn>,
    pub search: Search,
    pub picks: Picks,
    /// Of the follow-up under review, once it is read.
    pub reading: Option<Box<Reading>>,
    /// Whose detail was last asked for.
    pub asked: Option<Uuid>,
    /// Whether an e-mail is shown as its HTML body reads.
    pub as_html: bool,
    /// Decisions that may still be taken back, the last one last.
    pub decisions: Vec<Vec<Change>>,
    pub dialog: Option<Open>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            list: List::new(Sort { by: FollowUpColumn::Urgency, descending: false }),
            search: Search::default(),
            picks: Picks::default(),
            reading: None,
            asked: None,
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

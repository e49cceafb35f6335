//! Picking follow-ups out of their list.

use super::{actions::Action, queries::Query, state::State};
use crate::console::{shared::Shared, tab::Request, theme::Meaning};

impl State {
    pub fn pick(&mut self) {
        let Some(follow_up) = self.list.selected() else { return };
        self.picks.toggle(follow_up);
        let rows = self.list.rows().len();
        self.list.cursor.move_by(1, rows);
    }

    /// Marks the start of a range the first time, picks the range the second time.
    pub fn pick_range(&mut self, shared: &mut Shared) {
        let Some(here) = self.selected().map(|f| f.id) else { return };
        let Some(anchor) = self.picks.anchor.take() else {
            self.picks.anchor = Some(here);
            return shared.set_status(Meaning::Muted, shared.text.range_begins());
        };
        let rows = self.list.rows();
        let position = |id| rows.iter().position(|f| f.id == id);
        let (Some(from), Some(to)) = (position(anchor), position(here)) else {
            return shared.set_status(Meaning::Warning, shared.text.range_is_lost());
        };
        for follow_up in &rows[from.min(to)..=from.max(to)] {
            self.picks.add(follow_up);
        }
        shared.status = None;
    }

    /// Picks all that the filter finds, in memory or not; drops the picks if there are any.
    pub fn pick_all(&mut self) -> Vec<Request<Query, Action>> {
        if self.picks.is_empty() {
            return vec![Request::Read(Query::Picks(self.list.filter.clone()))];
        }
        self.picks.clear();
        Vec::new()
    }
}

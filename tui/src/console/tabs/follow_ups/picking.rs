//! Picking follow-ups out of their list.

use crate::console::{
    message::{Effect, Query},
    state::State,
    theme::Meaning,
};

pub fn toggle(state: &mut State) {
    let Some(follow_up) = state.follow_ups.list.selected() else { return };
    state.follow_ups.picks.toggle(follow_up);
    let total = state.follow_ups.list.rows().len();
    state.follow_ups.list.cursor.step(1, total);
}

/// The first time where a range begins, the second time all of it.
pub fn range(state: &mut State) {
    let follow_ups = &mut state.follow_ups;
    let Some(here) = follow_ups.list.selected().map(|f| f.id) else { return };
    match follow_ups.picks.anchor.take() {
        None => {
            follow_ups.picks.anchor = Some(here);
            state.say(Meaning::Muted, state.text.range_begins());
        }
        Some(anchor) => {
            let rows = follow_ups.list.rows();
            let place = |id| rows.iter().position(|f| f.id == id);
            let (Some(from), Some(to)) = (place(anchor), place(here)) else {
                state.say(Meaning::Warning, state.text.range_is_lost());
                return;
            };
            for follow_up in &rows[from.min(to)..=from.max(to)] {
                follow_ups.picks.add(follow_up);
            }
            state.said = None;
        }
    }
}

/// All that the filter finds, wherever it is; none when some are picked already.
pub fn all(state: &mut State, effects: &mut Vec<Effect>) {
    if state.follow_ups.picks.is_empty() {
        let query = Query::Picks(state.follow_ups.list.filter.clone());
        effects.extend(state.jobs.ask(query).map(Effect::ask));
    } else {
        state.follow_ups.picks.clear();
    }
}

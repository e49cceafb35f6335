//! Moves from tab to tab and from row to row, and scrolls texts.

use crate::console::{draw::layout, focus::Focus, message::Effect, state::State, tabs::Tab, update::queries};

pub fn go(state: &mut State, tab: Tab, effects: &mut Vec<Effect>) {
    if state.tab == tab {
        return;
    }
    state.tab = tab;
    state.shared.focus = Focus::List;
    state.shared.detail_top = 0;
    // The message is about the tab left behind, unless it reports an outage.
    if state.outage.is_none() {
        state.shared.status = None;
    }
    // The rows in memory are shown at once, and read again since they may be old.
    queries::refresh(state, effects);
}

/// Rows that a page key moves by.
pub fn page(state: &State) -> isize {
    let panes = state.page().panes(&state.shared);
    layout::list_height(state.shared.size, &panes).saturating_sub(1).max(1).cast_signed()
}

/// Moves in the list, or scrolls the detail.
pub fn scroll(state: &mut State, rows: isize) {
    if state.shared.focus.is_reading() {
        state.shared.detail_top = state.shared.detail_top.saturating_add_signed(rows);
        return;
    }
    let total = state.page().rows(&state.shared);
    let cursor = state.page_mut().cursor_mut();
    let before = cursor.selected;
    cursor.move_by(rows, total);
    if cursor.selected != before {
        state.shared.detail_top = 0;
    }
}

/// Moves to the first or the last row of the whole list, in memory or not; or to an end of the detail.
pub fn jump(state: &mut State, to_last: bool, effects: &mut Vec<Effect>) {
    if state.shared.focus.is_reading() {
        return scroll(state, if to_last { isize::MAX } else { isize::MIN + 1 });
    }
    let query = state.tabs.jump(state.tab, &state.shared, to_last);
    state.shared.detail_top = 0;
    effects.extend(query.and_then(|query| state.jobs.enqueue(query)).map(Effect::read));
}

/// Opens the selected row, if rows have a detail.
pub fn open(state: &mut State) {
    if let Some(focus) = state.page().detail_focus().filter(|_| state.page().rows(&state.shared) > 0) {
        state.shared.focus = focus;
        state.shared.detail_top = 0;
    }
}

//! From tab to tab, from row to row, and through texts.

use crate::console::{draw::layout, focus::Focus, message::Effect, state::State, tabs::Tab, update::reading};

pub fn go(state: &mut State, tab: Tab, effects: &mut Vec<Effect>) {
    if state.tab == tab {
        return;
    }
    state.tab = tab;
    state.shared.focus = Focus::List;
    state.shared.detail_top = 0;
    // What was said belongs to what was done there.
    if state.outage.is_none() {
        state.shared.said = None;
    }
    // What is in memory is shown at once, and read again: it may be old.
    reading::refresh(state, effects);
}

/// Rows that a page key moves by.
pub fn page(state: &State) -> isize {
    let panes = state.page().panes(&state.shared);
    layout::list_height(state.shared.size, &panes).saturating_sub(1).max(1).cast_signed()
}

/// Moves in the list, or through the detail.
pub fn scroll(state: &mut State, rows: isize) {
    if state.shared.focus.is_reading() {
        state.shared.detail_top = state.shared.detail_top.saturating_add_signed(rows);
        return;
    }
    let total = state.page().rows(&state.shared);
    let cursor = state.page_mut().cursor_mut();
    let before = cursor.selected;
    cursor.step(rows, total);
    if cursor.selected != before {
        state.shared.detail_top = 0;
    }
}

/// To the first or the last row of the whole list, whether or not it is in memory; or to an end of the detail.
pub fn jump(state: &mut State, to_last: bool, effects: &mut Vec<Effect>) {
    if state.shared.focus.is_reading() {
        return scroll(state, if to_last { isize::MAX } else { isize::MIN + 1 });
    }
    let query = state.tabs.jump(state.tab, &state.shared, to_last);
    state.shared.detail_top = 0;
    effects.extend(query.and_then(|query| state.jobs.ask(query)).map(Effect::read));
}

/// Opens the selected row, where it has more to say.
pub fn open(state: &mut State) {
    if let Some(focus) = state.page().opens().filter(|_| state.page().rows(&state.shared) > 0) {
        state.shared.focus = focus;
        state.shared.detail_top = 0;
    }
}

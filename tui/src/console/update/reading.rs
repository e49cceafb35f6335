//! What is read, and when.

use crate::console::{
    draw::layout,
    message::{Effect, Loaded},
    state::{Outage, State},
    tabs::Query,
    theme::Meaning,
    trouble::Trouble,
};

/// Reads the open tab again, whatever is under way: what is may be older than the action.
pub fn refresh(state: &mut State, effects: &mut Vec<Effect>) {
    let visible = state.tabs.visible(state.tab);
    let close_up = state.tabs.close_up(state.tab, &state.shared, true);
    for query in [Some(visible), close_up].into_iter().flatten() {
        effects.extend(state.jobs.ask(query).map(Effect::read));
    }
}

/// Something may have changed: reads the open tab again, unless that is under way.
pub fn look_again(state: &mut State, effects: &mut Vec<Effect>) {
    try_again(state, effects);
    let close_up = state.tabs.close_up(state.tab, &state.shared, true);
    effects.extend(close_up.and_then(|query| state.jobs.ask_once(query)).map(Effect::read));
}

pub fn try_again(state: &mut State, effects: &mut Vec<Effect>) {
    let visible = state.tabs.visible(state.tab);
    effects.extend(state.jobs.ask_once(visible).map(Effect::read));
}

/// Nobody types: time for what is costly.
pub fn when_idle(state: &mut State, effects: &mut Vec<Effect>) {
    if std::mem::take(&mut state.shared.awaits_idle) {
        let query = state.tabs.when_idle(state.tab, &state.shared);
        effects.extend(query.and_then(|query| state.jobs.ask_once(query)).map(Effect::read));
    }
}

/// Takes what the database said; whether it said anything.
pub fn answered(
    state: &mut State,
    query: &Query,
    result: Result<Box<Loaded>, Trouble>,
    effects: &mut Vec<Effect>,
) -> bool {
    effects.extend(state.jobs.done(query).map(Effect::read));
    match result {
        Ok(loaded) => {
            take(state, *loaded);
            true
        }
        Err(trouble) => {
            lose(state, &trouble);
            false
        }
    }
}

/// The screen changes only when the data did.
fn take(state: &mut State, Loaded { rules, answer }: Loaded) {
    let shared = &mut state.shared;
    if state.outage.take().is_some() {
        shared.say(Meaning::Good, shared.text.found_again());
    }
    if std::mem::take(&mut state.is_rereading) {
        shared.say(Meaning::Muted, shared.text.refreshed());
    }
    if shared.rules != rules {
        shared.rules = rules;
        shared.is_changed = true;
    }
    let is_changed = state.tabs.take(answer, shared);
    shared.is_changed |= is_changed;
}

/// The database did not answer: the screen stays as it was.
fn lose(state: &mut State, trouble: &Trouble) {
    if state.outage.is_none() {
        let told = trouble.told(&state.shared);
        state.shared.say(Meaning::Alert, told);
    }
    // Reads that were under way together fail together: that is one failed try.
    if state.jobs.is_idle() || state.outage.is_none() {
        state.outage = Some(Outage::longer(state.outage));
    }
}

/// Brings scrolling, and what is in memory, in line with what is seen.
pub fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let (page, shared) = (state.page(), &state.shared);
    let height = layout::list_height(shared.size, &page.panes(shared));
    let rows = page.rows(shared);
    state.page_mut().cursor_mut().follow(height, rows);
    let overflow = state.page().overflow(&state.shared);
    state.shared.detail_top = state.shared.detail_top.min(overflow);
    // After a failed read the next try is the pulse's.
    if state.outage.is_none()
        && state.shared.size != (0, 0)
        && let Some(query) = state.tabs.missing(state.tab, &state.shared, height)
    {
        effects.extend(state.jobs.ask_once(query).map(Effect::read));
    }
    if let Some(query) = state.tabs.close_up(state.tab, &state.shared, false) {
        effects.extend(state.jobs.ask(query).map(Effect::read));
    }
}

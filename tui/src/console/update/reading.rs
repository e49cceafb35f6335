//! Which queries run, and when.

use crate::console::{
    draw::layout,
    message::{Effect, Loaded},
    state::{Outage, State},
    tabs::Query,
    theme::Meaning,
    trouble::Trouble,
};

/// Reads the open tab again, even if it is being read: the running query may have missed the action.
pub fn refresh(state: &mut State, effects: &mut Vec<Effect>) {
    let visible = state.tabs.visible(state.tab);
    let close_up = state.tabs.close_up(state.tab, &state.shared, true);
    for query in [Some(visible), close_up].into_iter().flatten() {
        effects.extend(state.jobs.ask(query).map(Effect::read));
    }
}

/// Reads the open tab again after a possible change, unless it is being read.
pub fn look_again(state: &mut State, effects: &mut Vec<Effect>) {
    try_again(state, effects);
    let close_up = state.tabs.close_up(state.tab, &state.shared, true);
    effects.extend(close_up.and_then(|query| state.jobs.ask_once(query)).map(Effect::read));
}

pub fn try_again(state: &mut State, effects: &mut Vec<Effect>) {
    let visible = state.tabs.visible(state.tab);
    effects.extend(state.jobs.ask_once(visible).map(Effect::read));
}

/// Starts the open tab's costly query, now that the user has stopped typing.
pub fn when_idle(state: &mut State, effects: &mut Vec<Effect>) {
    if std::mem::take(&mut state.shared.awaits_idle) {
        let query = state.tabs.when_idle(state.tab, &state.shared);
        effects.extend(query.and_then(|query| state.jobs.ask_once(query)).map(Effect::read));
    }
}

/// Handles the result of a query; returns whether it was an answer.
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

/// Stores an answer; the screen is drawn again only if the data changed.
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

/// Handles a failed query: the data on the screen stays as it was.
fn lose(state: &mut State, trouble: &Trouble) {
    if state.outage.is_none() {
        let told = trouble.told(&state.shared);
        state.shared.say(Meaning::Alert, told);
    }
    // Queries that ran together fail together, and count as one failed try.
    if state.jobs.is_idle() || state.outage.is_none() {
        state.outage = Some(Outage::longer(state.outage));
    }
}

/// Adapts scrolling to the screen, and asks for the rows it lacks.
pub fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let (page, shared) = (state.page(), &state.shared);
    let height = layout::list_height(shared.size, &page.panes(shared));
    let rows = page.rows(shared);
    state.page_mut().cursor_mut().follow(height, rows);
    let overflow = state.page().overflow(&state.shared);
    state.shared.detail_top = state.shared.detail_top.min(overflow);
    // After a failed read the next try is left to the beats.
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

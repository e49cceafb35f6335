//! Which queries run, and when.

use crate::console::{
    draw::layout,
    error::ConsoleError,
    message::{Effect, Loaded},
    state::{Outage, State},
    tabs::Query,
    theme::Meaning,
};

/// Reads the open tab again, even if it is being read: the running query may have missed the action.
pub fn refresh(state: &mut State, effects: &mut Vec<Effect>) {
    let list_query = state.tabs.list_query(state.tab);
    let detail_query = state.tabs.detail_query(state.tab, &state.shared, true);
    for query in [Some(list_query), detail_query].into_iter().flatten() {
        effects.extend(state.jobs.enqueue(query).map(Effect::read));
    }
}

/// Reads the open tab again after a possible change, unless it is being read.
pub fn refresh_if_idle(state: &mut State, effects: &mut Vec<Effect>) {
    refresh_list(state, effects);
    let detail_query = state.tabs.detail_query(state.tab, &state.shared, true);
    effects.extend(detail_query.and_then(|query| state.jobs.enqueue_once(query)).map(Effect::read));
}

pub fn refresh_list(state: &mut State, effects: &mut Vec<Effect>) {
    let list_query = state.tabs.list_query(state.tab);
    effects.extend(state.jobs.enqueue_once(list_query).map(Effect::read));
}

/// Starts the open tab's costly query, now that the user has stopped typing.
pub fn run_idle_query(state: &mut State, effects: &mut Vec<Effect>) {
    if std::mem::take(&mut state.shared.has_idle_query) {
        let query = state.tabs.idle_query(state.tab, &state.shared);
        effects.extend(query.and_then(|query| state.jobs.enqueue_once(query)).map(Effect::read));
    }
}

/// Handles the result of a query; returns whether it was an answer.
pub fn on_answer(
    state: &mut State,
    query: &Query,
    result: Result<Box<Loaded>, ConsoleError>,
    effects: &mut Vec<Effect>,
) -> bool {
    effects.extend(state.jobs.done(query).map(Effect::read));
    match result {
        Ok(loaded) => {
            store_answer(state, *loaded);
            true
        }
        Err(error) => {
            on_read_error(state, &error);
            false
        }
    }
}

/// Stores an answer; the screen is drawn again only if the data changed. Whoever is shut out sees nothing of it.
fn store_answer(state: &mut State, Loaded { role, rules, answer }: Loaded) {
    let Some(role) = role else {
        (state.is_over, state.is_shut_out) = (true, true);
        return;
    };
    let shared = &mut state.shared;
    if role != shared.user.role {
        shared.user.role = role;
        shared.set_status(Meaning::Warning, shared.text.role_changed(role));
    }
    if state.outage.take().is_some() {
        shared.set_status(Meaning::Good, shared.text.reconnected());
    }
    if std::mem::take(&mut state.is_rereading) {
        shared.set_status(Meaning::Muted, shared.text.refreshed());
    }
    if shared.rules != rules {
        shared.rules = rules;
        shared.is_changed = true;
    }
    let is_changed = state.tabs.store_answer(answer, shared);
    shared.is_changed |= is_changed;
}

/// Handles a failed query: the data on the screen stays as it was.
fn on_read_error(state: &mut State, error: &ConsoleError) {
    if state.outage.is_none() {
        let message = error.message(&state.shared);
        state.shared.set_status(Meaning::Alert, message);
    }
    // Queries that ran together fail together, and count as one failed try.
    if state.jobs.is_idle() || state.outage.is_none() {
        state.outage = Some(Outage::longer(state.outage));
    }
}

/// Adapts scrolling to the screen, and asks for the rows it lacks.
pub fn sync_view(state: &mut State, effects: &mut Vec<Effect>) {
    let (page, shared) = (state.page(), &state.shared);
    let height = layout::list_height(shared.size, &page.panes(shared));
    let rows = page.rows(shared);
    state.page_mut().cursor_mut().scroll_into_view(height, rows);
    let overflow = state.page().overflow(&state.shared);
    state.shared.detail_top = state.shared.detail_top.min(overflow);
    // After a failed read the next try is left to the beats.
    if state.outage.is_none()
        && state.shared.size != (0, 0)
        && let Some(query) = state.tabs.missing(state.tab, &state.shared, height)
    {
        effects.extend(state.jobs.enqueue_once(query).map(Effect::read));
    }
    if let Some(query) = state.tabs.detail_query(state.tab, &state.shared, false) {
        effects.extend(state.jobs.enqueue(query).map(Effect::read));
    }
}

//! What the database said.

use crate::console::{
    message::{Answer, Loaded, Query},
    state::State,
    theme::Meaning,
};

/// Puts an answer in its place, if it is still the one wanted; the screen changes only when the data did.
pub fn take(state: &mut State, query: &Query, loaded: Loaded) {
    if std::mem::take(&mut state.is_lost) {
        state.say(Meaning::Good, state.text.found_again());
    }
    if std::mem::take(&mut state.is_rereading) {
        state.say(Meaning::Muted, state.text.refreshed());
    }
    let mut changed = state.settings.as_ref() != Some(&loaded.settings)
        || state.strategies != loaded.strategies
        || state.unusable != loaded.unusable;
    state.settings = Some(loaded.settings);
    state.strategies = loaded.strategies;
    state.unusable = loaded.unusable;
    changed |= match (loaded.answer, query) {
        (Answer::Overview(figures), _) => {
            let changed = state.figures.as_ref() != Some(&figures);
            state.figures = Some(figures);
            changed
        }
        (Answer::Clients(page), Query::Clients { order, search, offset, .. }) => {
            let clients = &mut state.clients;
            // An answer to an earlier search or order is of no use.
            (*order, search) == (clients.order, &clients.search)
                && clients.list.take(*offset, page.total, page.rows, |a, b| a.profile.client_id == b.profile.client_id)
        }
        (Answer::Client(portrait), _) => {
            let changed = state.clients.portrait != portrait;
            state.clients.portrait = portrait;
            changed
        }
        (Answer::Dossier(reading), _) => {
            let changed = state.follow_ups.reading != reading;
            state.follow_ups.reading = reading;
            changed
        }
        (Answer::FollowUps(page), Query::FollowUps { status, offset, .. }) => {
            *status == state.follow_ups.filter
                && state.follow_ups.list.take(*offset, page.total, page.rows, |a, b| a.id == b.id)
        }
        _ => false,
    };
    state.is_changed |= changed;
}

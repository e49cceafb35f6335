//! What the database said.

use crate::console::{
    dialogs::state::{Asked, Dialog},
    message::{Answer, Loaded, Query},
    state::State,
    theme::Meaning,
};

/// Puts an answer in its place, if it is still the one wanted; the screen changes only when the data
/// did. Whether it did.
pub fn take(state: &mut State, query: &Query, loaded: Loaded) -> bool {
    if state.outage.take().is_some() {
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
            let changed = state.figures.as_deref() != Some(&*figures);
            state.figures = Some(figures);
            changed
        }
        (Answer::Clients(page), Query::Clients(asked)) => state.clients.list.take(asked, page),
        (Answer::Counted(counted), Query::CountClients(place)) => {
            let list = &mut state.clients.list;
            // A count for another filter is of no use.
            place.filter == list.filter && list.counted(place.key.as_ref().filter(|_| place.sort == list.sort), counted)
        }
        (Answer::Counted(counted), Query::CountFollowUps(place)) => {
            let list = &mut state.follow_ups.list;
            place.filter == list.filter && list.counted(place.key.as_ref().filter(|_| place.sort == list.sort), counted)
        }
        (Answer::Picks { picks, is_all }, Query::Picks(filter)) => {
            if *filter == state.follow_ups.list.filter {
                if !is_all {
                    state.say(Meaning::Warning, state.text.picked_as_many_as_may_be(picks.len()));
                }
                state.follow_ups.picks.extend(picks);
            }
            true
        }
        (Answer::Client(client_detail), _) => {
            let changed = state.clients.client_detail != client_detail;
            state.clients.client_detail = client_detail;
            changed
        }
        (Answer::Preview(preview), Query::Preview(strategy)) => match &mut state.dialog {
            Some(Dialog::Form(form)) if form.previewed.as_ref() == Some(&**strategy) => {
                form.preview = Some(*preview);
                true
            }
            _ => false,
        },
        (Answer::ThresholdCounts(marked), _) => match &mut state.dialog {
            Some(Dialog::Ask(ask)) if matches!(ask.what, Asked::Setting(_)) => {
                ask.marked = Some(marked);
                true
            }
            _ => false,
        },
        (Answer::FollowUpDetail(reading), _) => {
            let changed = state.follow_ups.reading != reading;
            state.follow_ups.reading = reading;
            changed
        }
        (Answer::FollowUps(page), Query::FollowUps(asked)) => state.follow_ups.list.take(asked, page),
        (Answer::Rules(changes), _) => {
            let changed = state.setting_changes != changes;
            state.setting_changes = changes;
            changed
        }
        _ => false,
    };
    state.is_changed |= changed;
    changed
}

//! Carries out the requests of tabs.

use crate::console::{
    lead::Lead,
    message::{Effect, Task},
    state::{State, Work},
    tab::{Page, Request},
    tabs::{Deed, Query, Tab},
    theme::Meaning,
    update::moving,
};

pub fn perform(state: &mut State, requests: Vec<Request<Query, Deed>>, effects: &mut Vec<Effect>) {
    for request in requests {
        match request {
            Request::Read(query) => effects.extend(state.jobs.ask(query).map(Effect::read)),
            Request::Do(deed) => start(state, deed, effects),
            Request::Terminal(call) => effects.push(Effect::Terminal(call)),
            Request::Follow(lead) => follow(state, lead, effects),
            Request::Quit => state.is_over = true,
        }
    }
}

/// Starts an action, unless another is running.
fn start(state: &mut State, deed: Deed, effects: &mut Vec<Effect>) {
    if state.work.is_some() {
        return state.shared.say(Meaning::Warning, state.shared.text.busy());
    }
    state.work = Some(Work { is_short: deed.is_short(), progress: None });
    effects.push(Effect::Task(Task::Do(deed)));
}

/// Goes to the tab that the lead points to.
fn follow(state: &mut State, lead: Lead, effects: &mut Vec<Effect>) {
    match lead {
        Lead::FollowUps(filter) => {
            moving::go(state, Tab::FollowUps, effects);
            state.tabs.follow_ups.search_for(filter.to_owned());
        }
        Lead::Strategies => moving::go(state, Tab::Strategies, effects),
        Lead::Setting(name) => {
            moving::go(state, Tab::Settings, effects);
            state.tabs.settings.select(name);
        }
    }
}

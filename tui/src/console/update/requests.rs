//! Carries out the requests of tabs.

use crate::console::{
    link::Link,
    message::{Effect, Task},
    state::{RunningAction, State},
    tab::{Page, Request},
    tabs::{Action, Query, Tab},
    theme::Meaning,
    update::navigation,
};

pub fn perform(state: &mut State, requests: Vec<Request<Query, Action>>, effects: &mut Vec<Effect>) {
    for request in requests {
        match request {
            Request::Read(query) => effects.extend(state.jobs.enqueue(query).map(Effect::read)),
            Request::Do(action) => start(state, action, effects),
            Request::Terminal(call) => effects.push(Effect::Terminal(call)),
            Request::Open(link) => open_link(state, link, effects),
            Request::Quit => state.is_over = true,
        }
    }
}

/// Starts an action, unless another is running.
fn start(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    if state.running.is_some() {
        return state.shared.set_status(Meaning::Warning, state.shared.text.busy());
    }
    state.running = Some(RunningAction { is_short: action.is_short(), progress: None });
    effects.push(Effect::Task(Task::Do(action)));
}

/// Goes to the tab that the link points to.
fn open_link(state: &mut State, link: Link, effects: &mut Vec<Effect>) {
    match link {
        Link::FollowUps(filter) => {
            navigation::go(state, Tab::FollowUps, effects);
            state.tabs.follow_ups.search_for(filter.to_owned());
        }
        Link::Strategies => navigation::go(state, Tab::Strategies, effects),
        Link::Setting(name) => {
            navigation::go(state, Tab::Settings, effects);
            state.tabs.settings.select(name);
        }
    }
}

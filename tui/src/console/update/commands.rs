//! Runs the commands of keys while no dialog is open.

use crate::console::{
    commands::{self, Command},
    dialogs::{help::Help, palette::Palette},
    focus::Focus,
    keys::CommandInfo,
    list::search,
    message::Effect,
    state::{Overlay, State},
    terminal::Call,
    theme::Meaning,
    update::{navigation, queries, requests},
};

pub fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    // Refused before the user types what could not be saved; the operation checks the right again.
    let right = command.needs();
    if !state.shared.may(right) {
        let message = state.shared.text.not_allowed(state.shared.user.role, right.needs());
        return state.shared.set_status(Meaning::Warning, message);
    }
    match command {
        Command::Tab(command) => {
            let requests = state.tabs.run(command, &mut state.shared);
            requests::perform(state, requests, effects);
        }
        Command::Search(command) => search(state, command),
        Command::Quit | Command::Stop => state.is_over = true,
        Command::Suspend => effects.push(Effect::Terminal(Call::Suspend)),
        Command::Help => state.overlay = Some(Overlay::Help(Help { rows: commands::help(state.tab), top: 0 })),
        Command::Palette => {
            let entries = commands::palette_entries(&state.tabs, state.tab, &state.shared.focus);
            state.overlay = Some(Overlay::Palette(Box::new(Palette::open(entries))));
        }
        Command::Refresh => {
            state.is_rereading = true;
            state.shared.set_status(Meaning::Muted, state.shared.text.loading());
            queries::refresh(state, effects);
        }
        Command::Mouse => mouse(state, effects),
        Command::Go(tab) => navigation::go(state, tab, effects),
        Command::NextTab => navigation::go(state, state.tab.next(), effects),
        Command::PreviousTab => navigation::go(state, state.tab.previous(), effects),
        Command::Up => navigation::scroll(state, -1),
        Command::Down => navigation::scroll(state, 1),
        Command::PageUp => navigation::scroll(state, -navigation::page(state)),
        Command::PageDown => navigation::scroll(state, navigation::page(state)),
        Command::First => navigation::jump(state, false, effects),
        Command::Last => navigation::jump(state, true, effects),
        Command::Open => navigation::open(state),
        Command::Back => state.shared.focus = Focus::List,
    }
}

fn search(state: &mut State, command: search::Command) {
    match command {
        search::Command::Up => navigation::scroll(state, -1),
        search::Command::Down => navigation::scroll(state, 1),
        search::Command::Keep => state.shared.focus = Focus::List,
        search::Command::Clear => {
            state.shared.focus = Focus::List;
            state.page_mut().search_for(String::new());
        }
    }
}

fn mouse(state: &mut State, effects: &mut Vec<Effect>) {
    state.has_mouse = !state.has_mouse;
    let text = state.shared.text;
    state.shared.set_status(Meaning::Muted, if state.has_mouse { text.mouse_on() } else { text.mouse_off() });
    effects.push(Effect::Terminal(Call::Mouse(state.has_mouse)));
}

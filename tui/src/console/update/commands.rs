//! What keys do while no dialog is open.

use relance::{
    follow_up::Status,
    settings::{Delivery, Key},
    store::ClientOrder,
};

use crate::console::{
    keys::Command,
    message::{Deed, Effect},
    state::{
        Dialog, Focus, Line, State, StrategyRow, Tab,
        dialog::{Ask, Asked, Editor},
    },
    theme::Meaning,
    update::{refresh, start},
    view::layout,
};

pub fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Quit | Command::Stop => state.is_over = true,
        Command::Help => state.dialog = Some(Dialog::Help { top: 0 }),
        Command::Refresh => {
            state.is_rereading = true;
            state.say(Meaning::Muted, state.text.loading());
            effects.extend(refresh(state));
        }
        Command::Go(tab) => go(state, tab, effects),
        Command::NextTab => go(state, state.tab.next(), effects),
        Command::PreviousTab => go(state, state.tab.previous(), effects),
        Command::Up => scroll(state, -1),
        Command::Down => scroll(state, 1),
        Command::PageUp => scroll(state, -page(state)),
        Command::PageDown => scroll(state, page(state)),
        Command::First => scroll(state, isize::MIN + 1),
        Command::Last => scroll(state, isize::MAX),
        Command::Open => open(state),
        Command::Back => state.focus = Focus::List,
        Command::Tick => ask_tick(state),
        Command::Search => {
            state.focus = Focus::Search(Box::new(Line::new(&state.clients.search)));
        }
        Command::Accept => state.focus = Focus::List,
        Command::Dismiss => {
            state.focus = Focus::List;
            search_for(state, String::new());
        }
        Command::Sort => sort(state),
        Command::Filter => filter(state),
        Command::Generate => ask_generate(state),
        Command::Approve => {
            if let Some(id) = selected_follow_up(state) {
                start(state, Deed::Approve(id), effects);
            }
        }
        Command::SendNow => ask_send(state),
        Command::Edit => edit(state),
        Command::Cancel => {
            if let Some(id) = selected_follow_up(state) {
                ask(state, Asked::Reason(id), "");
            }
        }
        Command::Reschedule => {
            if let Some(id) = selected_follow_up(state) {
                ask(state, Asked::Date(id), "");
            }
        }
        Command::Switch => switch(state, effects),
        Command::Change => {
            if let (Some(key), Some(settings)) = (state.setting(), &state.settings) {
                let value = shown(state, key, settings);
                ask(state, Asked::Setting(key.name), &value);
            }
        }
        Command::Yes | Command::No | Command::Save | Command::OtherField => {}
    }
}

fn shown(state: &State, key: &Key, settings: &relance::settings::Settings) -> String {
    state.text.setting_value(&settings.get(key.name).unwrap_or_default())
}

fn go(state: &mut State, tab: Tab, effects: &mut Vec<Effect>) {
    if state.tab != tab {
        state.tab = tab;
        state.focus = Focus::List;
        state.detail_top = 0;
        // What was said belongs to what was done there.
        if !state.is_lost {
            state.said = None;
        }
        // What is in memory is shown at once, and read again: it may be old.
        effects.extend(refresh(state));
    }
}

fn page(state: &State) -> isize {
    layout::list_height(state).saturating_sub(1).max(1) as isize
}

/// Moves in the list, or through the detail.
fn scroll(state: &mut State, rows: isize) {
    if matches!(state.focus, Focus::Detail) {
        state.detail_top = state.detail_top.saturating_add_signed(rows);
        return;
    }
    let total = state.rows();
    let before = state.cursor().selected;
    if let Some(cursor) = state.cursor_mut() {
        cursor.step(rows, total);
    }
    if state.cursor().selected != before {
        state.detail_top = 0;
    }
}

fn open(state: &mut State) {
    if state.tab.has_detail() && state.rows() > 0 {
        state.focus = Focus::Detail;
    }
}

/// Searches as one types: a read that is under way is finished, and only the latest text waits.
pub fn search_for(state: &mut State, text: String) {
    if state.clients.search != text {
        state.clients.search = text;
        state.clients.list.reset();
        state.clients.list.total = 0;
    }
}

fn sort(state: &mut State) {
    let all = ClientOrder::ALL;
    let place = all.iter().position(|order| *order == state.clients.order).unwrap_or(0);
    state.clients.order = all[(place + 1) % all.len()];
    state.clients.list.reset();
}

fn filter(state: &mut State) {
    state.follow_ups.filter = match state.follow_ups.filter {
        None => Some(Status::ALL[0]),
        Some(status) => {
            let place = Status::ALL.iter().position(|s| *s == status).unwrap_or(0);
            Status::ALL.get(place + 1).copied()
        }
    };
    state.follow_ups.list.reset();
    state.detail_top = 0;
    state.focus = Focus::List;
}

fn selected_follow_up(state: &mut State) -> Option<uuid::Uuid> {
    let id = state.follow_up().map(|f| f.id);
    if id.is_none() {
        let is_loaded = state.follow_ups.list.is_loaded;
        state.say(Meaning::Muted, if is_loaded { state.text.nothing_selected() } else { state.text.loading() });
    }
    id
}

fn ask(state: &mut State, what: Asked, text: &str) {
    state.dialog = Some(Dialog::Ask(Box::new(Ask { what, line: Line::new(text), error: None })));
}

fn edit(state: &mut State) {
    if selected_follow_up(state).is_none() {
        return;
    }
    let Some(follow_up) = state.follow_up() else { return };
    // Said before a text is written that could not be saved.
    if let Err(step) = follow_up.allows(relance::follow_up::Step::Edit) {
        let told = state.text.desk_error(&step.into(), state.zone());
        state.say(Meaning::Warning, told);
        return;
    }
    state.dialog = Some(Dialog::Editor(Box::new(Editor::open(follow_up))));
}

fn ask_send(state: &mut State) {
    if selected_follow_up(state).is_none() {
        return;
    }
    let Some(follow_up) = state.follow_up() else { return };
    let channel = state.text.channel_word(follow_up.channel);
    let question = state.text.ask_send(follow_up.client_id.as_str(), channel);
    let deed = Deed::SendNow(follow_up.id);
    state.dialog = Some(Dialog::Confirm { question, deed });
}

fn ask_generate(state: &mut State) {
    let Some(insight) = state.client() else {
        state.say(Meaning::Muted, state.text.nothing_selected());
        return;
    };
    let id = insight.profile.client_id.clone();
    let strategy = insight.assessment.recommended.as_ref().map_or(state.text.none(), |s| state.strategy_name(s));
    let question = state.text.ask_generate(id.as_str(), strategy);
    state.dialog = Some(Dialog::Confirm { question, deed: Deed::Generate(id) });
}

fn ask_tick(state: &mut State) {
    let Some(settings) = &state.settings else {
        state.say(Meaning::Muted, state.text.wait_for_settings());
        return;
    };
    let sends = state.can_carry && settings.delivery == Delivery::Outbox;
    let question = if sends { state.text.outbox_ticks() } else { state.text.lambda_ticks() };
    state.dialog = Some(Dialog::Confirm { question: question.to_owned(), deed: Deed::Tick });
}

fn switch(state: &mut State, effects: &mut Vec<Effect>) {
    match state.strategy_row(state.strategy_cursor.selected) {
        Some(StrategyRow::Usable(strategy)) => {
            let deed = Deed::Switch { id: strategy.id.clone(), active: !strategy.is_active };
            start(state, deed, effects);
        }
        Some(StrategyRow::Unusable(_)) => state.say(Meaning::Warning, state.text.unusable_fixed_elsewhere()),
        None => state.say(Meaning::Muted, state.text.nothing_selected()),
    }
}

//! What keys do while no dialog is open.

use relance::{
    follow_up::Status,
    settings::{Delivery, KEYS, Key},
    store::pages::{ClientColumn, FollowUpColumn, Sort},
};

use crate::console::{
    dialogs::{
        palette::state::Palette,
        state::{Ask, Asked, Dialog},
    },
    keys::Command,
    line::Line,
    message::{Call, Deed, Effect, Query},
    state::{Clients, Focus, FollowUps, State, StrategyRow, Tab},
    tabs::{
        follow_ups::{deciding, picking},
        overview::alerts::{Lead, alerts},
        strategies::form::{self, state::Form},
    },
    theme::Meaning,
    update::{refresh, start},
    view::layout,
};

pub fn run(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    // Said before anything is typed that could not be saved; the operation checks it again.
    if let Some(right) = command.needs().filter(|right| !state.role.may(*right)) {
        let told = state.text.not_allowed(state.role, right.needs());
        state.say(Meaning::Warning, told);
        return;
    }
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
        Command::First => jump(state, false, effects),
        Command::Last => jump(state, true, effects),
        Command::Open if state.tab == Tab::Overview => follow_lead(state, effects),
        Command::Open => open(state),
        Command::Back => state.focus = Focus::List,
        Command::Tick => ask_tick(state),
        Command::Resume => resume(state, effects),
        Command::Search => {
            let text = state.search().map_or("", |search| search.text.as_str());
            state.focus = Focus::Search(Box::new(Line::new(text)));
        }
        Command::Accept => state.focus = Focus::List,
        Command::Dismiss => {
            state.focus = Focus::List;
            search_for(state, String::new());
        }
        Command::Sort => sort(state),
        Command::Filter => filter(state),
        Command::Generate => ask_generate(state),
        Command::Approve
        | Command::Edit
        | Command::Cancel
        | Command::Reschedule
        | Command::SendNow
        | Command::Settle => deciding::run(state, command, effects),
        Command::TakeBack => deciding::take_back(state, effects),
        Command::Pick => picking::toggle(state),
        Command::PickRange => picking::range(state),
        Command::Next => step(state, 1),
        Command::Previous => step(state, -1),
        Command::OtherForm => {
            state.follow_ups.as_html = !state.follow_ups.as_html;
            state.detail_top = 0;
        }
        Command::Palette => state.dialog = Some(Dialog::Palette(Box::new(Palette::open(state.contexts())))),
        Command::Switch => switch(state, effects),
        Command::Change => {
            if let (Some(key), Some(settings)) = (state.setting(), &state.settings) {
                let value = shown(state, key, settings);
                let what = Asked::Setting(key.name);
                let ask = Ask { what, about: None, line: Line::new(&value), error: None, marked: None };
                effects.extend(
                    crate::console::dialogs::update::threshold_counts(state, &ask)
                        .and_then(|q| state.jobs.ask(q))
                        .map(Effect::ask),
                );
                state.dialog = Some(Dialog::Ask(Box::new(ask)));
            }
        }
        Command::Copy => copy(state, effects),
        Command::Mouse => {
            state.has_mouse = !state.has_mouse;
            let told = if state.has_mouse { state.text.mouse_on() } else { state.text.mouse_off() };
            state.say(Meaning::Muted, told);
            effects.push(Effect::Terminal(Call::Mouse(state.has_mouse)));
        }
        Command::Suspend => effects.push(Effect::Terminal(Call::Suspend)),
        // Of dialogs.
        Command::Yes
        | Command::No
        | Command::Save
        | Command::OtherField
        | Command::NextChoice
        | Command::PreviousChoice
        | Command::AddRow
        | Command::RemoveRow => {}
        Command::Reverse => reverse(state),
        Command::PickAll => picking::all(state, effects),
        Command::NewStrategy => write_strategy(state, true, effects),
        Command::EditStrategy => write_strategy(state, false, effects),
        Command::ResetStrategy => ask_reset(state),
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
        if state.outage.is_none() {
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
    if matches!(state.focus, Focus::Detail | Focus::Review) {
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
        state.focus = if state.tab == Tab::FollowUps { Focus::Review } else { Focus::Detail };
        state.detail_top = 0;
    }
}

/// To where the selected alert is looked after.
fn follow_lead(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(alert) = alerts(state).into_iter().nth(state.alert_cursor.selected) else { return };
    match alert.lead {
        Lead::FollowUps(filter) => {
            go(state, Tab::FollowUps, effects);
            search_for(state, filter.to_owned());
        }
        Lead::Tab(tab) => go(state, tab, effects),
        Lead::Setting(name) => {
            go(state, Tab::Settings, effects);
            state.setting_cursor.selected = KEYS.iter().position(|key| key.name == name).unwrap_or(0);
        }
        Lead::Here => state.say(Meaning::Muted, state.text.resume_with_p()),
    }
}

/// On to another row while one is open.
fn step(state: &mut State, rows: isize) {
    let total = state.rows();
    if let Some(cursor) = state.cursor_mut() {
        cursor.step(rows, total);
    }
    state.detail_top = 0;
}

/// To the first or the last row of the whole list, whether or not it is in memory.
fn jump(state: &mut State, to_last: bool, effects: &mut Vec<Effect>) {
    if matches!(state.focus, Focus::Detail | Focus::Review) || matches!(state.tab, Tab::Strategies | Tab::Settings) {
        return scroll(state, if to_last { isize::MAX } else { isize::MIN + 1 });
    }
    let query = match state.tab {
        Tab::Clients => state.clients.list.jump(to_last).map(Query::Clients),
        Tab::FollowUps => state.follow_ups.list.jump(to_last).map(Query::FollowUps),
        _ => None,
    };
    state.detail_top = 0;
    effects.extend(query.and_then(|query| state.jobs.ask(query)).map(Effect::ask));
}

/// Filters as one types: a read that is under way is finished, and only the latest text waits.
pub fn search_for(state: &mut State, text: String) {
    match state.tab {
        Tab::Clients => {
            let Clients { list, search, .. } = &mut state.clients;
            if let Some(filter) = search.write(text).filter(|filter| *filter != list.filter) {
                list.turn_to(filter, list.sort);
            }
        }
        Tab::FollowUps => {
            let FollowUps { list, search, picks, .. } = &mut state.follow_ups;
            if let Some(filter) = search.write(text).filter(|filter| *filter != list.filter) {
                list.turn_to(filter, list.sort);
                // Nothing is decided about what is not on the screen.
                picks.clear();
            }
        }
        _ => {}
    }
}

/// The next of `all`, from the last on to the first.
fn next_of<T: Copy + PartialEq>(all: &[T], here: T) -> T {
    let place = all.iter().position(|one| *one == here).unwrap_or(0);
    all[(place + 1) % all.len()]
}

fn sort(state: &mut State) {
    match state.tab {
        Tab::Clients => {
            let list = &mut state.clients.list;
            list.turn_to(list.filter.clone(), Sort::by(next_of(&ClientColumn::ALL, list.sort.by)));
        }
        Tab::FollowUps => {
            let list = &mut state.follow_ups.list;
            let sort = Sort { by: next_of(&FollowUpColumn::ALL, list.sort.by), descending: false };
            list.turn_to(list.filter.clone(), sort);
        }
        _ => {}
    }
}

fn reverse(state: &mut State) {
    match state.tab {
        Tab::Clients => {
            let list = &mut state.clients.list;
            list.turn_to(list.filter.clone(), Sort { descending: !list.sort.descending, ..list.sort });
        }
        Tab::FollowUps => {
            let list = &mut state.follow_ups.list;
            list.turn_to(list.filter.clone(), Sort { descending: !list.sort.descending, ..list.sort });
        }
        _ => {}
    }
}

/// From one status to the next, and after the last to all: a short way to write `status:…`.
fn filter(state: &mut State) {
    let text = state.follow_ups.search.text.trim();
    let here = text.strip_prefix("status:").and_then(|status| status.parse::<Status>().ok());
    let next = match here {
        None => Some(Status::ALL[0]),
        Some(status) => Status::ALL.iter().skip_while(|s| **s != status).nth(1).copied(),
    };
    search_for(state, next.map(|status| format!("status:{status}")).unwrap_or_default());
    state.detail_top = 0;
    state.focus = Focus::List;
}

/// Hands the client's address, or the message under review, to the terminal's own clipboard.
fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let copied = match state.tab {
        Tab::FollowUps => state.follow_up().map(|follow_up| follow_up.draft.message.clone()),
        _ => state.client().map(|client| client.client_id.to_string()),
    };
    match copied {
        Some(text) => {
            effects.push(Effect::Terminal(Call::Copy(text)));
            state.say(Meaning::Muted, state.text.copied());
        }
        None => state.say(Meaning::Muted, state.text.nothing_selected()),
    }
}

fn ask_generate(state: &mut State) {
    let Some(client) = state.client() else {
        state.say(Meaning::Muted, state.text.nothing_selected());
        return;
    };
    let id = client.client_id.clone();
    let strategy = client.strategy.as_ref().map_or(state.text.none(), |s| state.strategy_name(s));
    let question = state.text.ask_generate(id.as_str(), strategy);
    state.dialog = Some(Dialog::Confirm { question, deed: Deed::Generate(id) });
}

/// Lets the first paused channel send again.
fn resume(state: &mut State, effects: &mut Vec<Effect>) {
    match state.figures.as_ref().and_then(|figures| figures.pauses.first()) {
        Some(pause) => start(state, Deed::Resume(pause.channel), effects),
        None => state.say(Meaning::Muted, state.text.nothing_paused()),
    }
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

fn write_strategy(state: &mut State, is_new: bool, effects: &mut Vec<Effect>) {
    let seen = match state.strategy_row(state.strategy_cursor.selected) {
        _ if is_new => None,
        Some(StrategyRow::Usable(strategy)) => Some(strategy.clone()),
        _ => return state.say(Meaning::Warning, state.text.unusable_fixed_elsewhere()),
    };
    let mut form = Box::new(Form::open(seen.as_ref()));
    if !is_new {
        form::update::look_ahead(state, &mut form, effects);
    }
    state.dialog = Some(Dialog::Form(form));
}

fn ask_reset(state: &mut State) {
    let id = match state.strategy_row(state.strategy_cursor.selected) {
        Some(StrategyRow::Usable(strategy)) => strategy.id.clone(),
        Some(StrategyRow::Unusable(unusable)) => unusable.id.clone(),
        None => return,
    };
    let question = state.text.ask_reset(state.strategy_name(&id));
    state.dialog = Some(Dialog::Confirm { question, deed: Deed::ResetStrategy(id) });
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

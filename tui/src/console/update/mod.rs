//! The one place where the console changes: a message in, effects out. Nothing here waits or touches the world.

use crossterm::event::KeyEvent;
use relance::{
    engine::EngineError,
    operations::OperationError,
    store::{cause, is_full},
};

use crate::console::{
    dialogs::state::{Dialog, EditorField, Leaving},
    keys::{self, Command},
    list::List,
    message::{Deed, Effect, Message, Place, Query, Trouble},
    state::{Focus, Outage, State, Tab},
    tabs::strategies::form::state::Input,
    theme::Meaning,
    view::layout,
};

mod ahead;
mod answers;
pub mod commands;
mod mouse;
mod outcomes;

pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = Vec::new();
    match message {
        Message::Clock(now) => state.now = now,
        Message::Resize(columns, rows) => {
            state.is_changed |= state.size != (columns, rows);
            state.size = (columns, rows);
        }
        Message::Key(key) => {
            state.is_changed = true;
            ahead::take(state, key, &mut effects);
        }
        Message::Mouse(event) => mouse::on_mouse(state, event, &mut effects),
        Message::Paste(text) => {
            state.is_changed = true;
            paste(state, &text);
        }
        Message::Pulse => {
            let query = visible(state);
            effects.extend(state.jobs.ask_once(query).map(Effect::ask));
            effects.extend(close_up(state).and_then(|q| state.jobs.ask_once(q)).map(Effect::ask));
        }
        Message::Beat => {
            if state.outage.as_mut().is_some_and(Outage::beat) {
                let query = visible(state);
                effects.extend(state.jobs.ask_once(query).map(Effect::ask));
            }
        }
        Message::Pause => {
            if std::mem::take(&mut state.is_count_wanted) {
                effects.extend(count(state).and_then(|q| state.jobs.ask_once(q)).map(Effect::ask));
            }
        }
        Message::Answered(query, result) => {
            effects.extend(state.jobs.done(query.kind()).map(Effect::ask));
            match result {
                Ok(loaded) => {
                    let is_page = matches!(query, Query::Clients(_) | Query::FollowUps(_));
                    state.is_count_wanted |= answers::take(state, &query, *loaded) && is_page;
                    ahead::catch_up(state, &mut effects);
                }
                Err(error) => {
                    lose(state, &error);
                    state.ahead.clear();
                }
            }
        }
        Message::Progress(stage, done, total) => {
            if let Some(work) = &mut state.work {
                work.progress = Some((stage, done, total));
                state.is_changed = true;
            }
        }
        Message::Done(deed, result) => {
            state.work = None;
            state.is_changed = true;
            match result {
                Ok(outcome) => {
                    outcomes::succeed(state, &deed, outcome);
                    ahead::catch_up(state, &mut effects);
                }
                Err(trouble) => {
                    fail(state, &deed, &trouble);
                    state.ahead.clear();
                }
            }
            effects.extend(refresh(state));
        }
    }
    settle(state, &mut effects);
    effects
}

/// What the open tab shows, as a query.
pub fn visible(state: &State) -> Query {
    match state.tab {
        Tab::Overview => Query::Overview,
        Tab::Clients => Query::Clients(state.clients.list.again()),
        Tab::FollowUps => Query::FollowUps(state.follow_ups.list.again()),
        Tab::Strategies | Tab::Settings => Query::Rules,
    }
}

/// What the open tab needs and has not got.
fn missing(state: &State, height: usize) -> Option<Query> {
    match state.tab {
        Tab::Overview => state.figures.is_none().then_some(Query::Overview),
        Tab::Clients => state.clients.list.missing(height).map(Query::Clients),
        Tab::FollowUps => state.follow_ups.list.missing(height).map(Query::FollowUps),
        Tab::Strategies | Tab::Settings => state.settings.is_none().then_some(Query::Rules),
    }
}

/// Counts the open list, which takes its time where there are many rows.
fn count(state: &State) -> Option<Query> {
    match state.tab {
        Tab::Clients => {
            let List { filter, sort, .. } = &state.clients.list;
            let key = state.clients.list.to_count()?;
            Some(Query::CountClients(Place { filter: filter.clone(), sort: *sort, key }))
        }
        Tab::FollowUps => {
            let List { filter, sort, .. } = &state.follow_ups.list;
            let key = state.follow_ups.list.to_count()?;
            Some(Query::CountFollowUps(Place { filter: filter.clone(), sort: *sort, key }))
        }
        _ => None,
    }
}

/// All about the selected row, where it can be seen: a client's client_detail, the follow_up_detail of a follow-up under review.
fn close_up(state: &State) -> Option<Query> {
    match (state.tab, &state.focus) {
        (Tab::Clients, _) if layout::shows_detail(state) => {
            state.client().map(|client| Query::Client(client.client_id.clone()))
        }
        (Tab::FollowUps, Focus::Review) => state.follow_up().map(|follow_up| Query::FollowUpDetail(follow_up.id)),
        _ => None,
    }
}

/// Reads the open tab again, whatever is under way: what is may be older than the action.
pub fn refresh(state: &mut State) -> Vec<Effect> {
    let mut queries = vec![visible(state)];
    if let Some(query) = close_up(state) {
        note(state, &query);
        queries.push(query);
    }
    queries.into_iter().filter_map(|q| state.jobs.ask(q)).map(Effect::ask).collect()
}

/// Remembers what was asked for; `false` when it was already. What is gone has no close-up, however often one asks.
fn note(state: &mut State, query: &Query) -> bool {
    match query {
        Query::Client(id) => state.clients.asked.replace(id.clone()).as_ref() != Some(id),
        Query::FollowUpDetail(id) => state.follow_ups.asked.replace(*id) != Some(*id),
        _ => true,
    }
}

/// Brings scrolling, and what is in memory, in line with what is seen.
fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let (height, total) = (layout::list_height(state), state.rows());
    if let Some(cursor) = state.cursor_mut() {
        cursor.follow(height, total);
    }
    state.detail_top = state.detail_top.min(layout::detail_overflow(state));
    // After a failed read the next try is the pulse's.
    if state.outage.is_none()
        && state.size != (0, 0)
        && let Some(query) = missing(state, height)
    {
        effects.extend(state.jobs.ask_once(query).map(Effect::ask));
    }
    if let Some(query) = close_up(state)
        && note(state, &query)
    {
        effects.extend(state.jobs.ask(query).map(Effect::ask));
    }
}

fn on_key(state: &mut State, key: KeyEvent, effects: &mut Vec<Effect>) {
    let key = keys::normalised(key);
    let command = keys::command(&state.contexts(), key);
    match command {
        Some(Command::Stop) => return stop(state),
        Some(Command::Suspend) => return commands::run(state, Command::Suspend, effects),
        _ => {}
    }
    match (state.dialog.take(), command) {
        (Some(dialog), command) => crate::console::dialogs::update::on_key(state, dialog, command, key, effects),
        (None, Some(command)) => commands::run(state, command, effects),
        (None, None) => {
            if let Focus::Search(line) = &mut state.focus
                && line.input(key)
            {
                let text = line.text();
                commands::search_for(state, text);
            }
        }
    }
}

/// Ends the console; a changed text is asked about first, and a second Control-C means it.
fn stop(state: &mut State) {
    match &mut state.dialog {
        Some(Dialog::Editor(editor)) if editor.is_changed() && editor.asking != Some(Leaving::Quit) => {
            editor.asking = Some(Leaving::Quit);
        }
        Some(Dialog::Form(form)) if form.is_changed() && !form.asking => form.asking = true,
        _ => state.is_over = true,
    }
}

fn paste(state: &mut State, text: &str) {
    match &mut state.dialog {
        Some(Dialog::Ask(ask)) => ask.line.paste(text),
        Some(Dialog::Palette(palette)) => palette.line.paste(text),
        Some(Dialog::Form(form)) if !form.asking => match &mut form.cells[form.at].input {
            Input::Line(line) => line.paste(text),
            Input::Area(area) => drop(area.insert_str(text.replace("\r\n", "\n").replace('\r', "\n"))),
            Input::Choice(_) => {}
        },
        Some(Dialog::Editor(editor)) if editor.asking.is_none() => match editor.field {
            EditorField::Subject => editor.subject.paste(text),
            EditorField::Message => {
                let clean: String = text.replace("\r\n", "\n").replace('\r', "\n");
                editor.message.insert_str(clean);
            }
        },
        Some(_) => {}
        None => {
            if let Focus::Search(line) = &mut state.focus {
                line.paste(text);
                let text = line.text();
                commands::search_for(state, text);
            }
        }
    }
}

/// Starts an action, unless another is under way.
pub fn start(state: &mut State, deed: Deed, effects: &mut Vec<Effect>) {
    if state.work.is_some() {
        state.say(Meaning::Warning, state.text.busy());
        return;
    }
    let is_short = matches!(deed, Deed::Decide { .. } | Deed::TakeBack(_));
    state.work = Some(crate::console::state::Work { progress: None, is_short });
    effects.push(Effect::act(deed));
}

/// The database did not answer: the screen stays as it was.
fn lose(state: &mut State, trouble: &Trouble) {
    if state.outage.is_none() {
        state.say(Meaning::Alert, told(state, trouble));
    }
    // Reads that were under way together fail together: that is one failed try.
    if state.jobs.is_idle() || state.outage.is_none() {
        state.outage = Some(Outage::longer(state.outage));
    }
}

pub fn told(state: &State, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Operation(error) => state.text.operation_error(error, state.zone()),
        Trouble::Engine(EngineError::Database(error)) => state.text.database_error(&cause(error)),
        Trouble::Engine(EngineError::Step(error)) => {
            state.text.operation_error(&OperationError::Step(*error), state.zone())
        }
        Trouble::Broken => state.text.broken().to_owned(),
    }
}

/// Says why an action was not done, beside what was typed where there is such a place.
fn fail(state: &mut State, deed: &Deed, trouble: &Trouble) {
    let told = match trouble {
        Trouble::Operation(OperationError::Database(error)) | Trouble::Engine(EngineError::Database(error)) => {
            if is_full(error) {
                state.text.disk_full().to_owned()
            } else {
                state.text.not_done(&cause(error))
            }
        }
        trouble => told(state, trouble),
    };
    match state.dialog.as_mut().filter(|dialog| dialog.awaits(deed)) {
        Some(Dialog::Ask(ask)) => ask.error = Some(told),
        Some(Dialog::Form(form)) => form.error = Some(told),
        Some(Dialog::Editor(editor)) => editor.error = Some(told),
        _ => {
            let is_known =
                matches!(trouble, Trouble::Operation(error) if !matches!(error, OperationError::Database(_)));
            state.say(if is_known { Meaning::Warning } else { Meaning::Alert }, told);
        }
    }
}

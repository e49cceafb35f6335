//! Drawing: what the state says, and nothing else.

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    text::{Line, Span},
    widgets::{Block, BorderType, Padding, Paragraph},
};
use unicode_width::UnicodeWidthStr;

use crate::console::{
    dialogs,
    draw::{ascii, cells},
    keys::{BINDINGS, Binding, Command},
    search::Search,
    state::{Focus, State, Tab},
    tabs::{clients, follow_ups, overview, settings, strategies},
    theme::Meaning,
};

pub mod layout;

pub fn render(state: &State, frame: &mut Frame) {
    screen(state, frame);
    if state.theme.ascii {
        ascii::plain(frame.buffer_mut());
    }
}

fn screen(state: &State, frame: &mut Frame) {
    let size = (frame.area().width, frame.area().height);
    // Between a resize and its message the state still speaks of the old size.
    if size != state.size || layout::is_too_small(size) {
        frame.render_widget(Paragraph::new(state.text.too_small()), frame.area());
        return;
    }
    let areas = layout::areas(size);
    header(state, frame, areas.header);
    let panes = layout::panes(state);
    match state.tab {
        Tab::FollowUps if matches!(state.focus, Focus::Review) => {
            follow_ups::view::review::render(state, frame, areas.body)
        }
        Tab::Overview => overview::view::render(state, frame, areas.body),
        Tab::Settings => settings::view::render(state, frame, &panes),
        Tab::Clients | Tab::FollowUps | Tab::Strategies => {
            if let Some(area) = panes.list {
                match state.tab {
                    Tab::Clients => clients::view::list::render(state, frame, area),
                    Tab::FollowUps => follow_ups::view::list::render(state, frame, area),
                    _ => strategies::view::render(state, frame, area),
                }
            }
            if let Some(area) = panes.detail {
                detail(state, frame, area);
            }
        }
    }
    status(state, frame, areas.status);
    footer(state, frame, areas.footer);
    dialogs::view::render(state, frame, areas.body);
}

/// What there is to say of the selected row, in lines of `width` columns.
pub fn detail_lines(state: &State, width: usize) -> Vec<Line<'static>> {
    match state.tab {
        Tab::Clients => clients::view::detail::lines(state, width),
        Tab::FollowUps => follow_ups::view::detail::lines(state, width),
        Tab::Strategies => strategies::view::lines(state, width),
        Tab::Overview | Tab::Settings => Vec::new(),
    }
}

const fn tab_name(state: &State, tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => state.text.tab_overview(),
        Tab::Clients => state.text.tab_clients(),
        Tab::FollowUps => state.text.tab_follow_ups(),
        Tab::Strategies => state.text.tab_strategies(),
        Tab::Settings => state.text.tab_settings(),
    }
}

fn header(state: &State, frame: &mut Frame, area: Rect) {
    let mut spans = vec![Span::styled(layout::BRAND, state.theme.style(Meaning::Accent))];
    for tab in Tab::ALL {
        let label = layout::tab_label(state, tab);
        let meaning = if tab == state.tab { Meaning::Selected } else { Meaning::Plain };
        spans.push(Span::styled(label, state.theme.style(meaning)));
    }
    let left: usize = spans.iter().map(Span::width).sum();
    let actor = who(state);
    let room = usize::from(area.width).saturating_sub(left + 1);
    if actor.width() + 2 <= room {
        spans.push(Span::styled(cells::right(&actor, room), state.theme.style(Meaning::Muted)));
    }
    frame.render_widget(Line::from(spans), area);
}

/// Who works here, and as what.
pub fn who(state: &State) -> String {
    format!("{} · {}", cells::cut(&state.actor, 32), state.text.role_word(state.role))
}

/// What was said last, what is being done, or what is being typed.
fn status(state: &State, frame: &mut Frame, area: Rect) {
    if let Focus::Search(line) = &state.focus {
        let label = format!(" {} / ", state.text.search());
        let width = u16::try_from(label.width()).unwrap_or(u16::MAX).min(area.width);
        frame.render_widget(Span::styled(label, state.theme.style(Meaning::Accent)), area);
        let field = Rect { x: area.x + width, width: area.width - width, ..area };
        frame.render_widget(&line.0, field);
        return;
    }
    let width = usize::from(area.width).saturating_sub(3);
    let line = match (&state.work, &state.said) {
        (Some(work), _) => {
            let told = work.progress.map_or_else(
                || state.text.working().to_owned(),
                |(stage, done, total)| state.text.progress(stage, done, total),
            );
            Line::styled(cells::cut(&format!("… {told}"), width), state.theme.style(Meaning::Accent))
        }
        (None, Some(said)) => {
            let sign = match said.meaning {
                Meaning::Good => "✓ ",
                Meaning::Warning => "! ",
                Meaning::Alert => "✗ ",
                _ => "",
            };
            Line::styled(cells::cut(&format!("{sign}{}", said.text), width), state.theme.style(said.meaning))
        }
        (None, None) => {
            let cut =
                (state.tab == Tab::Overview).then(|| overview::view::cut_alert(state, layout::areas(state.size).body));
            let Some(alert) = cut.flatten() else { return };
            Line::styled(cells::cut(&alert.told, width), state.theme.style(alert.meaning))
        }
    };
    let inner = Rect { x: area.x + 1, width: area.width - 1, ..area };
    frame.render_widget(line, inner);
}

/// The keys that work here, from the one table; those that lead out always have their place. What is wrong with a filter
/// stands in their place while it is typed.
fn footer(state: &State, frame: &mut Frame, area: Rect) {
    if let (Focus::Search(_), Some(error)) = (&state.focus, state.search().and_then(|search| search.error.as_ref())) {
        let told = cells::cut(&format!(" ✗ {}", state.text.filter_error(error)), usize::from(area.width));
        frame.render_widget(Line::styled(told, state.theme.style(Meaning::Alert)), area);
        return;
    }
    let contexts = state.contexts();
    let shown: Vec<&Binding> =
        contexts.iter().flat_map(|c| BINDINGS.iter().filter(move |b| b.context == *c && b.footer)).collect();
    let width = |b: &Binding| b.key(state.text).width() + b.label(state.text).width() + 3;
    let is_fixed = |b: &Binding| matches!(b.command, Command::Help | Command::Quit | Command::Back);
    let mut room = usize::from(area.width)
        .saturating_sub(1 + shown.iter().filter(|b| is_fixed(b)).map(|b| width(b)).sum::<usize>());
    let mut spans = vec![Span::raw(" ")];
    let mut met: Vec<String> = Vec::new();
    for binding in shown {
        let key = binding.key(state.text);
        if !is_fixed(binding) {
            // Enter may be the tab's as well as the list's: the nearer one is told.
            if width(binding) > room || met.contains(&key) {
                continue;
            }
            room -= width(binding);
        }
        met.push(key.clone());
        spans.push(Span::styled(key, state.theme.style(Meaning::Accent)));
        spans.push(Span::styled(format!(" {}  ", binding.label(state.text)), state.theme.style(Meaning::Muted)));
    }
    frame.render_widget(Line::from(spans), area);
}

/// A frame with a title; the one that keys act on stands out.
pub fn pane<'a>(state: &State, title: String, is_active: bool) -> Block<'a> {
    let title_style = state.theme.style(if is_active { Meaning::Accent } else { Meaning::Strong });
    frame_around(state, is_active).title(Span::styled(format!(" {} ", cells::clean(&title)), title_style))
}

pub fn frame_around<'a>(state: &State, is_active: bool) -> Block<'a> {
    let border = if is_active { Meaning::Accent } else { Meaning::Muted };
    Block::bordered().border_type(BorderType::Rounded).border_style(state.theme.style(border))
}

/// Where one is in a list: `3/120`; a list that is not counted yet says `…`.
pub fn place<'a>(state: &State, block: Block<'a>) -> Block<'a> {
    if state.rows() == 0 {
        return block;
    }
    let (place, total) = match state.tab {
        Tab::Clients => (state.clients.list.place(), state.clients.list.total()),
        Tab::FollowUps => (state.follow_ups.list.place(), state.follow_ups.list.total()),
        _ => (Some(state.cursor().selected), Some(state.rows())),
    };
    let number = |n: Option<usize>| n.map_or("…".to_owned(), |n| state.text.count(n));
    let told = format!(" {}/{} ", number(place.map(|n| n + 1)), number(total));
    block.title(Line::styled(told, state.theme.style(Meaning::Muted)).alignment(Alignment::Right))
}

/// What the list is ordered by, and what it shows of all there is.
pub fn about_list(state: &State, sorted_by: &str, descending: bool, search: &Search) -> String {
    let arrow = if descending { "↓" } else { "↑" };
    let mut told = format!(" · {} {arrow}", state.text.labelled(state.text.sorted_by(), sorted_by));
    if !search.text.trim().is_empty() {
        told.push_str(&format!(" · / {}", search.text.trim()));
    }
    told
}

fn detail(state: &State, frame: &mut Frame, area: Rect) {
    let is_active = matches!(state.focus, Focus::Detail);
    let title = match state.tab {
        Tab::Clients => state.text.client(),
        Tab::FollowUps => state.text.message(),
        _ => state.text.strategy(),
    };
    let mut block = pane(state, title.to_owned(), is_active).padding(Padding::horizontal(1));
    let overflow = layout::detail_overflow(state);
    if overflow > 0 {
        let sign = if state.detail_top >= overflow {
            "↑"
        } else if state.detail_top == 0 {
            "↓"
        } else {
            "↕"
        };
        let hint = Line::styled(format!(" {sign} "), state.theme.style(Meaning::Muted));
        block = block.title_bottom(hint.alignment(Alignment::Right));
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = detail_lines(state, usize::from(inner.width));
    let shown: Vec<Line> = lines.into_iter().skip(state.detail_top).take(usize::from(inner.height)).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

/// The place of a list that has no rows to show.
pub fn empty(state: &State, frame: &mut Frame, area: Rect, is_loaded: bool) {
    let told = if is_loaded { state.text.nothing_here() } else { state.text.loading() };
    let line = Line::styled(format!(" {told}"), state.theme.style(Meaning::Muted));
    frame.render_widget(line, Rect { height: area.height.min(1), ..area });
}

/// Lines of `label  value`, the value wrapped beside its label.
pub fn pair(state: &State, label: &str, value: &str, width: usize) -> Vec<Line<'static>> {
    const LABEL: usize = 19;
    let style = state.theme.style(Meaning::Muted);
    let mut lines = Vec::new();
    for (i, text) in cells::wrap(value, width.saturating_sub(LABEL)).into_iter().enumerate() {
        let label = cells::left(if i == 0 { label } else { "" }, LABEL);
        lines.push(Line::from(vec![Span::styled(label, style), Span::raw(text)]));
    }
    lines
}

pub fn heading(state: &State, title: &str) -> Line<'static> {
    Line::styled(title.to_owned(), state.theme.style(Meaning::Strong))
}

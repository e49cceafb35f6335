//! Who gets which part of the screen. Scrolling needs it as much as drawing does.

use ratatui::layout::{Constraint, Layout, Rect};
use unicode_width::UnicodeWidthStr;

use crate::console::{
    state::{Focus, State, Tab},
    tabs::follow_ups::view::review,
};

/// From so many columns on, a list and its detail stand side by side.
const WIDE: u16 = 100;

/// The least that anything can be read on.
const LEAST: (u16, u16) = (40, 10);

#[derive(Clone, Copy, Debug)]
pub struct Areas {
    pub header: Rect,
    pub body: Rect,
    pub status: Rect,
    pub footer: Rect,
}

/// The body's parts: a list, what there is to say of its selected row, or both.
#[derive(Clone, Copy, Debug)]
pub struct Panes {
    pub list: Option<Rect>,
    pub detail: Option<Rect>,
}

pub fn is_too_small((columns, rows): (u16, u16)) -> bool {
    columns < LEAST.0 || rows < LEAST.1
}

pub fn areas(size: (u16, u16)) -> Areas {
    let whole = Rect::new(0, 0, size.0, size.1);
    let [header, body, status, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1), Constraint::Length(1)])
            .areas(whole);
    Areas { header, body, status, footer }
}

pub fn panes(state: &State) -> Panes {
    let body = areas(state.size).body;
    if state.tab == Tab::Settings {
        let [list, detail] = Layout::vertical([Constraint::Min(3), Constraint::Length(5)]).areas(body);
        return Panes { list: Some(list), detail: Some(detail) };
    }
    if matches!(state.focus, Focus::Review) {
        return Panes { list: None, detail: Some(body) };
    }
    if !state.tab.has_detail() {
        return Panes { list: Some(body), detail: None };
    }
    if body.width >= WIDE {
        let detail = (body.width * 2 / 5).max(46);
        let [list, detail] = Layout::horizontal([Constraint::Min(0), Constraint::Length(detail)]).areas(body);
        return Panes { list: Some(list), detail: Some(detail) };
    }
    match state.focus {
        Focus::Detail | Focus::Review => Panes { list: None, detail: Some(body) },
        Focus::List | Focus::Search(_) => Panes { list: Some(body), detail: None },
    }
}

/// Rows that the list shows at once: inside its border, under its headings.
pub fn list_height(state: &State) -> usize {
    if is_too_small(state.size) {
        return 1;
    }
    let list = panes(state).list.unwrap_or(areas(state.size).body);
    usize::from(list.height.saturating_sub(3)).max(1)
}

pub fn shows_detail(state: &State) -> bool {
    !is_too_small(state.size) && state.tab.has_detail() && panes(state).detail.is_some()
}

/// Lines of the detail that do not fit: how far it scrolls.
pub fn detail_overflow(state: &State) -> usize {
    if matches!(state.focus, Focus::Review) {
        return if is_too_small(state.size) { 0 } else { review::overflow(state, areas(state.size).body) };
    }
    let Some(area) = panes(state).detail.filter(|_| shows_detail(state)) else { return 0 };
    let height = usize::from(area.height.saturating_sub(2));
    super::detail_lines(state, usize::from(area.width.saturating_sub(4))).len().saturating_sub(height)
}

/// What stands before the tabs in the header.
pub const BRAND: &str = " Relance  ";

/// A tab as the header shows it.
pub fn tab_label(state: &State, tab: Tab) -> String {
    format!(" {} {} ", tab as usize + 1, super::tab_name(state, tab))
}

/// The tab under a column of the header.
pub fn tab_at(state: &State, column: u16) -> Option<Tab> {
    let mut left = BRAND.width();
    Tab::ALL.into_iter().find(|tab| {
        let here = left..left + tab_label(state, *tab).width();
        left = here.end;
        here.contains(&usize::from(column))
    })
}

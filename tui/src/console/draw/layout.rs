//! The areas of the screen, for drawing and for scrolling.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::console::focus::Focus;

/// Least width, in columns, for a list and its detail side by side.
const MIN_TWO_PANES: u16 = 100;

/// The smallest readable screen, in columns and rows.
const MIN_SIZE: (u16, u16) = (40, 10);

#[derive(Clone, Copy, Debug)]
pub struct Areas {
    pub header: Rect,
    pub body: Rect,
    pub status: Rect,
    pub footer: Rect,
}

/// The body's parts: a list, the detail of its selected row, or both.
#[derive(Clone, Copy, Debug)]
pub struct Panes {
    pub list: Option<Rect>,
    pub detail: Option<Rect>,
}

pub fn is_too_small((columns, rows): (u16, u16)) -> bool {
    columns < MIN_SIZE.0 || rows < MIN_SIZE.1
}

pub fn areas(size: (u16, u16)) -> Areas {
    let whole = Rect::new(0, 0, size.0, size.1);
    let [header, body, status, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1), Constraint::Length(1)])
            .areas(whole);
    Areas { header, body, status, footer }
}

/// A list and, if there is one, the detail of its row: side by side, or only one of them if there is no room for both.
pub fn panes(size: (u16, u16), focus: &Focus, has_detail: bool) -> Panes {
    let body = areas(size).body;
    let (only_list, only_detail) = (Panes { list: Some(body), detail: None }, Panes { list: None, detail: Some(body) });
    if matches!(focus, Focus::Review) {
        return only_detail;
    }
    if !has_detail {
        return only_list;
    }
    if body.width >= MIN_TWO_PANES {
        let detail = (body.width * 2 / 5).max(46);
        let [list, detail] = Layout::horizontal([Constraint::Min(0), Constraint::Length(detail)]).areas(body);
        return Panes { list: Some(list), detail: Some(detail) };
    }
    if focus.is_reading() { only_detail } else { only_list }
}

/// Rows that the list shows at once: inside its border, under its headings.
pub fn list_height(size: (u16, u16), panes: &Panes) -> usize {
    if is_too_small(size) {
        return 1;
    }
    let list = panes.list.unwrap_or(areas(size).body);
    usize::from(list.height.saturating_sub(3)).max(1)
}

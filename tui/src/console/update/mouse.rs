//! The mouse, off by default: the wheel scrolls, a click selects a tab or a row.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::console::{message::Effect, state::State, update::navigation, view::header};

/// Rows that one notch of the wheel scrolls.
const NOTCH: isize = 3;

pub fn on_mouse(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    if state.dialog().is_some() {
        return;
    }
    state.shared.is_changed = true;
    match event.kind {
        MouseEventKind::ScrollUp => navigation::scroll(state, -NOTCH),
        MouseEventKind::ScrollDown => navigation::scroll(state, NOTCH),
        MouseEventKind::Down(MouseButton::Left) => click(state, event.column, event.row, effects),
        _ => state.shared.is_changed = false,
    }
}

fn click(state: &mut State, column: u16, row: u16, effects: &mut Vec<Effect>) {
    if let Some(tab) = header::tab_at(state, column).filter(|_| row == 0) {
        return navigation::go(state, tab, effects);
    }
    let page = state.page();
    let Some(list) = page.panes(&state.shared).list.filter(|_| page.is_clickable()) else { return };
    let first = list.y + 2;
    let is_inside = (list.x..list.right()).contains(&column) && (first..list.bottom().saturating_sub(1)).contains(&row);
    let (cursor, rows) = (page.cursor(), page.rows(&state.shared));
    let index = cursor.top + usize::from(row.saturating_sub(first));
    if is_inside && index < rows {
        state.page_mut().cursor_mut().move_by(index.cast_signed() - cursor.selected.cast_signed(), rows);
        state.shared.detail_top = 0;
    }
}

//! The mouse, for those who ask for it: the wheel scrolls, a click chooses a tab or a row.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::console::{
    keys::Command,
    message::Effect,
    state::{State, Tab},
    update::commands,
    view::layout,
};

/// Rows a notch of the wheel scrolls.
const NOTCH: usize = 3;

pub fn on_mouse(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    if state.dialog.is_some() {
        return;
    }
    state.is_changed = true;
    match event.kind {
        MouseEventKind::ScrollUp => (0..NOTCH).for_each(|_| commands::run(state, Command::Up, effects)),
        MouseEventKind::ScrollDown => (0..NOTCH).for_each(|_| commands::run(state, Command::Down, effects)),
        MouseEventKind::Down(MouseButton::Left) => click(state, event.column, event.row, effects),
        _ => state.is_changed = false,
    }
}

fn click(state: &mut State, column: u16, row: u16, effects: &mut Vec<Effect>) {
    if let Some(tab) = layout::tab_at(state, column).filter(|_| row == 0) {
        commands::run(state, Command::Go(tab), effects);
        return;
    }
    // The settings stand under headings of their own.
    let Some(list) = layout::panes(state).list.filter(|_| !matches!(state.tab, Tab::Overview | Tab::Settings)) else {
        return;
    };
    let first = list.y + 2;
    let is_inside = (list.x..list.right()).contains(&column) && (first..list.bottom().saturating_sub(1)).contains(&row);
    let place = state.cursor().top + usize::from(row.saturating_sub(first));
    if is_inside && place < state.rows() {
        let steps = place as isize - state.cursor().selected as isize;
        let total = state.rows();
        if let Some(cursor) = state.cursor_mut() {
            cursor.step(steps, total);
        }
        state.detail_top = 0;
    }
}

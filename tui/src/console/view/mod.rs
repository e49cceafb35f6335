//! Drawing, from the state alone.

use ratatui::{Frame, widgets::Paragraph};

use crate::console::{
    draw::{ascii, layout},
    state::State,
};

mod footer;
pub mod header;
mod status;

pub fn render(state: &State, frame: &mut Frame) {
    screen(state, frame);
    if state.shared.theme.ascii {
        ascii::plain(frame.buffer_mut());
    }
}

fn screen(state: &State, frame: &mut Frame) {
    let (shared, size) = (&state.shared, (frame.area().width, frame.area().height));
    // Between a resize and its message the state still has the old size.
    if size != shared.size || layout::is_too_small(size) {
        frame.render_widget(Paragraph::new(shared.text.too_small()), frame.area());
        return;
    }
    let areas = layout::areas(size);
    header::render(state, frame, areas.header);
    let page = state.page();
    page.render(shared, frame, &page.panes(shared));
    status::render(state, frame, areas.status);
    footer::render(state, frame, areas.footer);
    if let Some(dialog) = state.dialog() {
        dialog.render(shared, frame, areas.body);
    }
}

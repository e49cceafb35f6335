//! The frame of a dialog.

use ratatui::{
    Frame,
    layout::Rect,
    widgets::{Clear, Padding},
};

use crate::console::{draw::pane::pane, shared::Shared};

/// The greatest width, in columns, at which a question reads comfortably.
pub const MAX_WIDTH: u16 = 72;

/// Clears an area and frames it; returns the area inside.
pub fn window(shared: &Shared, title: &str, frame: &mut Frame, area: Rect) -> Rect {
    let block = pane(shared, title.to_owned(), true).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    inner
}

pub fn centred(body: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(body.width), height.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

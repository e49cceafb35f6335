//! Frames with titles, and their common contents.

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    text::{Line, Span},
    widgets::{Block, BorderType, Padding, Paragraph},
};
use relance::legible::clean;

use crate::console::{draw::cells, focus::Focus, list::search::Search, shared::Shared, theme::Meaning};

/// A frame with a title, highlighted if keys act on it.
pub fn pane<'a>(shared: &Shared, title: String, is_active: bool) -> Block<'a> {
    let title_style = shared.theme.style(if is_active { Meaning::Accent } else { Meaning::Strong });
    frame_around(shared, is_active).title(Span::styled(format!(" {} ", clean(&title)), title_style))
}

pub fn frame_around<'a>(shared: &Shared, is_active: bool) -> Block<'a> {
    let border = if is_active { Meaning::Accent } else { Meaning::Muted };
    Block::bordered().border_type(BorderType::Rounded).border_style(shared.theme.style(border))
}

/// Adds the position in a list, like `3/120`; `None`, not counted yet, shows as `…`.
pub fn numbered<'a>(shared: &Shared, block: Block<'a>, position: Option<usize>, total: Option<usize>) -> Block<'a> {
    let number = |n: Option<usize>| n.map_or("…".to_owned(), |n| shared.text.count(n));
    let label = format!(" {}/{} ", number(position.map(|n| n + 1)), number(total));
    block.title(Line::styled(label, shared.theme.style(Meaning::Muted)).alignment(Alignment::Right))
}

/// The order and the filter of a list, for its title.
pub fn list_suffix(shared: &Shared, sorted_by: &str, descending: bool, search: &Search) -> String {
    let arrow = if descending { "↓" } else { "↑" };
    let mut suffix = format!(" · {} {arrow}", shared.text.labelled(shared.text.sorted_by(), sorted_by));
    if !search.text.trim().is_empty() {
        suffix.push_str(&format!(" · / {}", search.text.trim()));
    }
    suffix
}

/// Draws the detail of a row, scrolled; the frame shows if there is more.
pub fn detail(
    shared: &Shared,
    title: &str,
    frame: &mut Frame,
    area: Rect,
    lines: impl Fn(usize) -> Vec<Line<'static>>,
) {
    let is_active = matches!(shared.focus, Focus::Detail);
    let mut block = pane(shared, title.to_owned(), is_active).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let lines = lines(usize::from(inner.width));
    let overflow = lines.len().saturating_sub(usize::from(inner.height));
    if overflow > 0 {
        let sign = if shared.detail_top >= overflow {
            "↑"
        } else if shared.detail_top == 0 {
            "↓"
        } else {
            "↕"
        };
        let hint = Line::styled(format!(" {sign} "), shared.theme.style(Meaning::Muted));
        block = block.title_bottom(hint.alignment(Alignment::Right));
    }
    frame.render_widget(block, area);
    let shown: Vec<Line> = lines.into_iter().skip(shared.detail_top).take(usize::from(inner.height)).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

/// Lines of a detail that do not fit into its frame.
pub fn overflow(area: Rect, lines: impl Fn(usize) -> Vec<Line<'static>>) -> usize {
    let (width, height) = (area.width.saturating_sub(4), area.height.saturating_sub(2));
    lines(usize::from(width)).len().saturating_sub(usize::from(height))
}

/// Drawn instead of a list without rows.
pub fn empty(shared: &Shared, frame: &mut Frame, area: Rect, is_loaded: bool) {
    let message = if is_loaded { shared.text.nothing_here() } else { shared.text.loading() };
    let line = Line::styled(format!(" {message}"), shared.theme.style(Meaning::Muted));
    frame.render_widget(line, Rect { height: area.height.min(1), ..area });
}

/// Lines of `label  value`, the value wrapped beside its label.
pub fn pair(shared: &Shared, label: &str, value: &str, width: usize) -> Vec<Line<'static>> {
    const LABEL: usize = 19;
    let style = shared.theme.style(Meaning::Muted);
    let mut lines = Vec::new();
    for (i, text) in cells::wrap(value, width.saturating_sub(LABEL)).into_iter().enumerate() {
        let label = cells::left(if i == 0 { label } else { "" }, LABEL);
        lines.push(Line::from(vec![Span::styled(label, style), Span::raw(text)]));
    }
    lines
}

pub fn heading(shared: &Shared, title: &str) -> Line<'static> {
    Line::styled(title.to_owned(), shared.theme.style(Meaning::Strong))
}

/// The user's name and role.
pub fn user_label(shared: &Shared) -> String {
    format!("{} · {}", cells::cut(&shared.user.name, 32), shared.text.role_word(shared.user.role))
}

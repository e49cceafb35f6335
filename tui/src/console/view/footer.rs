//! The last line: the keys that work here, from their tables; fixed ones are always shown.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::console::{
    commands,
    draw::cells,
    focus::Focus,
    keys::{self, Footer, Row},
    state::State,
    theme::Meaning,
};

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let line = wrong_filter(state, usize::from(area.width)).unwrap_or_else(|| keys(state, usize::from(area.width)));
    frame.render_widget(line, area);
}

/// The error of the filter being typed; it replaces the keys.
fn wrong_filter(state: &State, width: usize) -> Option<Line<'static>> {
    let Focus::Search(_) = &state.shared.focus else { return None };
    let error = state.page().search()?.error.as_ref()?;
    let message = cells::cut(&format!(" ✗ {}", state.shared.text.filter_error(error)), width);
    Some(Line::styled(message, state.shared.theme.style(Meaning::Alert)))
}

fn keys(state: &State, width: usize) -> Line<'static> {
    let (text, theme) = (state.shared.text, state.shared.theme);
    let rows = match state.dialog() {
        Some(dialog) => dialog.keys(),
        None => keys::rows(&commands::working(&state.tabs, state.tab, &state.shared.focus)),
    };
    let shown: Vec<Row> = rows.into_iter().filter(|row| row.footer != Footer::Hidden).collect();
    let width_of = |row: &Row| row.key(text).width() + text.of(row.label).width() + 3;
    let is_fixed = |row: &Row| row.footer == Footer::Fixed;
    let fixed: usize = shown.iter().filter(|row| is_fixed(row)).map(width_of).sum();
    let mut room = width.saturating_sub(1 + fixed);
    let mut spans = vec![Span::raw(" ")];
    let mut met: Vec<String> = Vec::new();
    for row in shown {
        let key = row.key(text);
        if !is_fixed(&row) {
            // Enter may be a key of the tab and of the list: only the nearer one is shown.
            if width_of(&row) > room || met.contains(&key) {
                continue;
            }
            room -= width_of(&row);
        }
        met.push(key.clone());
        spans.push(Span::styled(key, theme.style(Meaning::Accent)));
        spans.push(Span::styled(format!(" {}  ", text.of(row.label)), theme.style(Meaning::Muted)));
    }
    Line::from(spans)
}

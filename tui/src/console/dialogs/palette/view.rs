//! The palette: what is typed, and the actions that fit it.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use crate::console::{
    dialogs::{
        palette::state::Palette,
        view::{centred, window},
    },
    draw::cells,
    state::State,
    theme::Meaning,
};

/// Columns for the keys of an action.
const KEYS: usize = 18;

pub fn render(state: &State, palette: &Palette, frame: &mut Frame, body: Rect) {
    let inner = window(state, state.text.palette(), frame, centred(body, 76, body.height));
    let [field, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(0)]).areas(inner);
    let [mark, input] = Layout::horizontal([Constraint::Length(2), Constraint::Min(0)]).areas(field);
    frame.render_widget(Span::styled(":", state.theme.style(Meaning::Accent)), mark);
    frame.render_widget(&palette.line.0, Rect { height: input.height.min(1), ..input });
    let (width, height) = (usize::from(list.width), usize::from(list.height).max(1));
    let found = palette.found(state.text);
    let top = palette.selected.saturating_sub(height - 1);
    let rows = found.iter().enumerate().skip(top).take(height).map(|(place, binding)| {
        let meaning = if palette.works(binding) { Meaning::Plain } else { Meaning::Muted };
        let whole = (place == palette.selected).then(|| state.theme.style(Meaning::Selected));
        let style = |own| whole.unwrap_or(state.theme.style(own));
        let told = cells::left(binding.label(state.text), width.saturating_sub(KEYS + 24));
        let place = cells::right(state.text.context(binding.context), 24);
        Line::from(vec![
            Span::styled(cells::left(&binding.keys(state.text), KEYS), style(Meaning::Accent)),
            Span::styled(told, style(meaning)),
            Span::styled(place, style(Meaning::Muted)),
        ])
    });
    let mut lines: Vec<Line> = rows.collect();
    if lines.is_empty() {
        lines.push(Line::styled(state.text.nothing_here(), state.theme.style(Meaning::Muted)));
    }
    frame.render_widget(Paragraph::new(lines), list);
}

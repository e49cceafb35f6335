//! The settings, by group, and what the selected one means.

use ratatui::{
    Frame,
    layout::Rect,
    text::Line,
    widgets::{Padding, Paragraph},
};
use relance::settings::{KEYS, Key, Settings};

use crate::console::{
    draw::cells::{self, Column},
    state::State,
    theme::Meaning,
    view::{empty, layout::Panes, pane, place},
};

pub fn render(state: &State, frame: &mut Frame, panes: &Panes) {
    if let Some(area) = panes.list {
        list(state, frame, area);
    }
    if let (Some(area), Some(key)) = (panes.detail, state.setting()) {
        meaning(state, key, frame, area);
    }
}

fn list(state: &State, frame: &mut Frame, area: Rect) {
    let block = place(state, pane(state, state.text.tab_settings().to_owned(), true));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let Some(settings) = &state.settings else {
        empty(state, frame, inner, false);
        return;
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut selected = 0;
    let mut group = None;
    for (index, key) in KEYS.iter().enumerate() {
        if group != Some(key.group) {
            group = Some(key.group);
            lines.push(Line::styled(state.text.group(key.group), state.theme.style(Meaning::Accent)));
        }
        let is_selected = index == state.setting_cursor.selected;
        if is_selected {
            selected = lines.len();
        }
        lines.push(row(state, settings, key, is_selected, usize::from(inner.width)));
    }
    // Headings scroll with the rows: the selected one is kept in the middle where there is more than fits.
    let height = usize::from(inner.height);
    let top = selected.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    let shown: Vec<Line> = lines.into_iter().skip(top).take(height).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn row(state: &State, settings: &Settings, key: &Key, is_selected: bool, width: usize) -> Line<'static> {
    let column = |least, grow, rank| Column { title: "", least, grow, is_right: false, rank };
    let columns = [column(1, 0, 0), column(44, 3, 0), column(18, 2, 0), column(17, 0, 1)];
    let widths = cells::widths(&columns, width);
    let value = state.text.setting_value(&settings.get(key.name).unwrap_or_default());
    let range = state.text.setting_value(key.range);
    let cells = vec![
        (String::new(), state.theme.style(Meaning::Plain)),
        (state.text.meaning(key).to_owned(), state.theme.style(Meaning::Plain)),
        (value, state.theme.style(Meaning::Strong)),
        (range, state.theme.style(Meaning::Muted)),
    ];
    cells::row(&columns, &widths, cells, is_selected.then(|| state.theme.style(Meaning::Selected)))
}

fn meaning(state: &State, key: &Key, frame: &mut Frame, area: Rect) {
    let block = pane(state, key.name.to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let (text, width) = (state.text, usize::from(inner.width));
    let default = state.settings.as_ref().and_then(|s| Settings::new(s.delivery).get(key.name).ok());
    let facts = [
        (text.allowed(), text.setting_value(key.range)),
        (text.default_value(), text.setting_value(&default.unwrap_or_default())),
    ];
    let facts: Vec<String> = facts.iter().map(|(label, value)| text.labelled(label, value)).collect();
    let change = state.setting_changes.iter().find(|change| change.key == key.name);
    let changed = change.map_or(text.never_changed().to_owned(), |change| {
        text.changed_by(&change.actor, &text.time(change.changed_at, state.zone()))
    });
    let muted = state.theme.style(Meaning::Muted);
    let lines = vec![
        Line::raw(cells::cut(text.meaning(key), width)),
        Line::styled(cells::cut(&facts.join(" · "), width), muted),
        Line::styled(cells::cut(&changed, width), muted),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

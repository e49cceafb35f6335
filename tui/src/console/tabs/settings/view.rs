//! Drawing of the settings tab.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
    widgets::{Padding, Paragraph},
};
use relance::settings::{KEYS, Key, Settings};

use super::{keys, state::State};
use crate::console::{
    dialogs::Dialog,
    draw::{
        cells::{self, Column},
        layout::{self, Panes},
        pane::{empty, numbered, pane},
    },
    list::cursor::Cursor,
    shared::Shared,
    tab::Page,
    text::Phrase,
    theme::Meaning,
};

impl Page for State {
    fn title(&self) -> Phrase {
        keys::KEYS[0].row.section
    }

    fn rows(&self, _: &Shared) -> usize {
        KEYS.len()
    }

    fn cursor(&self) -> Cursor {
        self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn is_settled(&self, shared: &Shared) -> bool {
        shared.settings().is_some()
    }

    /// Headings between the rows: a line's number is not that of its setting.
    fn is_clickable(&self) -> bool {
        false
    }

    fn panes(&self, shared: &Shared) -> Panes {
        let body = layout::areas(shared.size).body;
        let [list, detail] = Layout::vertical([Constraint::Min(3), Constraint::Length(5)]).areas(body);
        Panes { list: Some(list), detail: Some(detail) }
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes) {
        if let Some(area) = panes.list {
            list(shared, self, frame, area);
        }
        if let (Some(area), Some(key)) = (panes.detail, self.selected()) {
            meaning(shared, self, key, frame, area);
        }
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        self.dialog.as_ref().map(|dialog| dialog as &dyn Dialog)
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        self.dialog.as_mut().map(|dialog| dialog as &mut dyn Dialog)
    }
}

fn list(shared: &Shared, tab: &State, frame: &mut Frame, area: Rect) {
    let title = shared.text.of(tab.title()).to_owned();
    let block = numbered(shared, pane(shared, title, true), Some(tab.cursor.selected), Some(KEYS.len()));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let Some(settings) = shared.settings() else {
        empty(shared, frame, inner, false);
        return;
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut selected = 0;
    let mut group = None;
    for (index, key) in KEYS.iter().enumerate() {
        if group != Some(key.group) {
            group = Some(key.group);
            lines.push(Line::styled(shared.text.group(key.group), shared.theme.style(Meaning::Accent)));
        }
        let is_selected = index == tab.cursor.selected;
        if is_selected {
            selected = lines.len();
        }
        lines.push(row(shared, settings, key, is_selected, usize::from(inner.width)));
    }
    // Headings scroll with the rows; if not all fit, the selected row stays in the middle.
    let height = usize::from(inner.height);
    let top = selected.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    let shown: Vec<Line> = lines.into_iter().skip(top).take(height).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn row(shared: &Shared, settings: &Settings, key: &Key, is_selected: bool, width: usize) -> Line<'static> {
    let column = |least, grow, rank| Column { title: "", least, grow, is_right: false, rank };
    let columns = [column(1, 0, 0), column(44, 3, 0), column(18, 2, 0), column(17, 0, 1)];
    let widths = cells::widths(&columns, width);
    let value = shared.text.setting_value(&settings.get(key.name).unwrap_or_default());
    let range = shared.text.setting_value(key.range);
    let cells = vec![
        (String::new(), shared.theme.style(Meaning::Plain)),
        (shared.text.meaning(key).to_owned(), shared.theme.style(Meaning::Plain)),
        (value, shared.theme.style(Meaning::Strong)),
        (range, shared.theme.style(Meaning::Muted)),
    ];
    cells::row(&columns, &widths, cells, is_selected.then(|| shared.theme.style(Meaning::Selected)))
}

fn meaning(shared: &Shared, tab: &State, key: &Key, frame: &mut Frame, area: Rect) {
    let block = pane(shared, key.name.to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let (text, width) = (shared.text, usize::from(inner.width));
    let default = shared.settings().and_then(|s| Settings::new(s.delivery).get(key.name).ok());
    let facts = [
        (text.allowed(), text.setting_value(key.range)),
        (text.default_value(), text.setting_value(&default.unwrap_or_default())),
    ];
    let facts: Vec<String> = facts.iter().map(|(label, value)| text.labelled(label, value)).collect();
    let change = tab.changes.iter().find(|change| change.key == key.name);
    let changed = change.map_or(text.never_changed().to_owned(), |change| {
        text.changed_by(&change.actor, &text.time(change.changed_at, shared.zone()))
    });
    let muted = shared.theme.style(Meaning::Muted);
    let lines = vec![
        Line::raw(cells::cut(text.meaning(key), width)),
        Line::styled(cells::cut(&facts.join(" · "), width), muted),
        Line::styled(cells::cut(&changed, width), muted),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

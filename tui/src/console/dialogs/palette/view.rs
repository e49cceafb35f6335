//! Drawing of the palette.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::state::{KEYS, Palette};
use crate::console::{
    dialogs::Dialog,
    draw::{
        cells,
        window::{centred, window},
    },
    keys::{self, Row},
    shared::Shared,
    theme::Meaning,
};

/// Widths, in columns, of an action's keys and of its section.
const KEY: usize = 18;
const SECTION: usize = 24;

impl<C: Copy> Dialog for Palette<C> {
    fn keys(&self) -> Vec<Row> {
        keys::rows(KEYS)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, body: Rect) {
        let inner = window(shared, shared.text.palette(), frame, centred(body, 76, body.height));
        let [field, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(0)]).areas(inner);
        let [mark, input] = Layout::horizontal([Constraint::Length(2), Constraint::Min(0)]).areas(field);
        frame.render_widget(Span::styled(":", shared.theme.style(Meaning::Accent)), mark);
        frame.render_widget(&self.line.0, Rect { height: input.height.min(1), ..input });
        let (width, height) = (usize::from(list.width), usize::from(list.height).max(1));
        let found = self.found(shared.text);
        let top = self.selected.saturating_sub(height - 1);
        let shown = found.iter().enumerate().skip(top).take(height);
        let mut lines: Vec<Line> = shown
            .map(|(index, entry)| row(shared, &entry.row, entry.command.is_some(), index == self.selected, width))
            .collect();
        if lines.is_empty() {
            lines.push(Line::styled(shared.text.nothing_here(), shared.theme.style(Meaning::Muted)));
        }
        frame.render_widget(Paragraph::new(lines), list);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, _: &mut Shared) {
        self.line.paste(text);
    }
}

fn row(shared: &Shared, row: &Row, works: bool, is_selected: bool, width: usize) -> Line<'static> {
    let meaning = if works { Meaning::Plain } else { Meaning::Muted };
    let style = |own| shared.theme.style(if is_selected { Meaning::Selected } else { own });
    let text = shared.text;
    Line::from(vec![
        Span::styled(cells::left(&row.keys(text), KEY), style(Meaning::Accent)),
        Span::styled(cells::left(text.of(row.label), width.saturating_sub(KEY + SECTION)), style(meaning)),
        Span::styled(cells::right(text.of(row.section), SECTION), style(Meaning::Muted)),
    ])
}

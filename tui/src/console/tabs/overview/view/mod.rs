//! Drawing of the overview tab.

use ratatui::{
    Frame,
    layout::{Alignment, Constraint, Layout, Rect},
    text::Line,
    widgets::Paragraph,
};
use relance::store::Overview;
use unicode_width::UnicodeWidthStr;

use super::{
    alerts::{Alert, alerts},
    keys,
    state::State,
};
use crate::console::{
    dialogs::Dialog,
    draw::{
        cells,
        layout::{self, Panes},
        pane::{empty, frame_around, pane},
    },
    list::cursor::Cursor,
    shared::Shared,
    tab::Page,
    text::Phrase,
    theme::Meaning,
};

mod charts;
mod schedule;

impl Page for State {
    fn title(&self) -> Phrase {
        keys::KEYS[0].row.section
    }

    fn rows(&self, shared: &Shared) -> usize {
        alerts(self.figures.as_deref(), shared).len()
    }

    fn cursor(&self) -> Cursor {
        self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn is_settled(&self, _: &Shared) -> bool {
        self.figures.is_some()
    }

    fn is_list(&self) -> bool {
        false
    }

    fn is_clickable(&self) -> bool {
        false
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes) {
        let area = panes.list.unwrap_or(frame.area());
        let (Some(figures), Some(settings)) = (&self.figures, shared.settings()) else {
            empty(shared, frame, area, false);
            return;
        };
        let areas = areas(area);
        tiles(shared, &figures.overview, frame, areas.tiles);
        waiting(shared, self, frame, areas.waiting);
        charts::month(shared, &figures.daily, frame, areas.month);
        charts::statuses(shared, &figures.overview, frame, areas.statuses);
        schedule::render(shared, figures, settings, frame, areas.schedule);
    }

    /// The selected alert, if its line does not fit.
    fn status_hint(&self, shared: &Shared) -> Option<(Meaning, String)> {
        let alert = alerts(self.figures.as_deref(), shared).into_iter().nth(self.cursor.selected)?;
        let room = areas(layout::areas(shared.size).body).waiting.width.saturating_sub(2);
        (line(&alert).width() > usize::from(room)).then_some((alert.meaning, alert.message))
    }

    fn dialog(&self) -> Option<&dyn Dialog> {
        self.dialog.as_ref().map(|dialog| dialog as &dyn Dialog)
    }

    fn dialog_mut(&mut self) -> Option<&mut dyn Dialog> {
        self.dialog.as_mut().map(|dialog| dialog as &mut dyn Dialog)
    }
}

/// The areas of the overview's parts.
struct Areas {
    tiles: Rect,
    waiting: Rect,
    month: Rect,
    statuses: Rect,
    schedule: Rect,
}

fn areas(area: Rect) -> Areas {
    // Spare height goes to the middle, where lists and charts can use it.
    let [tiles, middle, bottom] =
        Layout::vertical([Constraint::Length(4), Constraint::Min(8), Constraint::Length(9)]).areas(area);
    let halves = |area| Layout::horizontal([Constraint::Percentage(54), Constraint::Min(0)]).areas(area);
    let ([waiting, month], [statuses, schedule]) = (halves(middle), halves(bottom));
    Areas { tiles, waiting, month, statuses, schedule }
}

fn line(alert: &Alert) -> String {
    let sign = match alert.meaning {
        Meaning::Alert => "✗",
        Meaning::Warning => "!",
        _ => "○",
    };
    format!("{sign} {}", alert.message)
}

/// The main figures, side by side.
fn tiles(shared: &Shared, overview: &Overview, frame: &mut Frame, area: Rect) {
    let text = shared.text;
    let count = |n: i64| text.number(n);
    let heat = |n: i64, meaning| if n > 0 { meaning } else { Meaning::Strong };
    let tiles = [
        (text.clients(), count(overview.clients), Meaning::Strong),
        (text.high_risk(), count(overview.high_risk), heat(overview.high_risk, Meaning::Alert)),
        (text.low_engagement(), count(overview.low_engagement), heat(overview.low_engagement, Meaning::Warning)),
        (text.to_follow_up(), count(overview.need_follow_up), heat(overview.need_follow_up, Meaning::Warning)),
        (text.total_value(), text.units(overview.value, shared.currency()), Meaning::Strong),
        (text.returned_value(), text.units(overview.returned_value, shared.currency()), Meaning::Good),
    ];
    let least = |label: &str, figure: &str| u16::try_from(label.width().max(figure.width()) + 2).unwrap_or(u16::MAX);
    let widths = tiles.iter().map(|(label, figure, _)| Constraint::Min(least(label, figure)));
    let areas = Layout::horizontal(widths).split(area);
    for ((label, figure, meaning), area) in tiles.into_iter().zip(areas.iter()) {
        let block = frame_around(shared, false);
        let inner = block.inner(*area);
        frame.render_widget(block, *area);
        let width = usize::from(inner.width);
        let style = shared.theme.style(meaning).add_modifier(ratatui::style::Modifier::BOLD);
        let lines = vec![
            Line::styled(cells::cut(&figure, width), style).alignment(Alignment::Center),
            Line::styled(cells::cut(label, width), shared.theme.style(Meaning::Muted)).alignment(Alignment::Center),
        ];
        frame.render_widget(Paragraph::new(lines), inner);
    }
}

/// The alerts; Enter follows the selected one's link.
fn waiting(shared: &Shared, tab: &State, frame: &mut Frame, area: Rect) {
    let block = pane(shared, shared.text.waiting().to_owned(), true);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let alerts = alerts(tab.figures.as_deref(), shared);
    if alerts.is_empty() {
        let message = format!(" ✓ {}", shared.text.all_is_well());
        frame.render_widget(Line::styled(message, shared.theme.style(Meaning::Good)), inner);
        return;
    }
    let width = usize::from(inner.width);
    let shown = alerts.iter().enumerate().skip(tab.cursor.top).take(usize::from(inner.height));
    let lines: Vec<Line> = shown
        .map(|(index, alert)| {
            let is_selected = index == tab.cursor.selected;
            let meaning = if is_selected { Meaning::Selected } else { alert.meaning };
            Line::styled(cells::left(&line(alert), width), shared.theme.style(meaning))
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

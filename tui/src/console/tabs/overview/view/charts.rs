//! Charts of the last days, and the number of follow-ups of each status.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Padding, Paragraph, Sparkline},
};
use relance::store::{Day, Overview};

use crate::console::{
    draw::{
        cells,
        pane::pane,
        signs::{status_meaning, status_sign},
    },
    shared::Shared,
    theme::Meaning,
};

/// Three small charts of the last days, the newest on the right.
pub fn month(shared: &Shared, days: &[Day], frame: &mut Frame, area: Rect) {
    const LABEL: u16 = 18;
    let text = shared.text;
    let block = pane(shared, text.last_days(days.len()), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let rows = Layout::vertical([Constraint::Ratio(1, 3); 3]).split(inner);
    let counts = |of: fn(&Day) -> i64| days.iter().map(|day| of(day).unsigned_abs()).collect::<Vec<u64>>();
    let series = [
        (text.written(), counts(|day| day.written), Meaning::Accent),
        (text.sent(), counts(|day| day.sent), Meaning::Plain),
        (text.returns(), counts(|day| day.returned), Meaning::Good),
    ];
    for ((label, counts, meaning), row) in series.into_iter().zip(rows.iter()) {
        let [left, chart] = Layout::horizontal([Constraint::Length(LABEL), Constraint::Min(0)]).areas(*row);
        let total = i64::try_from(counts.iter().sum::<u64>()).unwrap_or(i64::MAX);
        let label = format!("{} {}", cells::left(label, 9), cells::right(&text.number(total), 7));
        let foot = Rect { y: left.bottom().saturating_sub(1), height: left.height.min(1), ..left };
        frame.render_widget(Span::raw(label), foot);
        // The newest days, as many as fit.
        let room = usize::from(chart.width).min(counts.len());
        let newest = &counts[counts.len() - room..];
        frame.render_widget(Sparkline::default().data(newest).style(shared.theme.style(meaning)), chart);
    }
}

pub fn statuses(shared: &Shared, overview: &Overview, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 13;
    const NUMBER: usize = 7;
    let block = pane(shared, shared.text.by_status().to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL + NUMBER + 1);
    let most = overview.by_status.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let bars = overview.by_status.iter().map(|(status, n)| {
        let label = format!("{} {}", status_sign(*status), shared.text.status_word(*status));
        let quiet = shared.theme.style(if *n == 0 { Meaning::Muted } else { Meaning::Plain });
        let bar = shared.theme.style(status_meaning(*status));
        Line::from(vec![
            Span::styled(cells::left(&label, LABEL), quiet),
            Span::styled(cells::right(&shared.text.number(*n), NUMBER), quiet),
            Span::raw(" "),
            Span::styled(cells::bar(*n as f64 / most as f64, room), bar),
        ])
    });
    let lines: Vec<Line> = bars.collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

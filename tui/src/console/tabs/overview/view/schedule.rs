//! The schedule: today's quotas, the last and the next run, the modes, and the kind of data.

use chrono::TimeDelta;
use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::{Padding, Paragraph},
};
use relance::settings::{Delivery, Settings};

use crate::console::{
    draw::{cells, pane::pane},
    shared::Shared,
    tabs::overview::queries::Figures,
    theme::Meaning,
};

pub fn render(shared: &Shared, figures: &Figures, settings: &Settings, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 21;
    let (text, zone) = (shared.text, shared.zone());
    let last = figures.last_run.as_ref().map_or(text.never().to_owned(), |last| {
        format!("{} {}", text.short_time(last.at, zone), text.action(&last.action))
    });
    let next = figures
        .analysed_at
        .filter(|_| settings.enabled)
        .map(|at| at + TimeDelta::minutes(settings.check_interval_minutes))
        .map_or("–".to_owned(), |at| if at < shared.now { text.soon().to_owned() } else { text.short_time(at, zone) });
    let of_limit = |n: i64| format!("{} / {}", text.number(n), text.number(settings.daily_follow_up_limit));
    let data = if figures.holds_demo { (text.invented(), Meaning::Warning) } else { (text.booked(), Meaning::Plain) };
    let auto = if settings.auto_mode_enabled { text.on() } else { text.off() };
    let rows = [
        (text.written_today(), of_limit(figures.overview.written_today), Meaning::Plain),
        (text.sent_today(), of_limit(figures.overview.sent_today), Meaning::Plain),
        (text.last_run(), last, Meaning::Plain),
        (text.next_run(), next, Meaning::Plain),
        (text.auto_mode(), auto.to_owned(), Meaning::Plain),
        (text.delivery(), delivery(shared, settings).to_owned(), Meaning::Plain),
        (text.data(), data.0.to_owned(), data.1),
    ];
    let block = pane(shared, text.schedule().to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL);
    let lines = rows.into_iter().map(|(label, value, meaning)| {
        Line::from(vec![
            Span::styled(cells::left(label, LABEL), shared.theme.style(Meaning::Muted)),
            Span::styled(cells::cut(&value, room), shared.theme.style(meaning)),
        ])
    });
    let lines: Vec<Line> = lines.collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

const fn delivery(shared: &Shared, settings: &Settings) -> &'static str {
    match settings.delivery {
        Delivery::Aws => shared.text.by_lambda(),
        Delivery::Outbox if shared.has_courier => shared.text.by_outbox(),
        Delivery::Outbox => shared.text.by_outbox_elsewhere(),
    }
}

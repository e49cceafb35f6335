//! The figures of the house at a glance: what waits and what is wrong first, then how the month went.

use chrono::TimeDelta;
use ratatui::{
    Frame,
    layout::{Alignment, Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Padding, Paragraph, Sparkline},
};
use relance::{
    settings::Settings,
    store::{Day, Overview},
};

use unicode_width::UnicodeWidthStr;

use crate::console::{
    draw::cells,
    message::Figures,
    state::State,
    tabs::{
        follow_ups::view::list::status_meaning,
        overview::alerts::{Alert, alerts},
    },
    text::domain::status_sign,
    theme::Meaning,
    view::{empty, frame_around, pane},
};

/// Where the alerts stand, the charts, the statuses and the schedule.
struct Places {
    tiles: Rect,
    waiting: Rect,
    month: Rect,
    statuses: Rect,
    schedule: Rect,
}

fn places(area: Rect) -> Places {
    // What is higher than the least is shared by the middle, where lists and charts grow.
    let [tiles, middle, bottom] =
        Layout::vertical([Constraint::Length(4), Constraint::Min(8), Constraint::Length(9)]).areas(area);
    let halves = |area| Layout::horizontal([Constraint::Percentage(54), Constraint::Min(0)]).areas(area);
    let ([waiting, month], [statuses, schedule]) = (halves(middle), halves(bottom));
    Places { tiles, waiting, month, statuses, schedule }
}

/// The selected alert, where its place is too narrow for all of it.
pub fn cut_alert(state: &State, area: Rect) -> Option<Alert> {
    let alert = alerts(state).into_iter().nth(state.alert_cursor.selected)?;
    (line(&alert).width() > usize::from(places(area).waiting.width.saturating_sub(2))).then_some(alert)
}

fn line(alert: &Alert) -> String {
    let sign = match alert.meaning {
        Meaning::Alert => "✗",
        Meaning::Warning => "!",
        _ => "○",
    };
    format!("{sign} {}", alert.told)
}

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let (Some(figures), Some(settings)) = (&state.figures, &state.settings) else {
        empty(state, frame, area, false);
        return;
    };
    let places = places(area);
    tiles(state, &figures.overview, frame, places.tiles);
    waiting(state, frame, places.waiting);
    month(state, &figures.daily, frame, places.month);
    statuses(state, &figures.overview, frame, places.statuses);
    schedule(state, figures, settings, frame, places.schedule);
}

/// The five numbers that matter most, side by side.
fn tiles(state: &State, overview: &Overview, frame: &mut Frame, area: Rect) {
    let text = state.text;
    let count = |n: i64| text.number(n);
    let heat = |n: i64, meaning| if n > 0 { meaning } else { Meaning::Strong };
    let tiles = [
        (text.clients(), count(overview.clients), Meaning::Strong),
        (text.high_risk(), count(overview.high_risk), heat(overview.high_risk, Meaning::Alert)),
        (text.to_follow_up(), count(overview.need_follow_up), heat(overview.need_follow_up, Meaning::Warning)),
        (text.total_value(), text.units(overview.value, state.currency()), Meaning::Strong),
        (text.returned_value(), text.units(overview.returned_value, state.currency()), Meaning::Good),
    ];
    let areas = Layout::horizontal([Constraint::Ratio(1, 5); 5]).split(area);
    for ((label, figure, meaning), area) in tiles.into_iter().zip(areas.iter()) {
        let block = frame_around(state, false);
        let inner = block.inner(*area);
        frame.render_widget(block, *area);
        let width = usize::from(inner.width);
        let style = state.theme.style(meaning).add_modifier(ratatui::style::Modifier::BOLD);
        let lines = vec![
            Line::styled(cells::cut(&figure, width), style).alignment(Alignment::Center),
            Line::styled(cells::cut(label, width), state.theme.style(Meaning::Muted)).alignment(Alignment::Center),
        ];
        frame.render_widget(Paragraph::new(lines), inner);
    }
}

/// What waits for a person, and since when; Enter leads there.
fn waiting(state: &State, frame: &mut Frame, area: Rect) {
    let block = pane(state, state.text.waiting().to_owned(), true);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let alerts = alerts(state);
    if alerts.is_empty() {
        let told = format!(" ✓ {}", state.text.all_is_well());
        frame.render_widget(Line::styled(told, state.theme.style(Meaning::Good)), inner);
        return;
    }
    let width = usize::from(inner.width);
    let shown = alerts.iter().enumerate().skip(state.alert_cursor.top).take(usize::from(inner.height));
    let lines: Vec<Line> = shown
        .map(|(place, alert)| {
            let is_selected = place == state.alert_cursor.selected;
            let meaning = if is_selected { Meaning::Selected } else { alert.meaning };
            Line::styled(cells::left(&line(alert), width), state.theme.style(meaning))
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Three small charts of the last days, the newest on the right.
fn month(state: &State, days: &[Day], frame: &mut Frame, area: Rect) {
    const LABEL: u16 = 18;
    let text = state.text;
    let block = pane(state, text.last_days(days.len()), false).padding(Padding::horizontal(1));
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
        let told = format!("{} {}", cells::left(label, 9), cells::right(&text.number(total), 7));
        let foot = Rect { y: left.bottom().saturating_sub(1), height: left.height.min(1), ..left };
        frame.render_widget(Span::raw(told), foot);
        // As many days as there is room for, the newest ones.
        let room = usize::from(chart.width).min(counts.len());
        let newest = &counts[counts.len() - room..];
        frame.render_widget(Sparkline::default().data(newest).style(state.theme.style(meaning)), chart);
    }
}

fn statuses(state: &State, overview: &Overview, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 13;
    const NUMBER: usize = 7;
    let block = pane(state, state.text.by_status().to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL + NUMBER + 1);
    let most = overview.by_status.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let bars = overview.by_status.iter().map(|(status, n)| {
        let label = format!("{} {}", status_sign(*status), state.text.status_word(*status));
        let quiet = state.theme.style(if *n == 0 { Meaning::Muted } else { Meaning::Plain });
        let bar = state.theme.style(status_meaning(*status));
        Line::from(vec![
            Span::styled(cells::left(&label, LABEL), quiet),
            Span::styled(cells::right(&state.text.number(*n), NUMBER), quiet),
            Span::raw(" "),
            Span::styled(cells::bar(*n as f64 / most as f64, room), bar),
        ])
    });
    let lines: Vec<Line> = bars.collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Who does the work, what was done last, and when it goes on.
fn schedule(state: &State, figures: &Figures, settings: &Settings, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 21;
    let (text, zone) = (state.text, state.zone());
    let delivery = match settings.delivery {
        relance::settings::Delivery::Aws => text.by_lambda(),
        relance::settings::Delivery::Outbox if state.can_carry => text.by_outbox(),
        relance::settings::Delivery::Outbox => text.by_outbox_elsewhere(),
    };
    let last = figures.last_run.as_ref().map_or(text.never().to_owned(), |last| {
        format!("{} {}", text.short_time(last.at, zone), text.action(&last.action))
    });
    let next = figures
        .analysed_at
        .filter(|_| settings.enabled)
        .map(|at| at + TimeDelta::minutes(settings.check_interval_minutes))
        .map_or("–".to_owned(), |at| if at < state.now { text.soon().to_owned() } else { text.short_time(at, zone) });
    let of_limit = |n: i64| format!("{} / {}", text.number(n), text.number(settings.daily_follow_up_limit));
    let data = if figures.holds_demo { (text.invented(), Meaning::Warning) } else { (text.booked(), Meaning::Plain) };
    let auto = if settings.auto_mode_enabled { text.on() } else { text.off() };
    let rows = [
        (text.written_today(), of_limit(figures.overview.written_today), Meaning::Plain),
        (text.sent_today(), of_limit(figures.overview.sent_today), Meaning::Plain),
        (text.last_run(), last, Meaning::Plain),
        (text.next_run(), next, Meaning::Plain),
        (text.auto_mode(), auto.to_owned(), Meaning::Plain),
        (text.delivery(), delivery.to_owned(), Meaning::Plain),
        (text.data(), data.0.to_owned(), data.1),
    ];
    let block = pane(state, text.schedule().to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL);
    let lines = rows.into_iter().map(|(label, value, meaning)| {
        Line::from(vec![
            Span::styled(cells::left(label, LABEL), state.theme.style(Meaning::Muted)),
            Span::styled(cells::cut(&value, room), state.theme.style(meaning)),
        ])
    });
    let lines: Vec<Line> = lines.collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

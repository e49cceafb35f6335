//! The figures of the house at a glance.

use ratatui::{
    Frame,
    layout::{Alignment, Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Padding, Paragraph},
};
use relance::{settings::Settings, store::Overview};

use crate::console::{
    message::Figures,
    state::State,
    text::domain::status_sign,
    theme::Meaning,
    view::{cells, empty, frame_around, pane},
};

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let (Some(figures), Some(settings)) = (&state.figures, &state.settings) else {
        empty(state, frame, area, false);
        return;
    };
    let [tiles_area, middle, bottom, _rest] =
        Layout::vertical([Constraint::Length(4), Constraint::Length(9), Constraint::Length(8), Constraint::Min(0)])
            .areas(area);
    tiles(state, &figures.overview, frame, tiles_area);
    let [by_status, right] = Layout::horizontal([Constraint::Percentage(54), Constraint::Min(0)]).areas(middle);
    statuses(state, &figures.overview, frame, by_status);
    priorities(state, &figures.overview, frame, right);
    let [schedule_area, right] = Layout::horizontal([Constraint::Percentage(54), Constraint::Min(0)]).areas(bottom);
    schedule(state, figures, settings, frame, schedule_area);
    results(state, &figures.overview, settings, frame, right);
}

/// The five numbers that matter most, side by side.
fn tiles(state: &State, overview: &Overview, frame: &mut Frame, area: Rect) {
    let text = state.text;
    let count = |n: i64| text.number(n);
    let heat = |n: i64, meaning| if n > 0 { meaning } else { Meaning::Strong };
    let tiles = [
        (text.clients(), count(overview.clients), Meaning::Strong),
        (text.high_risk(), count(overview.high_risk), heat(overview.high_risk, Meaning::Alert)),
        (text.low_engagement(), count(overview.low_engagement), heat(overview.low_engagement, Meaning::Warning)),
        (text.to_follow_up(), count(overview.need_follow_up), heat(overview.need_follow_up, Meaning::Warning)),
        (text.total_value(), text.units(overview.value, state.currency()), Meaning::Good),
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

fn statuses(state: &State, overview: &Overview, frame: &mut Frame, area: Rect) {
    let rows = overview.by_status.iter().map(|(status, n)| {
        let label = format!("{} {}", status_sign(*status), state.text.status_word(*status));
        (label, *n, super::follow_ups::status_meaning(*status))
    });
    bars(state, state.text.by_status(), rows.collect(), frame, area);
}

fn priorities(state: &State, overview: &Overview, frame: &mut Frame, area: Rect) {
    let rows = overview.by_priority.iter().rev().map(|(priority, n)| {
        let label = state.text.priority_word(*priority).to_owned();
        (label, *n, super::follow_ups::priority_meaning(*priority))
    });
    let rows: Vec<_> = rows.collect();
    let total: i64 = rows.iter().map(|(_, n, _)| n).sum();
    bars(state, state.text.by_priority(), rows, frame, area);
    // Under the four priorities there is room for their sum.
    let place = Rect { x: area.x + 2, y: area.y + 6, width: area.width.saturating_sub(4), height: 1 };
    let told = format!("{} {}", state.text.number(total), state.text.tab_follow_ups().to_lowercase());
    frame.render_widget(Line::styled(told, state.theme.style(Meaning::Muted)), place);
}

fn bars(state: &State, title: &str, rows: Vec<(String, i64, Meaning)>, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 13;
    const NUMBER: usize = 7;
    let block = pane(state, title.to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL + NUMBER + 1);
    let most = rows.iter().map(|(_, n, _)| *n).max().unwrap_or(0).max(1);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|(label, n, meaning)| {
            let quiet = state.theme.style(if n == 0 { Meaning::Muted } else { Meaning::Plain });
            Line::from(vec![
                Span::styled(cells::left(&label, LABEL), quiet),
                Span::styled(cells::right(&state.text.number(n), NUMBER), quiet),
                Span::raw(" "),
                Span::styled(cells::bar(n as f64 / most as f64, room), state.theme.style(meaning)),
            ])
        })
        .collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

fn schedule(state: &State, figures: &Figures, settings: &Settings, frame: &mut Frame, area: Rect) {
    let text = state.text;
    let switch = |on: bool| if on { (text.on(), Meaning::Good) } else { (text.off(), Meaning::Warning) };
    let delivery = match settings.delivery {
        relance::settings::Delivery::Aws => text.by_lambda(),
        relance::settings::Delivery::Outbox if state.can_carry => text.by_outbox(),
        relance::settings::Delivery::Outbox => text.by_outbox_elsewhere(),
    };
    let last = figures.analysed_at.map_or(text.never().to_owned(), |at| text.time(at, state.zone()));
    let data = if figures.holds_demo { (text.invented(), Meaning::Warning) } else { (text.booked(), Meaning::Plain) };
    let (system, auto) = (switch(settings.enabled), switch(settings.auto_mode_enabled));
    let auto = if settings.auto_mode_enabled { auto } else { (auto.0, Meaning::Plain) };
    table(
        state,
        text.schedule(),
        vec![
            (text.system(), system.0.to_owned(), system.1),
            (text.auto_mode(), auto.0.to_owned(), auto.1),
            (text.delivery(), delivery.to_owned(), Meaning::Plain),
            (text.last_analysis(), last, Meaning::Plain),
            (text.data(), data.0.to_owned(), data.1),
        ],
        frame,
        area,
    );
}

fn results(state: &State, overview: &Overview, settings: &Settings, frame: &mut Frame, area: Rect) {
    let text = state.text;
    let of_limit = |n: i64| format!("{} / {}", text.number(n), text.number(settings.daily_follow_up_limit));
    let gain = if overview.returns > 0 { Meaning::Good } else { Meaning::Plain };
    let confidence = overview.average_confidence.map_or("–".to_owned(), |c| format!("{} / 100", text.score(c)));
    table(
        state,
        text.results(),
        vec![
            (text.written_today(), of_limit(overview.written_today), Meaning::Plain),
            (text.sent_today(), of_limit(overview.sent_today), Meaning::Plain),
            (text.average_confidence(), confidence, Meaning::Plain),
            (text.distinct_clients(), text.number(overview.distinct_clients), Meaning::Plain),
            (text.returns(), text.number(overview.returns), gain),
            (text.returned_value(), text.money(overview.returned_value, state.currency()), gain),
        ],
        frame,
        area,
    );
}

fn table(state: &State, title: &str, rows: Vec<(&str, String, Meaning)>, frame: &mut Frame, area: Rect) {
    const LABEL: usize = 21;
    let block = pane(state, title.to_owned(), false).padding(Padding::horizontal(1));
    let inner = block.inner(area);
    let room = usize::from(inner.width).saturating_sub(LABEL);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|(label, value, meaning)| {
            Line::from(vec![
                Span::styled(cells::left(label, LABEL), state.theme.style(Meaning::Muted)),
                Span::styled(cells::cut(&value, room), state.theme.style(meaning)),
            ])
        })
        .collect();
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

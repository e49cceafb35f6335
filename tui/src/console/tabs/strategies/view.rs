//! The strategies: what each waits for and what it then does.

use ratatui::{Frame, layout::Rect, style::Style, text::Line, widgets::Paragraph};
use relance::{store::Unusable, strategy::Strategy};

use crate::console::{
    draw::cells::{self, Column},
    state::{Focus, State, StrategyRow},
    tabs::follow_ups::view::list::priority_meaning,
    theme::Meaning,
    view::{empty, heading, pair, pane, place},
};

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let title = state.text.tab_strategies().to_owned();
    let block = place(state, pane(state, title, !matches!(state.focus, Focus::Detail)));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if state.strategy_rows() == 0 {
        empty(state, frame, inner, state.settings.is_some());
        return;
    }
    let columns = columns(state);
    let widths = cells::widths(&columns, usize::from(inner.width));
    let titles = columns.iter().map(|c| (c.title.to_owned(), state.theme.style(Meaning::Muted))).collect();
    let mut lines = vec![cells::row(&columns, &widths, titles, None)];
    let cursor = state.strategy_cursor;
    let visible = usize::from(inner.height.saturating_sub(1));
    for index in cursor.top..(cursor.top + visible).min(state.strategy_rows()) {
        let whole = (index == cursor.selected).then(|| state.theme.style(Meaning::Selected));
        let cells = match state.strategy_row(index) {
            Some(StrategyRow::Usable(strategy)) => usable(state, strategy),
            Some(StrategyRow::Unusable(unusable)) => unusable_row(state, unusable),
            None => continue,
        };
        lines.push(cells::row(&columns, &widths, cells, whole));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn columns(state: &State) -> [Column; 6] {
    let text = state.text;
    let column = |title, least, grow, is_right, rank| Column { title, least, grow, is_right, rank };
    [
        column("", 9, 0, false, 0),
        column(text.name(), 20, 3, false, 0),
        column(text.priority(), 8, 0, false, 1),
        column(text.channels(), 14, 1, false, 4),
        column(text.cooldown(), 5, 0, true, 3),
        column(text.conditions_short(), 5, 0, true, 2),
    ]
}

fn usable(state: &State, strategy: &Strategy) -> Vec<(String, Style)> {
    let (text, theme) = (state.text, state.theme);
    let (switch, meaning) = if strategy.is_active { ("●", Meaning::Good) } else { ("○", Meaning::Muted) };
    let word = if strategy.is_active { text.on_short() } else { text.off_short() };
    let plain = theme.style(if strategy.is_active { Meaning::Plain } else { Meaning::Muted });
    vec![
        (format!("{switch} {word}"), theme.style(meaning)),
        (strategy.name.clone(), plain),
        (text.priority_word(strategy.priority).to_owned(), theme.style(priority_meaning(strategy.priority))),
        (text.channel_words(&strategy.channels), plain),
        (text.days(i64::from(strategy.cooldown_days)), plain),
        (strategy.trigger_conditions.len().to_string(), plain),
    ]
}

fn unusable_row(state: &State, unusable: &Unusable) -> Vec<(String, Style)> {
    let alert = state.theme.style(Meaning::Alert);
    let cell = |text: &str| (text.to_owned(), alert);
    vec![cell("✗"), cell(&unusable.id.0), cell(""), cell(state.text.unusable()), cell(""), cell("")]
}

pub fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
    match state.strategy_row(state.strategy_cursor.selected) {
        None => vec![Line::styled(state.text.nothing_here(), state.theme.style(Meaning::Muted))],
        Some(StrategyRow::Unusable(unusable)) => {
            let mut lines = vec![heading(state, &cells::cut(&unusable.id.0, width))];
            lines.extend(cells::paragraph(state.text.unusable_why(), width, Style::new()));
            lines.extend(cells::paragraph(&unusable.reason, width, state.theme.style(Meaning::Alert)));
            lines
        }
        Some(StrategyRow::Usable(strategy)) => detail(state, strategy, width),
    }
}

fn detail(state: &State, strategy: &Strategy, width: usize) -> Vec<Line<'static>> {
    let text = state.text;
    let mut lines = vec![
        heading(state, &cells::cut(&strategy.name, width)),
        Line::styled(cells::cut(&strategy.id.0, width), state.theme.style(Meaning::Muted)),
        Line::default(),
    ];
    lines.extend(cells::paragraph(&strategy.description, width, Style::new()));
    lines.push(Line::default());
    lines.push(heading(state, text.conditions()));
    if strategy.trigger_conditions.is_empty() {
        lines.extend(cells::paragraph(text.fires_for_all(), width, state.theme.style(Meaning::Muted)));
    }
    for condition in &strategy.trigger_conditions {
        lines.extend(cells::paragraph(&format!("• {}", text.condition(condition)), width, Style::new()));
    }
    lines.push(Line::default());
    let windows: Vec<String> = strategy.windows.iter().map(|w| text.window(w)).collect();
    let windows = if windows.is_empty() { text.all_year().to_owned() } else { windows.join("\n") };
    let switch = if strategy.is_active { text.on_short() } else { text.off_short() };
    for (label, value) in [
        (text.status(), switch.to_owned()),
        (text.priority(), text.priority_word(strategy.priority).to_owned()),
        (text.channels(), text.channel_words(&strategy.channels)),
        (text.cooldown(), text.days(i64::from(strategy.cooldown_days))),
        (text.windows(), windows),
        (text.also_current(), if strategy.also_current { text.yes() } else { text.no() }.to_owned()),
    ] {
        lines.extend(pair(state, label, &value, width));
    }
    lines.push(Line::default());
    lines.push(heading(state, text.prompt()));
    lines.extend(cells::paragraph(&strategy.ai_prompt, width, Style::new()));
    lines
}

//! Drawing of the strategies tab.

use ratatui::{Frame, layout::Rect, style::Style, text::Line, widgets::Paragraph};
use relance::{store::Unusable, strategy::Strategy};

use super::{
    keys,
    state::{Listed, State},
};
use crate::console::{
    dialogs::Dialog,
    draw::{
        self,
        cells::{self, Column},
        layout::Panes,
        pane::{empty, heading, numbered, pair, pane},
        signs::priority_meaning,
    },
    focus::Focus,
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

    fn rows(&self, shared: &Shared) -> usize {
        Listed::count(&shared.rules)
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

    fn detail_focus(&self) -> Option<Focus> {
        Some(Focus::Detail)
    }

    fn detail(&self, shared: &Shared, width: usize) -> Vec<Line<'static>> {
        lines(shared, self, width)
    }

    fn render(&self, shared: &Shared, frame: &mut Frame, panes: &Panes) {
        if let Some(area) = panes.list {
            list(shared, self, frame, area);
        }
        if let Some(area) = panes.detail {
            draw::pane::detail(shared, shared.text.strategy(), frame, area, |width| self.detail(shared, width));
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
    let (title, rows) = (shared.text.of(tab.title()).to_owned(), tab.rows(shared));
    let mut block = pane(shared, title, !matches!(shared.focus, Focus::Detail));
    if rows > 0 {
        block = numbered(shared, block, Some(tab.cursor.selected), Some(rows));
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if rows == 0 {
        empty(shared, frame, inner, shared.settings().is_some());
        return;
    }
    let columns = columns(shared);
    let widths = cells::widths(&columns, usize::from(inner.width));
    let titles = columns.iter().map(|c| (c.title.to_owned(), shared.theme.style(Meaning::Muted))).collect();
    let mut lines = vec![cells::row(&columns, &widths, titles, None)];
    let cursor = tab.cursor;
    let visible = usize::from(inner.height.saturating_sub(1));
    for index in cursor.top..(cursor.top + visible).min(rows) {
        let whole = (index == cursor.selected).then(|| shared.theme.style(Meaning::Selected));
        let cells = match Listed::at(&shared.rules, index) {
            Some(Listed::Usable(strategy)) => usable(shared, strategy),
            Some(Listed::Unusable(unusable)) => unusable_row(shared, unusable),
            None => continue,
        };
        lines.push(cells::row(&columns, &widths, cells, whole));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn columns(shared: &Shared) -> [Column; 6] {
    let text = shared.text;
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

fn usable(shared: &Shared, strategy: &Strategy) -> Vec<(String, Style)> {
    let (text, theme) = (shared.text, shared.theme);
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

fn unusable_row(shared: &Shared, unusable: &Unusable) -> Vec<(String, Style)> {
    let alert = shared.theme.style(Meaning::Alert);
    let cell = |text: &str| (text.to_owned(), alert);
    vec![cell("✗"), cell(&unusable.id.0), cell(""), cell(shared.text.unusable()), cell(""), cell("")]
}

fn lines(shared: &Shared, tab: &State, width: usize) -> Vec<Line<'static>> {
    match tab.selected(&shared.rules) {
        None => vec![Line::styled(shared.text.nothing_here(), shared.theme.style(Meaning::Muted))],
        Some(Listed::Unusable(unusable)) => {
            let mut lines = vec![heading(shared, &cells::cut(&unusable.id.0, width))];
            lines.extend(cells::paragraph(shared.text.unusable_why(), width, Style::new()));
            lines.extend(cells::paragraph(&unusable.reason, width, shared.theme.style(Meaning::Alert)));
            lines
        }
        Some(Listed::Usable(strategy)) => detail(shared, strategy, width),
    }
}

fn detail(shared: &Shared, strategy: &Strategy, width: usize) -> Vec<Line<'static>> {
    let text = shared.text;
    let mut lines = vec![
        heading(shared, &cells::cut(&strategy.name, width)),
        Line::styled(cells::cut(&strategy.id.0, width), shared.theme.style(Meaning::Muted)),
        Line::default(),
    ];
    lines.extend(cells::paragraph(&strategy.description, width, Style::new()));
    lines.push(Line::default());
    lines.push(heading(shared, text.conditions()));
    if strategy.trigger_conditions.is_empty() {
        lines.extend(cells::paragraph(text.fires_for_all(), width, shared.theme.style(Meaning::Muted)));
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
        lines.extend(pair(shared, label, &value, width));
    }
    lines.push(Line::default());
    lines.push(heading(shared, text.prompt()));
    lines.extend(cells::paragraph(&strategy.ai_prompt, width, Style::new()));
    lines
}

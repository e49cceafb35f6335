//! The list of clients.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Paragraph};
use relance::store::pages::ClientLine;

use crate::console::{
    draw::{
        cells::{self, Column},
        pane::{empty, list_suffix, numbered, pane},
    },
    focus::Focus,
    shared::Shared,
    tabs::clients::state::State,
    theme::Meaning,
};

pub fn render(shared: &Shared, tab: &State, frame: &mut Frame, area: Rect) {
    let text = shared.text;
    let State { list, search, .. } = tab;
    let mut title = text.clients().to_owned();
    title.push_str(&list_suffix(shared, text.order(list.sort.by), list.sort.descending, search));
    let mut block = pane(shared, title, !matches!(shared.focus, Focus::Detail));
    if !list.rows().is_empty() {
        block = numbered(shared, block, list.position(), list.total());
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if list.rows().is_empty() {
        empty(shared, frame, inner, list.is_loaded);
        return;
    }
    let columns = columns(shared);
    let widths = cells::widths(&columns, usize::from(inner.width));
    let muted = shared.theme.style(Meaning::Muted);
    let titles = columns.iter().map(|c| (c.title.to_owned(), muted)).collect();
    let mut lines = vec![cells::row(&columns, &widths, titles, None)];
    let visible = usize::from(inner.height.saturating_sub(1));
    for (index, client) in list.rows().iter().enumerate().skip(list.cursor.top).take(visible) {
        let whole = (index == list.cursor.selected).then(|| shared.theme.style(Meaning::Selected));
        lines.push(cells::row(&columns, &widths, row(shared, client), whole));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn columns(shared: &Shared) -> [Column; 9] {
    let text = shared.text;
    let column = |title, least, grow, is_right, rank| Column { title, least, grow, is_right, rank };
    [
        column("", 1, 0, false, 0),
        column(text.name(), 14, 3, false, 0),
        column(text.address(), 13, 3, false, 5),
        column(text.risk_short(), 4, 0, true, 1),
        column(text.engagement_short(), 4, 0, true, 2),
        column(text.value(), 9, 0, true, 3),
        column(text.last_activity_short(), 10, 0, false, 4),
        column(text.next(), 6, 0, false, 6),
        column(text.strategy(), 9, 2, false, 7),
    ]
}

fn row(shared: &Shared, client: &ClientLine) -> Vec<(String, Style)> {
    let (text, theme) = (shared.text, shared.theme);
    let plain = theme.style(Meaning::Plain);
    let muted = theme.style(Meaning::Muted);
    let mark = if client.needs_follow_up { "●" } else { " " };
    let name = if client.name.trim().is_empty() { text.nameless() } else { &client.name };
    let seen = client.last_activity.with_timezone(&shared.zone()).date_naive();
    let strategy = client.strategy.as_ref().map_or("–", |id| shared.strategy_name(id));
    vec![
        (mark.to_owned(), theme.style(Meaning::Warning)),
        (name.to_owned(), plain),
        (client.client_id.to_string(), muted),
        (client.risk.to_string(), risk(shared, client.risk)),
        (text.score(client.engagement.round()), engagement(shared, client.engagement)),
        (text.units(client.spent, shared.currency()), plain),
        (text.date(seen), plain),
        (text.short_date(client.next_follow_up_on()), plain),
        (strategy.to_owned(), muted),
    ]
}

/// High from the setting's threshold on; without colours, the number itself shows it.
pub fn risk(shared: &Shared, score: i64) -> Style {
    let high = shared.settings().is_some_and(|s| s.is_high_risk(score));
    shared.theme.style(if high { Meaning::Alert } else { Meaning::Plain })
}

pub fn engagement(shared: &Shared, score: f64) -> Style {
    let low = shared.settings().is_some_and(|s| s.is_low_engagement(score));
    shared.theme.style(if low { Meaning::Alert } else { Meaning::Plain })
}

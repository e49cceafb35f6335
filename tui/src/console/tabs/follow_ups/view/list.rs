//! The list of follow-ups: what a person must look at comes first.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Paragraph};
use relance::follow_up::FollowUp;

use crate::console::{
    draw::{
        cells::{self, Column},
        pane::{empty, list_suffix, numbered, pane},
        signs::{priority_meaning, status_meaning, status_sign},
    },
    focus::Focus,
    shared::Shared,
    tab::Page,
    tabs::follow_ups::{picks::Picks, state::State},
    theme::Meaning,
};

pub fn render(shared: &Shared, tab: &State, frame: &mut Frame, area: Rect) {
    let text = shared.text;
    let State { list, search, picks, .. } = tab;
    let mut title = text.of(tab.title()).to_owned();
    title.push_str(&list_suffix(shared, text.follow_up_order(list.sort.by), list.sort.descending, search));
    if !picks.is_empty() {
        title.push_str(&format!(" · {}", text.picked(picks.len())));
    }
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
    for (index, follow_up) in list.rows().iter().enumerate().skip(list.cursor.top).take(visible) {
        let whole = (index == list.cursor.selected).then(|| shared.theme.style(Meaning::Selected));
        lines.push(cells::row(&columns, &widths, row(shared, picks, follow_up), whole));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn columns(shared: &Shared) -> [Column; 8] {
    let text = shared.text;
    let column = |title, least, grow, is_right, rank| Column { title, least, grow, is_right, rank };
    [
        column("", 1, 0, false, 0),
        column(text.status(), 12, 0, false, 0),
        column(text.priority(), 8, 0, false, 3),
        column(text.channel(), 6, 0, false, 4),
        column(text.due(), 11, 0, false, 1),
        column(text.confidence_short(), 4, 0, true, 5),
        column(text.client(), 16, 3, false, 0),
        column(text.strategy(), 12, 2, false, 6),
    ]
}

fn row(shared: &Shared, picks: &Picks, follow_up: &FollowUp) -> Vec<(String, Style)> {
    let (text, theme) = (shared.text, shared.theme);
    let plain = theme.style(Meaning::Plain);
    let status = format!("{} {}", status_sign(follow_up.status), text.status_word(follow_up.status));
    let mark = if picks.contains(follow_up.id) {
        "▸"
    } else if picks.anchor == Some(follow_up.id) {
        "┌"
    } else {
        " "
    };
    vec![
        (mark.to_owned(), theme.style(Meaning::Accent)),
        (status, theme.style(status_meaning(follow_up.status))),
        (text.priority_word(follow_up.priority).to_owned(), theme.style(priority_meaning(follow_up.priority))),
        (text.channel_word(follow_up.draft.channel).to_owned(), plain),
        (text.short_time(follow_up.outcome.sent_at.unwrap_or(follow_up.scheduled_date), shared.zone()), plain),
        (text.number(follow_up.draft.confidence), plain),
        (follow_up.client_id.to_string(), plain),
        (shared.strategy_name(&follow_up.strategy_id).to_owned(), theme.style(Meaning::Muted)),
    ]
}

//! The list of follow-ups: what a person must look at comes first.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Paragraph};
use relance::{
    follow_up::{FollowUp, Status},
    strategy::Priority,
};

use crate::console::{
    draw::cells::{self, Column},
    state::{Focus, FollowUps, State},
    text::domain::status_sign,
    theme::Meaning,
    view::{about_list, empty, pane, place},
};

pub fn render(state: &State, frame: &mut Frame, area: Rect) {
    let text = state.text;
    let FollowUps { list, search, .. } = &state.follow_ups;
    let mut title = text.tab_follow_ups().to_owned();
    title.push_str(&about_list(state, text.follow_up_order(list.sort.by), list.sort.descending, search));
    if !state.follow_ups.picks.is_empty() {
        title.push_str(&format!(" · {}", text.picked(state.follow_ups.picks.len())));
    }
    let block = place(state, pane(state, title, !matches!(state.focus, Focus::Detail)));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if list.rows().is_empty() {
        empty(state, frame, inner, list.is_loaded);
        return;
    }
    let columns = columns(state);
    let widths = cells::widths(&columns, usize::from(inner.width));
    let muted = state.theme.style(Meaning::Muted);
    let titles = columns.iter().map(|c| (c.title.to_owned(), muted)).collect();
    let mut lines = vec![cells::row(&columns, &widths, titles, None)];
    let visible = usize::from(inner.height.saturating_sub(1));
    for (index, follow_up) in list.rows().iter().enumerate().skip(list.cursor.top).take(visible) {
        let whole = (index == list.cursor.selected).then(|| state.theme.style(Meaning::Selected));
        lines.push(cells::row(&columns, &widths, row(state, follow_up), whole));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn columns(state: &State) -> [Column; 8] {
    let text = state.text;
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

fn row(state: &State, follow_up: &FollowUp) -> Vec<(String, Style)> {
    let (text, theme) = (state.text, state.theme);
    let plain = theme.style(Meaning::Plain);
    let status = format!("{} {}", status_sign(follow_up.status), text.status_word(follow_up.status));
    let picks = &state.follow_ups.picks;
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
        (text.short_time(follow_up.outcome.sent_at.unwrap_or(follow_up.scheduled_date), state.zone()), plain),
        (text.number(follow_up.draft.confidence), plain),
        (follow_up.client_id.to_string(), plain),
        (state.strategy_name(&follow_up.strategy_id).to_owned(), theme.style(Meaning::Muted)),
    ]
}

pub const fn status_meaning(status: Status) -> Meaning {
    match status {
        Status::Pending => Meaning::Warning,
        Status::Approved | Status::Sending => Meaning::Accent,
        Status::Sent => Meaning::Good,
        Status::Failed | Status::Uncertain => Meaning::Alert,
        Status::Cancelled => Meaning::Muted,
    }
}

pub const fn priority_meaning(priority: Priority) -> Meaning {
    match priority {
        Priority::Urgent => Meaning::Alert,
        Priority::High => Meaning::Warning,
        Priority::Medium => Meaning::Plain,
        Priority::Low => Meaning::Muted,
    }
}

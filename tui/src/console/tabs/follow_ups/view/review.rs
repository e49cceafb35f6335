//! One follow-up under review: its message, its client, its reasons and its confidence.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Padding, Paragraph},
};
use relance::{
    client::Channel,
    draft::sms,
    follow_up::FollowUp,
    operations::{ClientDetail, FollowUpDetail},
    strategy::{Actual, ConditionResult},
};

use super::detail;
use crate::console::{
    draw::{
        cells,
        pane::{heading, numbered, pair, pane},
    },
    shared::Shared,
    tabs::{
        clients::view as client,
        follow_ups::{queries::ReviewData, state::State},
    },
    theme::Meaning,
};

/// Least width, in columns, for the message beside the reasons.
const MIN_TWO_COLUMNS: u16 = 110;

pub fn render(shared: &Shared, tab: &State, frame: &mut Frame, area: Rect) {
    let Some(follow_up) = tab.selected() else { return };
    let title = format!("{} · {}", shared.text.review(), follow_up.client_id);
    let block = numbered(shared, pane(shared, title, true), tab.list.position(), tab.list.total());
    let block = block.padding(Padding::horizontal(1));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let columns = columns(inner);
    for (area, lines) in columns.iter().zip(parts(shared, tab, follow_up, &columns)) {
        let height = usize::from(area.height);
        let top = shared.detail_top.min(lines.len().saturating_sub(height));
        let shown: Vec<Line> = lines.into_iter().skip(top).take(height).collect();
        frame.render_widget(Paragraph::new(shown), *area);
    }
}

/// Lines of the longest column that do not fit.
pub fn overflow(shared: &Shared, tab: &State, area: Rect) -> usize {
    let Some(follow_up) = tab.selected() else { return 0 };
    let inner = Rect { width: area.width.saturating_sub(4), height: area.height.saturating_sub(2), ..area };
    let longest = parts(shared, tab, follow_up, &columns(inner)).iter().map(Vec::len).max().unwrap_or(0);
    longest.saturating_sub(usize::from(inner.height))
}

fn columns(inner: Rect) -> Vec<Rect> {
    if inner.width < MIN_TWO_COLUMNS {
        return vec![inner];
    }
    Layout::horizontal([Constraint::Percentage(54), Constraint::Min(0)]).spacing(3).split(inner).to_vec()
}

/// The message and the reasons, as one list of lines per column.
fn parts(shared: &Shared, tab: &State, follow_up: &FollowUp, columns: &[Rect]) -> Vec<Vec<Line<'static>>> {
    let width = |index: usize| columns.get(index).map_or(0, |area| usize::from(area.width));
    let review = tab.review.as_deref().filter(|review| review.detail.follow_up.id == follow_up.id);
    let page = review.and_then(|review| review.page.as_deref()).filter(|_| tab.as_html);
    match columns.len() {
        1 => {
            let mut lines = head(shared, follow_up, review, width(0));
            lines.extend(message(shared, follow_up, page, width(0)));
            lines.push(Line::default());
            lines.extend(reasons(shared, follow_up, review, width(0)));
            vec![lines]
        }
        _ => {
            let mut right = head(shared, follow_up, review, width(1));
            right.extend(reasons(shared, follow_up, review, width(1)));
            vec![message(shared, follow_up, page, width(0)), right]
        }
    }
}

/// The essentials, in three lines.
fn head(shared: &Shared, follow_up: &FollowUp, review: Option<&ReviewData>, width: usize) -> Vec<Line<'static>> {
    let (text, theme) = (shared.text, shared.theme);
    let client_detail = review.and_then(|review| review.detail.client_detail.as_ref());
    let name = client_detail.map_or("", |p| p.insight.profile.name.trim());
    let name = if name.is_empty() { follow_up.client_id.as_str() } else { name };
    let mut client_line = vec![Span::styled(cells::cut(name, width / 2), theme.style(Meaning::Strong))];
    if let Some(p) = client_detail {
        let scores = &p.insight.assessment.scores;
        client_line.push(Span::raw(format!(" · {} ", text.risk().to_lowercase())));
        client_line.push(Span::styled(scores.risk.to_string(), client::risk(shared, i64::from(scores.risk))));
        let spent = text.units(p.insight.profile.spent, shared.currency());
        client_line.push(Span::raw(format!(" · {spent} · {}", text.days(scores.days_since_last))));
    }
    let mut lines = vec![Line::from(client_line)];
    lines.extend(detail::status(shared, follow_up));
    lines.push(Line::default());
    lines
}

/// The message as it will arrive; `page` is its HTML body, if that is to be shown.
fn message(shared: &Shared, follow_up: &FollowUp, page: Option<&str>, width: usize) -> Vec<Line<'static>> {
    let (text, muted) = (shared.text, shared.theme.style(Meaning::Muted));
    let mut lines = Vec::new();
    match follow_up.draft.channel {
        Channel::Sms => {
            let segments = sms::segments(&follow_up.draft.message);
            lines.push(heading(shared, &text.sms_length(&follow_up.draft.message)));
            let price = shared.settings().map_or(0, |s| s.options.sms_price.0);
            let cost = relance::money::Cents(price * i64::try_from(segments.count).unwrap_or(i64::MAX));
            let message =
                if price > 0 { text.sms_cost(cost, shared.currency()) } else { text.no_sms_price().to_owned() };
            lines.extend(cells::paragraph(&message, width, muted));
        }
        Channel::Email | Channel::Push => {
            lines.extend(cells::paragraph(&follow_up.draft.subject, width, shared.theme.style(Meaning::Strong)));
            let form = match (follow_up.draft.channel, page) {
                (Channel::Push, _) => text.as_push(),
                (_, Some(_)) => text.as_html(),
                _ => text.as_text(),
            };
            lines.push(Line::styled(form, muted));
        }
    }
    lines.push(Line::default());
    lines.extend(cells::paragraph(page.unwrap_or(&follow_up.draft.message), width, Style::new()));
    lines
}

fn reasons(shared: &Shared, follow_up: &FollowUp, review: Option<&ReviewData>, width: usize) -> Vec<Line<'static>> {
    let Some(ReviewData { detail: all, .. }) = review else {
        return vec![Line::styled(shared.text.loading(), shared.theme.style(Meaning::Muted))];
    };
    let mut lines = conditions(shared, all, width);
    lines.push(Line::default());
    lines.extend(confidence(shared, all, width));
    lines.push(Line::default());
    lines.extend(detail::history(shared, follow_up, width));
    lines.push(Line::default());
    match &all.client_detail {
        Some(client_detail) => lines.extend(client_lines(shared, client_detail, width)),
        None => lines.extend(cells::paragraph(shared.text.client_gone(), width, shared.theme.style(Meaning::Warning))),
    }
    lines.push(Line::default());
    lines.extend(detail::facts(shared, follow_up, width));
    lines
}

/// The strategy's conditions, each with the client's value.
fn conditions(shared: &Shared, follow_up_detail: &FollowUpDetail, width: usize) -> Vec<Line<'static>> {
    let text = shared.text;
    let mut lines = vec![heading(shared, text.why_heading())];
    lines.push(Line::raw(cells::cut(shared.strategy_name(&follow_up_detail.follow_up.strategy_id), width)));
    if follow_up_detail.why.is_empty() {
        lines.extend(cells::paragraph(text.fires_for_all(), width, shared.theme.style(Meaning::Muted)));
    }
    for ConditionResult { condition, actual, holds } in &follow_up_detail.why {
        let (sign, meaning) = if *holds { ("✓", Meaning::Good) } else { ("✗", Meaning::Warning) };
        let actual = match actual {
            Actual::Number(n) => text.decimal(*n),
            Actual::Texts(texts) if texts.is_empty() => text.none().to_owned(),
            Actual::Texts(texts) => texts.join(", "),
        };
        let message = format!("{} ({actual})", text.condition(condition));
        for (index, line) in cells::wrap(&message, width.saturating_sub(2)).into_iter().enumerate() {
            let sign = if index == 0 { format!("{sign} ") } else { "  ".to_owned() };
            lines.push(Line::from(vec![Span::styled(sign, shared.theme.style(meaning)), Span::raw(line)]));
        }
    }
    lines
}

/// The parts of the confidence.
fn confidence(shared: &Shared, follow_up_detail: &FollowUpDetail, width: usize) -> Vec<Line<'static>> {
    let (text, stored) = (shared.text, follow_up_detail.follow_up.draft.confidence);
    let mut lines = vec![heading(shared, &format!("{} {} / 100", text.confidence(), text.number(stored)))];
    let Some(parts) = follow_up_detail.confidence else { return lines };
    for (label, points, most) in [
        (text.confidence_history(), parts.history, 40),
        (text.confidence_strategy(), parts.strategy, 35),
        (text.confidence_writer(), parts.writer, 25),
    ] {
        lines.extend(pair(shared, label, &format!("{points} / {most}"), width));
    }
    if i64::from(parts.total()) != stored {
        lines.extend(cells::paragraph(text.confidence_changed(), width, shared.theme.style(Meaning::Muted)));
    }
    lines
}

/// The client's scores with their parts, reservations, and earlier messages with their outcomes.
fn client_lines(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let mut lines = client::scores(shared, client_detail, width);
    lines.push(Line::default());
    lines.extend(client::timeline(shared, client_detail, width));
    lines.push(Line::default());
    lines.extend(client::history(shared, client_detail, width));
    lines
}

//! One client: the verdict on a follow-up now, the scores with their parts, and what is known.

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use relance::{
    client::{
        Contribution, PhoneNumber,
        score::{self, Cause},
    },
    draft::words,
    follow_up::FollowUp,
    operations::ClientDetail,
    reservation::ReservationStatus,
};

use super::list;
use crate::console::{
    draw::{
        cells,
        pane::{heading, pair},
        signs::{status_meaning, status_sign},
    },
    shared::Shared,
    tabs::clients::state::State,
    theme::Meaning,
};

pub fn lines(shared: &Shared, tab: &State, width: usize) -> Vec<Line<'static>> {
    // The previous client stays until the next is read: a pane that blinks at every key strains eyes and a slow line.
    let is_seen = tab.selected().is_some();
    let Some(client_detail) = tab.detail.as_ref().filter(|_| is_seen) else {
        let message = if is_seen { shared.text.loading() } else { shared.text.nothing_here() };
        return vec![Line::styled(message, shared.theme.style(Meaning::Muted))];
    };
    let mut lines = identity(shared, client_detail, width);
    lines.push(Line::default());
    lines.extend(verdict(shared, client_detail, width));
    lines.push(Line::default());
    lines.extend(scores(shared, client_detail, width));
    lines.push(Line::default());
    lines.extend(facts(shared, client_detail, width));
    lines.push(Line::default());
    lines.extend(timeline(shared, client_detail, width));
    lines.push(Line::default());
    lines.extend(history(shared, client_detail, width));
    lines
}

fn identity(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let profile = &client_detail.insight.profile;
    let name = if profile.name.trim().is_empty() { shared.text.nameless() } else { &profile.name };
    vec![
        heading(shared, &cells::cut(name, width)),
        Line::styled(cells::cut(profile.client_id.as_str(), width), shared.theme.style(Meaning::Muted)),
    ]
}

/// Lines reserved for the verdict; nearly every one fits.
const VERDICT: usize = 2;

fn verdict(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let message = shared.text.verdict(&client_detail.verdict, &shared.rules.strategies, shared.zone());
    let mut lines = vec![heading(shared, shared.text.now_heading())];
    lines.extend(cells::paragraph(&message, width, Style::new()));
    // Padded, so that what follows does not move between clients: easier to read, and less to send on a slow line.
    lines.resize(lines.len().max(1 + VERDICT), Line::default());
    lines
}

pub fn scores(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let (profile, scores) = (&client_detail.insight.profile, client_detail.insight.assessment.scores);
    let days = scores.days_since_last;
    let risk = list::risk(shared, i64::from(scores.risk));
    let mut lines = vec![total(shared, shared.text.risk(), f64::from(scores.risk), risk, width)];
    // The score counts cancellations; how much they weigh is for the reader to judge.
    let cancelled = format!(
        "{} · {}",
        shared.text.number(i64::from(profile.cancellations)),
        shared.text.units(profile.cancelled, shared.currency())
    );
    lines.extend(parts(shared, &score::risk_parts(profile, days), &cancelled));
    let engagement = list::engagement(shared, scores.engagement);
    lines.push(total(shared, shared.text.engagement(), scores.engagement, engagement, width));
    lines.extend(parts(shared, &score::engagement_parts(profile, days), ""));
    lines
}

/// `Risque  70  ███████   `.
fn total(shared: &Shared, label: &str, score: f64, style: Style, width: usize) -> Line<'static> {
    let room = width.saturating_sub(21).min(25);
    Line::from(vec![
        Span::styled(cells::left(label, 13), shared.theme.style(Meaning::Strong)),
        Span::styled(cells::right(&shared.text.score(score), 6), style),
        Span::raw("  "),
        Span::styled(cells::bar(score / 100.0, room), style),
    ])
}

/// The parts of a score, one per line; `cancelled` says what the cancellations were.
fn parts(shared: &Shared, parts: &[Contribution], cancelled: &str) -> Vec<Line<'static>> {
    let muted = shared.theme.style(Meaning::Muted);
    let lines = parts.iter().map(|part| {
        let points = match shared.text.score(part.points.abs()) {
            _ if part.points == 0.0 => "–".to_owned(),
            points if part.points < 0.0 => format!("−{points}"),
            points => format!("+{points}"),
        };
        let label = cells::left(&format!("  {}", shared.text.cause(part.cause)), 15);
        let weight = match part.cause {
            Cause::Cancellations if part.points != 0.0 => format!("  ({cancelled})"),
            _ => String::new(),
        };
        Line::styled(format!("{label}{}{weight}", cells::right(&points, 6)), muted)
    });
    lines.collect()
}

fn facts(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let (text, zone) = (shared.text, shared.zone());
    let insight = &client_detail.insight;
    let (profile, contact) = (&insight.profile, &insight.contact);
    let preferred = contact.preferred(profile);
    let channels = if preferred.is_empty() { text.no_channel().to_owned() } else { text.channel_words(&preferred) };
    let hours: Vec<String> = client_detail.best_hours.iter().map(|hour| text.hour(*hour)).collect();
    let days = text.days(insight.assessment.scores.days_since_last);
    let seen = format!("{} ({days})", text.time(profile.newest.created_at, zone));
    let booked = format!(
        "{} ({} {})",
        text.number(i64::from(profile.reservations)),
        text.number(i64::from(profile.cancellations)),
        text.cancellations()
    );
    let strategy = insight.assessment.recommended.as_ref().map_or(text.none(), |id| shared.strategy_name(id));
    let sent = insight.last_sent.map_or(text.never().to_owned(), |at| text.time(at, zone));
    let interests: Vec<&str> = profile.interests().into_iter().map(|i| words::space_on_screen(i, text.0)).collect();
    let phone = contact.addresses.phone.as_ref().map_or("–", PhoneNumber::as_str);
    [
        (text.value(), text.money(profile.spent, shared.currency())),
        (text.reservations(), booked),
        (text.last_activity(), seen),
        (text.last_sent(), sent),
        (text.next_follow_up(), text.date(insight.assessment.next_follow_up_on())),
        (text.phone(), phone.to_owned()),
        (text.best_hours(), hours.join(", ")),
        (text.channels(), channels),
        // Values that may take several lines come last.
        (text.recommended(), strategy.to_owned()),
        (text.interests(), interests.join(", ")),
    ]
    .into_iter()
    .flat_map(|(label, value)| pair(shared, label, &value, width))
    .collect()
}

/// Most reservations shown: the newest.
const RESERVATIONS: usize = 24;

/// Reservations, newest first: their date, amount, kind of space and status.
pub fn timeline(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let (text, zone) = (shared.text, shared.zone());
    let count = text.count(client_detail.reservations.len());
    let mut lines = vec![heading(shared, &format!("{} ({count})", text.reservations()))];
    let most = client_detail.reservations.iter().map(|reservation| reservation.amount.0).max().unwrap_or(0).max(1);
    for reservation in client_detail.reservations.iter().take(RESERVATIONS) {
        let is_kept = reservation.status != ReservationStatus::Cancelled;
        let (sign, meaning) = if is_kept { ("●", Meaning::Good) } else { ("✗", Meaning::Muted) };
        let day = text.date(reservation.booked_at.with_timezone(&zone).date_naive());
        let amount = cells::right(&text.units(reservation.amount, shared.currency()), 9);
        let bar = cells::left(&cells::bar(reservation.amount.0 as f64 / most as f64, 6), 6);
        let space = words::space_on_screen(&reservation.space_type, text.0);
        let status = text.reservation_word(reservation.status);
        let rest = cells::cut(&format!("{space}, {status}"), width.saturating_sub(31));
        lines.push(Line::from(vec![
            Span::styled(format!("{sign} "), shared.theme.style(meaning)),
            Span::raw(format!("{day} {amount} ")),
            Span::styled(bar, shared.theme.style(meaning)),
            Span::raw(format!("  {rest}")),
        ]));
    }
    if client_detail.reservations.len() > RESERVATIONS {
        let more = text.and_older(client_detail.reservations.len() - RESERVATIONS);
        lines.push(Line::styled(more, shared.theme.style(Meaning::Muted)));
    }
    lines
}

pub fn history(shared: &Shared, client_detail: &ClientDetail, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![heading(shared, shared.text.history())];
    if client_detail.follow_ups.is_empty() {
        lines.push(Line::styled(shared.text.no_history(), shared.theme.style(Meaning::Muted)));
    }
    for follow_up in &client_detail.follow_ups {
        let status = format!("{} {}", status_sign(follow_up.status), shared.text.status_word(follow_up.status));
        let rest = format!(
            "{}  {}",
            shared.text.short_time(follow_up.outcome.sent_at.unwrap_or(follow_up.scheduled_date), shared.zone()),
            shared.strategy_name(&follow_up.strategy_id)
        );
        lines.push(Line::from(vec![
            Span::styled(cells::left(&status, 13), shared.theme.style(status_meaning(follow_up.status))),
            Span::raw(cells::cut(&rest, width.saturating_sub(13))),
        ]));
        lines.extend(outcome_lines(shared, client_detail, follow_up, width));
    }
    lines
}

/// `délivré 23/11 08:02 · ouvert 23/11 09:10 · est revenu (120 $)`
fn outcome_lines(
    shared: &Shared,
    client_detail: &ClientDetail,
    follow_up: &FollowUp,
    width: usize,
) -> Vec<Line<'static>> {
    let (text, zone) = (shared.text, shared.zone());
    let outcomes = client_detail.outcomes.iter().filter(|outcome| outcome.follow_up_id == follow_up.id);
    let outcomes: Vec<String> = outcomes
        .map(|outcome| {
            let worth = outcome.cents.map(|cents| format!(" ({})", text.units(cents, shared.currency())));
            let at = text.short_time(outcome.occurred_at, zone);
            format!("{} {at}{}", text.outcome(&outcome.kind), worth.unwrap_or_default())
        })
        .collect();
    if outcomes.is_empty() {
        return Vec::new();
    }
    let indented = cells::wrap(&outcomes.join(" · "), width.saturating_sub(2)).into_iter();
    indented.map(|line| Line::styled(format!("  {line}"), shared.theme.style(Meaning::Muted))).collect()
}

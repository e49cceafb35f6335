//! One follow-up: its message, its client, its facts and its outcome.

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use relance::{
    client::Channel,
    draft::{FactSheet, words},
    follow_up::FollowUp,
};

use crate::console::{
    draw::{
        cells,
        pane::{heading, pair},
        signs::{priority_meaning, status_meaning, status_sign},
    },
    shared::Shared,
    tabs::follow_ups::state::State,
    theme::Meaning,
};

pub fn lines(shared: &Shared, tab: &State, width: usize) -> Vec<Line<'static>> {
    let Some(follow_up) = tab.selected() else {
        return vec![Line::styled(shared.text.nothing_here(), shared.theme.style(Meaning::Muted))];
    };
    let mut lines = vec![heading(shared, &cells::cut(follow_up.client_id.as_str(), width))];
    lines.extend(status(shared, follow_up));
    let confidence = format!("{} / 100", shared.text.number(follow_up.draft.confidence));
    lines.extend(pair(shared, shared.text.confidence(), &confidence, width));
    lines.extend(history(shared, follow_up, width));
    lines.push(Line::default());
    lines.extend(message(shared, follow_up, width));
    lines.push(Line::default());
    lines.extend(facts(shared, follow_up, width));
    lines
}

/// The facts that the message may state.
pub fn facts(shared: &Shared, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![heading(shared, shared.text.facts())];
    match &follow_up.draft.facts {
        Some(facts) => lines.extend(sheet(shared, facts, width)),
        None => lines.extend(cells::paragraph(shared.text.old_row(), width, shared.theme.style(Meaning::Muted))),
    }
    lines
}

/// `○ à valider · urgente · e-mail`
pub fn status(shared: &Shared, follow_up: &FollowUp) -> Vec<Line<'static>> {
    let text = shared.text;
    let status = format!("{} {}", status_sign(follow_up.status), text.status_word(follow_up.status));
    let priority = text.priority_word(follow_up.priority);
    vec![Line::from(vec![
        Span::styled(status, shared.theme.style(status_meaning(follow_up.status))),
        Span::raw(" · "),
        Span::styled(priority, shared.theme.style(priority_meaning(follow_up.priority))),
        Span::raw(format!(" · {}", text.channel_word(follow_up.draft.channel))),
    ])]
}

/// Its strategy, due date, writer and approval, and how sending it went.
pub fn history(shared: &Shared, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let (text, zone) = (shared.text, shared.zone());
    let mut facts = vec![
        (text.strategy(), shared.strategy_name(&follow_up.strategy_id).to_owned()),
        (text.due(), text.time(follow_up.scheduled_date, zone)),
        (text.written_by(), text.source(follow_up.draft.source).to_owned()),
    ];
    if let Some(approval) = &follow_up.approval {
        facts.push((text.approved(), text.approval(&approval.by, approval.at, zone)));
    }
    if let Some(at) = follow_up.outcome.sent_at {
        facts.push((text.sent(), text.time(at, zone)));
    }
    if follow_up.sending.attempts > 0 {
        facts.push((text.attempts(), text.number(follow_up.sending.attempts)));
    }
    if let Some(at) = follow_up.sending.next_try_at {
        facts.push((text.next_try(), text.time(at, zone)));
    }
    if let Some(failure) = &follow_up.outcome.failure {
        facts.push((text.reason(), text.failure(failure)));
    }
    facts.into_iter().flat_map(|(label, value)| pair(shared, label, &value, width)).collect()
}

fn message(shared: &Shared, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    match follow_up.draft.channel {
        Channel::Sms => {
            lines.push(heading(shared, &shared.text.sms_length(&follow_up.draft.message)));
        }
        Channel::Email | Channel::Push => {
            lines.extend(cells::paragraph(&follow_up.draft.subject, width, shared.theme.style(Meaning::Strong)));
            lines.push(Line::default());
        }
    }
    lines.extend(cells::paragraph(&follow_up.draft.message, width, Style::new()));
    lines
}

fn sheet(shared: &Shared, facts: &FactSheet, width: usize) -> Vec<Line<'static>> {
    let text = shared.text;
    let mut rows = Vec::new();
    let mut push = |label, value: Option<String>| rows.extend(value.map(|value| (label, value)));
    push(text.fact_first_name(), facts.first_name.clone());
    let space = |booked: &String| words::space_on_screen(booked, text.0).to_owned();
    push(text.fact_last_space(), facts.last_space.as_ref().map(space));
    let other = facts.favourite_space.as_ref().filter(|s| facts.last_space.as_ref() != Some(s));
    push(text.fact_favourite(), other.map(space));
    push(text.fact_months(), Some(text.number(i64::from(facts.months_as_client))));
    push(
        text.fact_offer(),
        facts
            .offer
            .as_ref()
            .map(|offer| format!("{}\u{a0}% {} {}", offer.percent, text.until(), text.date(offer.valid_until))),
    );
    push(text.fact_season(), facts.season.clone());
    let mut lines: Vec<Line> = rows.into_iter().flat_map(|(label, value)| pair(shared, label, &value, width)).collect();
    let writing = format!("{}, {}", text.language(facts.locale), text.tone(facts.tone));
    lines.extend(cells::paragraph(&writing, width, shared.theme.style(Meaning::Muted)));
    lines
}

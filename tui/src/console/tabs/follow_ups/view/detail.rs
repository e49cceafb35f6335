//! One follow-up: what it says, to whom, from which facts, and what came of it.

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
    draw::cells,
    state::State,
    tabs::follow_ups::view::list::{priority_meaning, status_meaning},
    text::domain::status_sign,
    theme::Meaning,
    view::{heading, pair},
};

pub fn lines(state: &State, width: usize) -> Vec<Line<'static>> {
    let Some(follow_up) = state.follow_up() else {
        return vec![Line::styled(state.text.nothing_here(), state.theme.style(Meaning::Muted))];
    };
    let mut lines = vec![heading(state, &cells::cut(follow_up.client_id.as_str(), width))];
    lines.extend(state_lines(state, follow_up));
    let confidence = format!("{} / 100", state.text.number(follow_up.draft.confidence));
    lines.extend(pair(state, state.text.confidence(), &confidence, width));
    lines.extend(history(state, follow_up, width));
    lines.push(Line::default());
    lines.extend(message(state, follow_up, width));
    lines.push(Line::default());
    lines.extend(facts(state, follow_up, width));
    lines
}

/// What the message may say.
pub fn facts(state: &State, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![heading(state, state.text.facts())];
    match &follow_up.draft.facts {
        Some(facts) => lines.extend(sheet(state, facts, width)),
        None => lines.extend(cells::paragraph(state.text.old_row(), width, state.theme.style(Meaning::Muted))),
    }
    lines
}

/// `○ à valider · urgente · e-mail`
pub fn state_lines(state: &State, follow_up: &FollowUp) -> Vec<Line<'static>> {
    let text = state.text;
    let status = format!("{} {}", status_sign(follow_up.status), text.status_word(follow_up.status));
    let priority = text.priority_word(follow_up.priority);
    vec![Line::from(vec![
        Span::styled(status, state.theme.style(status_meaning(follow_up.status))),
        Span::raw(" · "),
        Span::styled(priority, state.theme.style(priority_meaning(follow_up.priority))),
        Span::raw(format!(" · {}", text.channel_word(follow_up.draft.channel))),
    ])]
}

/// Its dates, and who did what to it.
pub fn history(state: &State, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let (text, zone) = (state.text, state.zone());
    let mut facts = vec![
        (text.strategy(), state.strategy_name(&follow_up.strategy_id).to_owned()),
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
    facts.into_iter().flat_map(|(label, value)| pair(state, label, &value, width)).collect()
}

fn message(state: &State, follow_up: &FollowUp, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    match follow_up.draft.channel {
        Channel::Sms => {
            lines.push(heading(state, &state.text.sms_length(&follow_up.draft.message)));
        }
        Channel::Email | Channel::Push => {
            lines.extend(cells::paragraph(&follow_up.draft.subject, width, state.theme.style(Meaning::Strong)));
            lines.push(Line::default());
        }
    }
    lines.extend(cells::paragraph(&follow_up.draft.message, width, Style::new()));
    lines
}

fn sheet(state: &State, facts: &FactSheet, width: usize) -> Vec<Line<'static>> {
    let text = state.text;
    let mut rows = Vec::new();
    let mut push = |label, value: Option<String>| rows.extend(value.map(|value| (label, value)));
    push(text.fact_first_name(), facts.first_name.clone());
    let space = |booked: &String| words::space(booked, text.0);
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
    let mut lines: Vec<Line> = rows.into_iter().flat_map(|(label, value)| pair(state, label, &value, width)).collect();
    let writing = format!("{}, {}", text.language(facts.locale), text.tone(facts.tone));
    lines.extend(cells::paragraph(&writing, width, state.theme.style(Meaning::Muted)));
    lines
}

//! What waits for a person, or is wrong, the worst first, and where each is looked after.

use chrono::TimeDelta;
use relance::{follow_up::Status, store::Pause};

use crate::console::{
    message::Figures,
    state::{State, Tab},
    theme::Meaning,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub meaning: Meaning,
    pub told: String,
    pub lead: Lead,
}

/// Where an alert leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Lead {
    /// The follow-ups that a filter finds.
    FollowUps(&'static str),
    /// The key that mends it works right here.
    Here,
    Tab(Tab),
    Setting(&'static str),
}

/// Analyses missed before somebody should look: one late one is none.
const MISSED: i32 = 3;

/// How long an approved one that is due may wait for its sender.
const PATIENCE: TimeDelta = TimeDelta::hours(1);

pub fn alerts(state: &State) -> Vec<Alert> {
    let (Some(figures), Some(settings)) = (&state.figures, &state.settings) else { return Vec::new() };
    let (text, zone, now) = (state.text, state.zone(), state.now);
    let Figures { backlog, pauses, overview, .. } = &**figures;
    let mut alerts = Vec::new();
    let mut add = |meaning, told: String, lead| alerts.push(Alert { meaning, told, lead });
    for Pause { channel, because, .. } in pauses {
        add(Meaning::Alert, text.paused(*channel, because), Lead::Here);
    }
    if backlog.for_a_person > 0 {
        add(Meaning::Alert, text.uncertain_ones(backlog.for_a_person), Lead::FollowUps("status:uncertain"));
    }
    if !settings.enabled {
        add(Meaning::Alert, text.disabled_alert().to_owned(), Lead::Setting("enabled"));
    } else if let Some(at) = figures.analysed_at
        && now - at > TimeDelta::minutes(settings.check_interval_minutes) * MISSED
    {
        add(Meaning::Alert, text.old_tick(&text.time(at, zone)), Lead::Setting("check_interval_minutes"));
    }
    if let Some(at) = backlog.oldest_approval.filter(|at| now - *at > PATIENCE) {
        add(Meaning::Warning, text.stuck_since(&text.time(at, zone)), Lead::FollowUps("status:approved due<0d"));
    }
    for unusable in &state.unusable {
        add(Meaning::Alert, text.unusable_one(&unusable.id.0), Lead::Tab(Tab::Strategies));
    }
    let failed = overview.by_status.iter().find(|(status, _)| *status == Status::Failed).map_or(0, |(_, n)| *n);
    if failed > 0 {
        add(Meaning::Warning, text.failed_ones(failed), Lead::FollowUps("status:failed"));
    }
    if figures.bounces > 0 {
        add(Meaning::Warning, text.bounced_ones(figures.bounces), Lead::FollowUps("status:sent"));
    }
    if backlog.pending > 0 {
        let age = backlog.oldest_pending.map_or(0, |at| (now - at).num_days());
        let since = if age < 1 { text.today().to_owned() } else { text.days(age) };
        add(Meaning::Accent, text.pending_ones(backlog.pending, &since), Lead::FollowUps("status:pending"));
    }
    alerts
}

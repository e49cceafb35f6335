//! The alerts: what is wrong or waits for a person, roughly the worst first, each with a link to where it is handled.

use chrono::TimeDelta;
use relance::{
    follow_up::Status,
    settings::Settings,
    store::{Overview, Pause},
};

use super::queries::Figures;
use crate::console::{link::Link, shared::Shared, theme::Meaning};

#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub meaning: Meaning,
    pub message: String,
    /// `None`: a key of this tab resolves it, or somebody elsewhere.
    pub link: Option<Link>,
}

/// Missed analyses before an alert: a single late one is no problem.
const MAX_MISSED_RUNS: i32 = 3;

/// How long an approved follow-up may stay due before an alert.
const OVERDUE_AFTER: TimeDelta = TimeDelta::hours(1);

pub fn alerts(figures: Option<&Figures>, shared: &Shared) -> Vec<Alert> {
    let (Some(figures), Some(settings)) = (figures, shared.settings()) else { return Vec::new() };
    let mut alerts: Vec<Alert> = figures.pauses.iter().map(|pause| paused(pause, shared)).collect();
    alerts.extend(figures.failing.iter().map(|failing| Alert {
        meaning: Meaning::Alert,
        message: shared.text.failing(failing, &shared.text.time(failing.since, shared.zone())),
        link: None,
    }));
    alerts.extend(our_faults(figures, settings, shared));
    alerts.extend(uncertain(figures, shared));
    alerts.extend(stopped(figures, settings, shared));
    alerts.extend(stuck(figures, shared));
    for unusable in &shared.rules.unusable {
        let message = shared.text.unusable_one(&unusable.id.0);
        alerts.push(Alert { meaning: Meaning::Alert, message, link: Some(Link::Strategies) });
    }
    alerts.extend(failed(&figures.overview, shared));
    if figures.bounces > 0 {
        let message = shared.text.bounced_ones(figures.bounces);
        alerts.push(Alert { meaning: Meaning::Warning, message, link: Some(Link::FollowUps("status:sent")) });
    }
    alerts.extend(pending(figures, shared));
    alerts.extend(meaningless_threshold(&figures.overview, settings, shared));
    alerts
}

/// The threshold of low engagement marks nobody.
fn meaningless_threshold(overview: &Overview, settings: &Settings, shared: &Shared) -> Option<Alert> {
    let message = shared.text.nobody_at(settings.low_engagement_threshold, overview.tenth_of_engagement?);
    Some(Alert { meaning: Meaning::Muted, message, link: Some(Link::Setting("low_engagement_threshold")) })
}

fn paused(Pause { channel, because, .. }: &Pause, shared: &Shared) -> Alert {
    Alert { meaning: Meaning::Alert, message: shared.text.paused(*channel, because), link: None }
}

/// What is wrong with us, so that nothing is sent or written.
fn our_faults(figures: &Figures, settings: &Settings, shared: &Shared) -> Vec<Alert> {
    let wrong_settings = settings.faults().into_iter().map(|fault| Alert {
        meaning: Meaning::Alert,
        message: shared.text.faulty_setting(&fault),
        link: fault.key().map(Link::Setting),
    });
    let refused = figures.refusals.iter().map(|refusal| Alert {
        meaning: Meaning::Alert,
        message: shared.text.refused(refusal, &shared.text.time(refusal.since, shared.zone())),
        link: Some(Link::FollowUps("status:approved")),
    });
    wrong_settings.chain(refused).collect()
}

fn uncertain(figures: &Figures, shared: &Shared) -> Option<Alert> {
    let n = figures.backlog.for_a_person;
    let link = Some(Link::FollowUps("status:uncertain"));
    (n > 0).then(|| Alert { meaning: Meaning::Alert, message: shared.text.uncertain_ones(n), link })
}

/// The system is switched off, or has not analysed for long.
fn stopped(figures: &Figures, settings: &Settings, shared: &Shared) -> Option<Alert> {
    let text = shared.text;
    if !settings.enabled {
        let (message, link) = (text.disabled_alert().to_owned(), Some(Link::Setting("enabled")));
        return Some(Alert { meaning: Meaning::Alert, message, link });
    }
    let latest = TimeDelta::minutes(settings.check_interval_minutes) * MAX_MISSED_RUNS;
    let at = figures.analysed_at.filter(|at| shared.now - *at > latest)?;
    let (message, link) = (text.old_tick(&text.time(at, shared.zone())), Some(Link::Setting("check_interval_minutes")));
    Some(Alert { meaning: Meaning::Alert, message, link })
}

/// Follow-ups that are approved and due, but not sent.
fn stuck(figures: &Figures, shared: &Shared) -> Option<Alert> {
    let at = figures.backlog.oldest_approval.filter(|at| shared.now - *at > OVERDUE_AFTER)?;
    let message = shared.text.stuck_since(&shared.text.time(at, shared.zone()));
    Some(Alert { meaning: Meaning::Warning, message, link: Some(Link::FollowUps("status:approved due<0d")) })
}

fn failed(overview: &Overview, shared: &Shared) -> Option<Alert> {
    let n = overview.by_status.iter().find(|(status, _)| *status == Status::Failed).map_or(0, |(_, n)| *n);
    let link = Some(Link::FollowUps("status:failed"));
    (n > 0).then(|| Alert { meaning: Meaning::Warning, message: shared.text.failed_ones(n), link })
}

fn pending(figures: &Figures, shared: &Shared) -> Option<Alert> {
    let (backlog, text) = (&figures.backlog, shared.text);
    let age = backlog.oldest_pending.map_or(0, |at| (shared.now - at).num_days());
    let since = if age < 1 { text.today().to_owned() } else { text.days(age) };
    let link = Some(Link::FollowUps("status:pending"));
    (backlog.pending > 0).then(|| Alert {
        meaning: Meaning::Accent,
        message: text.pending_ones(backlog.pending, &since),
        link,
    })
}

//! Which strategy a client calls for, and whether they need a follow-up at all.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    calendar::Calendar,
    client::{Profile, Scores},
    digest::sha256,
    settings::Settings,
    strategy::{
        Strategy, StrategyId,
        condition::{Answer, Field},
    },
};

/// A window alone calls nobody back who was here within these days.
const SEASON_AFTER_DAYS: i64 = 7;

/// The active strategies and the thresholds, ready to judge any number of clients.
#[derive(Clone, Debug)]
pub struct Rules {
    pub settings: Settings,
    pub calendar: Calendar,
    /// Best first: highest priority, then most conditions, then id.
    strategies: Vec<Strategy>,
}

/// What the rules say of one client at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub scores: Scores,
    /// The best strategy that fires; while the client is here, the best of those that apply to who is here, if any.
    pub recommended: Option<StrategyId>,
    pub needs_follow_up: bool,
    /// The business day on which to write next.
    pub next_follow_up_on: NaiveDate,
    /// The first moment at which any of this may be different without a new reservation.
    pub stale_at: DateTime<Utc>,
}

impl Rules {
    pub fn new(settings: Settings, mut strategies: Vec<Strategy>) -> Self {
        strategies.retain(|s| s.is_active);
        strategies.sort_by(|a, b| {
            let rank = |s: &Strategy| (s.priority, s.trigger_conditions.len());
            rank(b).cmp(&rank(a)).then_with(|| a.id.cmp(&b.id))
        });
        Self { calendar: settings.calendar(), settings, strategies }
    }

    pub fn strategies(&self) -> &[Strategy] {
        &self.strategies
    }

    pub fn strategy(&self, id: &StrategyId) -> Option<&Strategy> {
        self.strategies.iter().find(|s| s.id == *id)
    }

    /// Scores a client and picks their strategy.
    pub fn assess(&self, profile: &Profile, now: DateTime<Utc>) -> Assessment {
        let scores = Scores::of(profile, now);
        let today = self.calendar.day(now);
        let is_here = profile.is_here(today);
        let fires = |s: &&Strategy| s.fires(profile, &scores);
        let applicable = self.strategies.iter().filter(|s| !is_here || s.also_current).find(fires);
        let recommended = applicable.or_else(|| self.strategies.iter().find(fires));
        let settings = &self.settings;
        let in_need = i64::from(scores.risk) >= settings.high_risk_threshold
            || scores.engagement <= settings.low_engagement_threshold as f64
            || scores.days_since_last > settings.critical_inactivity_days;
        Assessment {
            scores,
            recommended: recommended.map(|s| s.id.clone()),
            needs_follow_up: applicable.is_some_and(|s| in_need || s.calls(today, scores.days_since_last)),
            next_follow_up_on: today + Days::new(self.patience(&scores)),
            stale_at: self.stale_at(profile, &scores, now),
        }
    }

    /// Days to the next follow-up: risk > 70 → 1, > 50 → 3, low engagement → 5, days > 60 → 2, else 7.
    fn patience(&self, scores: &Scores) -> u64 {
        match scores {
            s if s.risk > 70 => 1,
            s if s.risk > 50 => 3,
            s if s.engagement <= self.settings.low_engagement_threshold as f64 => 5,
            s if s.days_since_last > 60 => 2,
            _ => 7,
        }
    }

    fn stale_at(&self, profile: &Profile, scores: &Scores, now: DateTime<Utc>) -> DateTime<Utc> {
        let next_whole_day = profile.newest.created_at + TimeDelta::days(scores.days_since_last + 1);
        next_whole_day.min(self.calendar.next_day(now))
    }

    /// Changes when stored scores must be computed anew although no reservation changed: another strategy,
    /// threshold or time zone.
    pub fn digest(&self) -> String {
        #[derive(Serialize)]
        struct Judged<'a> {
            thresholds: (i64, i64, i64),
            zone: &'a str,
            strategies: &'a [Strategy],
        }
        let settings = &self.settings;
        let judged = Judged {
            thresholds: (
                settings.high_risk_threshold,
                settings.low_engagement_threshold,
                settings.critical_inactivity_days,
            ),
            zone: self.calendar.zone.name(),
            strategies: &self.strategies,
        };
        sha256(&[&serde_json::to_vec(&judged).unwrap_or_default()])
    }
}

impl Strategy {
    /// Whether all its conditions hold.
    pub fn fires(&self, profile: &Profile, scores: &Scores) -> bool {
        self.trigger_conditions.iter().all(|c| c.holds(&answer(c.field(), profile, scores)))
    }

    /// Whether, having fired, it asks for a follow-up by itself: by its conditions, inside its windows if it has
    /// any; without conditions only by an open window, a week after the client was last here.
    pub fn calls(&self, today: NaiveDate, days_since_last: i64) -> bool {
        let open = self.open_window(today).is_some();
        if self.trigger_conditions.is_empty() {
            open && days_since_last > SEASON_AFTER_DAYS
        } else {
            open || self.windows.is_empty()
        }
    }

    /// The window that is open on `today`.
    pub fn open_window(&self, today: NaiveDate) -> Option<&super::Window> {
        self.windows.iter().find(|w| w.contains(today))
    }
}

/// What a client answers to a condition's field: of what varies by reservation the newest, and all for `contains`.
pub fn answer<'a>(field: Field, profile: &'a Profile, scores: &Scores) -> Answer<'a> {
    let newest = &profile.newest;
    let text = |newest: &'a str, all: &'a crate::client::Tally| Answer::Text {
        newest: (!newest.is_empty()).then_some(newest),
        all: all.keys().map(String::as_str).collect(),
    };
    match field {
        Field::DaysSinceLast => Answer::Number(scores.days_since_last as f64),
        // Correctly rounded, as reading the decimal would be: 139.12 equals 139.12.
        Field::TotalSpent => Answer::Number(profile.spent.0 as f64 / 100.0),
        Field::TotalReservations => Answer::Number(f64::from(profile.reservations)),
        Field::Cancellations => Answer::Number(f64::from(profile.cancellations)),
        Field::RiskScore => Answer::Number(f64::from(scores.risk)),
        Field::EngagementScore => Answer::Number(scores.engagement),
        Field::ReservationStatus => text(newest.status.as_str(), &profile.statuses),
        Field::ActivityType => text(&newest.activity, &profile.activities),
        Field::PaymentMethod => text(&newest.payment_method, &profile.payments),
        Field::Location => text(&newest.location, &profile.locations),
        Field::SpaceType => text(&newest.space_type, &profile.spaces),
    }
}

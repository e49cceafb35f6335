//! Which strategy applies to a client, and whether they need a follow-up at all.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;

use crate::{
    calendar::Calendar,
    client::{Profile, Scores},
    digest::sha256,
    settings::Settings,
    strategy::{
        Condition, Operator, Strategy, StrategyId,
        condition::{Answer, Field},
    },
};

/// A window alone triggers no follow-up within this many days after the last reservation.
const SEASON_AFTER_DAYS: i64 = 7;

/// One condition of a strategy, with the client's value.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionResult {
    pub condition: Condition,
    pub actual: Actual,
    pub holds: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Actual {
    Number(f64),
    /// The texts that were compared: of the newest reservation, or of all of them; may be empty.
    Texts(Vec<String>),
}

/// The active strategies and the thresholds, ready to judge any number of clients.
#[derive(Clone, Debug)]
pub struct Rules {
    pub settings: Settings,
    pub calendar: Calendar,
    /// Best first: highest priority, then most conditions, then id.
    strategies: Vec<Strategy>,
}

/// The assessment of one client at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub scores: Scores,
    /// The best strategy that fires; for a client with a current reservation, preferably one that applies to these.
    pub recommended: Option<StrategyId>,
    pub needs_follow_up: bool,
    /// The business day of the assessment.
    pub assessed_on: NaiveDate,
    /// Days from then to the next follow-up, 1 to 7.
    pub days_to_next: u64,
}

impl Assessment {
    /// The business day on which to write next.
    pub fn next_follow_up_on(&self) -> NaiveDate {
        self.assessed_on + Days::new(self.days_to_next)
    }
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

    /// Whether assessing a client needs more of their reservations than figures and the status of the newest: what was
    /// booked, where, or how it was paid.
    pub fn reads_texts(&self) -> bool {
        let looks_through_all = |c: &Condition| matches!(c.operator(), Operator::Contains | Operator::NotContains);
        let is_figure =
            |c: &Condition| c.field().is_number() || c.field() == Field::ReservationStatus && !looks_through_all(c);
        !self.strategies.iter().flat_map(|s| &s.trigger_conditions).all(is_figure)
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
        let in_need = settings.is_high_risk(scores.risk.into())
            || settings.is_low_engagement(scores.engagement)
            || settings.is_inactive(scores.days_since_last);
        Assessment {
            scores,
            recommended: recommended.map(|s| s.id.clone()),
            needs_follow_up: applicable.is_some_and(|s| in_need || s.triggers(today, scores.days_since_last)),
            assessed_on: today,
            days_to_next: self.days_to_next(&scores),
        }
    }

    /// Days to the next follow-up: risk > 70 → 1, > 50 → 3, low engagement → 5, days > 60 → 2, else 7.
    fn days_to_next(&self, scores: &Scores) -> u64 {
        match scores {
            s if s.is_about_to_be_lost() => 1,
            s if s.risk > 50 => 3,
            s if self.settings.is_low_engagement(s.engagement) => 5,
            s if s.days_since_last > 60 => 2,
            _ => 7,
        }
    }

    /// A hash that changes when stored scores must be computed again although no reservation changed: another strategy,
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

    /// Its conditions one by one, with the client's value of each.
    pub fn explain(&self, profile: &Profile, scores: &Scores) -> Vec<ConditionResult> {
        let explained = self.trigger_conditions.iter().map(|condition| {
            let answer = answer(condition.field(), profile, scores);
            let looks_through_all = matches!(condition.operator(), Operator::Contains | Operator::NotContains);
            let actual = match &answer {
                Answer::Number(n) => Actual::Number(*n),
                Answer::Text { all, .. } if looks_through_all => {
                    Actual::Texts(all.iter().map(|text| (*text).to_owned()).collect())
                }
                Answer::Text { newest, .. } => Actual::Texts(newest.iter().map(|text| (*text).to_owned()).collect()),
            };
            ConditionResult { condition: condition.clone(), holds: condition.holds(&answer), actual }
        });
        explained.collect()
    }

    /// Whether, having fired, it triggers a follow-up by itself: with conditions, inside its windows if it has any;
    /// without conditions, only inside a window, and a week after the client's last reservation.
    pub fn triggers(&self, today: NaiveDate, days_since_last: i64) -> bool {
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

/// A client's value of a condition's field: of texts, that of the newest reservation, and all of them for `contains`.
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::{
        client::{
            score::{turned_between, turns_at},
            tests::profile,
        },
        money::Cents,
        reservation::ReservationStatus,
        settings::{Delivery, Settings},
        strategy::{Condition, Operator, Priority, Window, builtin},
    };

    fn rules(strategies: Vec<Strategy>) -> Rules {
        Rules::new(Settings::new(Delivery::Outbox), strategies)
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn strategy(id: &str, change: impl FnOnce(&mut Strategy)) -> Strategy {
        let mut strategy = Strategy {
            id: StrategyId(id.to_owned()),
            trigger_conditions: Vec::new(),
            windows: Vec::new(),
            priority: Priority::Low,
            ..builtin().remove(4)
        };
        change(&mut strategy);
        strategy
    }

    fn above(field: Field, value: i64) -> Condition {
        Condition::new(field, Operator::GreaterThan, value.into()).expect("it makes sense")
    }

    fn recommended(rules: &Rules, profile: &Profile, now: DateTime<Utc>) -> String {
        rules.assess(profile, now).recommended.map(|id| id.0).unwrap_or_default()
    }

    /// What the booking site's older rule gave a client of one paid reservation.
    fn older_rule(cents: i64, days: i64) -> &'static str {
        match days {
            15.. if cents > 50_000 => "high_value_client_retention",
            31.. => "inactive_client_reminder",
            ..7 => "welcome_new_client",
            _ => "seasonal_promotion",
        }
    }

    #[test]
    fn one_paid_reservation_is_recommended_what_the_older_rule_gave() {
        let rules = rules(builtin());
        for is_here in [false, true] {
            for cents in [1, 29, 2_500, 10_000, 10_001, 49_999, 50_000, 50_001, 100_001, 999_999_999_999] {
                let profile = profile(|p| {
                    p.spent = Cents(cents);
                    p.last_day = Some(if is_here { NaiveDate::MAX } else { NaiveDate::MIN });
                });
                for days in 0..=400 {
                    for second in [0, 86_399] {
                        let now = profile.newest.created_at + TimeDelta::days(days) + TimeDelta::seconds(second);
                        let given = recommended(&rules, &profile, now);
                        assert_eq!(given, older_rule(cents, days), "{cents} cents, {days} days, here: {is_here}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_reservation_that_cost_nothing_is_no_welcome() {
        let profile = profile(|p| p.spent = Cents(0));
        assert_eq!(recommended(&rules(builtin()), &profile, profile.newest.created_at), "seasonal_promotion");
    }

    #[test]
    fn the_most_important_that_fires_wins_then_the_most_particular_then_the_first_by_id() {
        let days = above(Field::DaysSinceLast, 1);
        let never = above(Field::DaysSinceLast, 9_999);
        let given = |strategies: Vec<Strategy>| {
            let profile = profile(|_| {});
            recommended(&rules(strategies), &profile, profile.newest.created_at + TimeDelta::days(5))
        };
        let high = strategy("z_high", |s| s.priority = Priority::High);
        let exact = strategy("y_exact", |s| s.trigger_conditions = vec![days.clone(); 2]);
        let plain = strategy("b", |s| s.trigger_conditions = vec![days.clone()]);
        let plainer = strategy("a", |s| s.trigger_conditions = vec![days]);
        let silent = strategy("silent", |s| (s.priority, s.trigger_conditions) = (Priority::Urgent, vec![never]));
        let off = strategy("off", |s| (s.priority, s.is_active) = (Priority::Urgent, false));
        let all = vec![plain.clone(), plainer.clone(), silent.clone(), exact.clone(), off.clone(), high];
        assert_eq!(given(all), "z_high");
        assert_eq!(given(vec![plain.clone(), plainer.clone(), silent.clone(), exact]), "y_exact");
        assert_eq!(given(vec![plain, plainer, silent.clone()]), "a");
        assert_eq!(given(vec![silent, off]), "");
    }

    #[test]
    fn a_client_needs_a_follow_up_when_something_calls_for_one() {
        let quiet = at("2026-03-10T09:00:00Z");
        let season = at("2026-12-10T09:00:00Z");
        let needs = |days: i64, cents: i64, cancellations: u32, now: DateTime<Utc>, change: fn(&mut Settings)| {
            let mut settings = Settings::new(Delivery::Outbox);
            change(&mut settings);
            let profile = profile(|p| {
                p.newest.created_at = now - TimeDelta::days(days);
                p.last_day = Some(date("2026-01-01"));
                (p.spent, p.cancellations, p.reservations) = (Cents(cents), cancellations, 3 + cancellations);
            });
            Rules::new(settings, builtin()).assess(&profile, now).needs_follow_up
        };
        let as_set = |_: &mut Settings| {};
        assert!(!needs(10, 2_000, 0, quiet, as_set), "nothing calls");
        assert!(needs(31, 2_000, 0, quiet, as_set), "a strategy with conditions fires");
        assert!(!needs(30, 2_000, 0, quiet, as_set), "not yet");
        assert!(!needs(10, 2_000, 13, quiet, as_set), "risk of 65");
        assert!(needs(10, 2_000, 14, quiet, as_set), "risk of 70");
        assert!(needs(10, 2_000, 0, quiet, |s| s.low_engagement_threshold = 100), "low engagement");
        assert!(needs(10, 2_000, 0, quiet, |s| s.critical_inactivity_days = 9), "away too long");
        assert!(!needs(10, 2_000, 0, quiet, |s| s.critical_inactivity_days = 10), "not more than that");
        assert!(needs(8, 2_000, 0, season, as_set), "an open window");
        assert!(!needs(7, 2_000, 0, season, as_set), "which calls nobody who was here last week");
    }

    #[test]
    fn who_is_at_a_desk_gets_only_what_is_meant_for_them() {
        let now = at("2026-03-10T09:00:00Z");
        let here = |change: fn(&mut Profile)| {
            profile(|p| {
                p.last_day = Some(date("2026-03-10"));
                p.spent = Cents::units(2_000);
                change(p);
            })
        };
        let rules = rules(builtin());
        let long_ago = here(|p| p.newest.created_at = at("2026-01-01T09:00:00Z"));
        let assessed = rules.assess(&long_ago, now);
        assert!(!assessed.needs_follow_up);
        assert_eq!(assessed.recommended, Some(StrategyId("high_value_client_retention".to_owned())));
        let tomorrow = now + TimeDelta::days(1);
        assert!(rules.assess(&long_ago, tomorrow).needs_follow_up, "their last day is over");

        let cancelled = here(|p| {
            p.newest.created_at = at("2026-03-09T09:00:00Z");
            p.newest.status = ReservationStatus::Cancelled;
            (p.reservations, p.cancellations) = (2, 1);
        });
        let assessed = rules.assess(&cancelled, now);
        assert!(assessed.needs_follow_up);
        assert_eq!(assessed.recommended, Some(StrategyId("cancelled_reservation_followup".to_owned())));

        let own = strategy("own", |s| {
            (s.also_current, s.priority) = (true, Priority::Low);
            s.trigger_conditions = vec![above(Field::DaysSinceLast, 1)];
        });
        let with_own = Rules::new(rules.settings, [builtin(), vec![own]].concat());
        let assessed = with_own.assess(&long_ago, now);
        assert_eq!((assessed.recommended, assessed.needs_follow_up), (Some(StrategyId("own".to_owned())), true));
    }

    #[test]
    fn windows_hold_a_strategy_back_by_its_conditions_and_call_by_themselves_without() {
        let window = || -> Vec<Window> {
            serde_json::from_value(serde_json::json!([{"name": "w", "from": "03-01", "to": "03-31"}]))
                .expect("a window")
        };
        let (inside, outside) = (date("2026-03-15"), date("2026-04-01"));
        let triggers = |s: &Strategy| [s.triggers(inside, 8), s.triggers(inside, 7), s.triggers(outside, 8)];
        let bare = strategy("bare", |s| s.windows = window());
        let conditional = strategy("conditional", |s| {
            s.windows = window();
            s.trigger_conditions = vec![above(Field::DaysSinceLast, 1)];
        });
        let always = strategy("always", |s| s.trigger_conditions = vec![above(Field::DaysSinceLast, 1)]);
        assert_eq!(triggers(&bare), [true, false, false]);
        assert_eq!(triggers(&conditional), [true, true, false]);
        assert_eq!(triggers(&always), [true, true, true]);
        assert_eq!(triggers(&strategy("neither", |_| {})), [false, false, false]);
    }

    #[test]
    fn the_next_follow_up_comes_the_sooner_the_more_is_at_stake() {
        let days_to_next = |risk, engagement, days_since_last| {
            rules(Vec::new()).days_to_next(&Scores { days_since_last, risk, engagement })
        };
        assert_eq!([days_to_next(71, 90.0, 99), days_to_next(70, 90.0, 99), days_to_next(51, 40.0, 99)], [1, 3, 3]);
        assert_eq!([days_to_next(50, 40.0, 99), days_to_next(50, 40.1, 61), days_to_next(50, 40.1, 60)], [5, 2, 7]);
    }

    #[test]
    fn the_digest_changes_with_what_scores_are_made_of_and_only_with_that() {
        let digest = |change: fn(&mut Settings), strategies| {
            let mut settings = Settings::new(Delivery::Outbox);
            change(&mut settings);
            Rules::new(settings, strategies).digest()
        };
        let plain = digest(|_| {}, builtin());
        let mut shuffled = builtin();
        shuffled.reverse();
        let off = strategy("off", |s| s.is_active = false);
        assert_eq!(digest(|_| {}, shuffled), plain);
        assert_eq!(digest(|_| {}, [builtin(), vec![off]].concat()), plain);
        assert_eq!(digest(|s| s.daily_follow_up_limit = 1, builtin()), plain);
        let mut edited = builtin();
        edited[0].cooldown_days += 1;
        let changed = [
            digest(|_| {}, edited),
            digest(|s| s.high_risk_threshold = 1, builtin()),
            digest(|s| s.low_engagement_threshold = 1, builtin()),
            digest(|s| s.critical_inactivity_days = 1, builtin()),
            digest(|s| s.options.time_zone = chrono_tz::Europe::Paris, builtin()),
        ];
        assert!(changed.iter().all(|digest| *digest != plain));
    }

    proptest::proptest! {
        #[test]
        fn within_a_day_nothing_changes_until_the_day_count_grows(
            minutes in 0i64..300 * 24 * 60, cents in 0i64..200_000, later in 0i64..24 * 60,
        ) {
            let rules = rules(builtin());
            let profile = profile(|p| p.spent = Cents(cents));
            let now = profile.newest.created_at + TimeDelta::minutes(minutes);
            let then = now + TimeDelta::minutes(later);
            let turn = turns_at(profile.newest.created_at);
            let is_same_day = rules.calendar.day(now) == rules.calendar.day(then);
            if is_same_day && !turned_between(now, then).iter().any(|range| range.contains(&turn)) {
                proptest::prop_assert_eq!(rules.assess(&profile, then), rules.assess(&profile, now));
            }
        }
    }
}

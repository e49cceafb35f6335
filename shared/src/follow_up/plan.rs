//! The plan of a follow-up, made before it is written: whether there may be one, through which channel, when, and what
//! it may say.
//!
//! A plan depends only on the rules and the client's data. Writing takes time, so the plan is made again before a
//! text is stored: two plans are equal as long as nothing has changed that the message depends on.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use crate::{
    calendar::Calendar,
    client::{Channel, ClientId, ClientKey, Contact, Hours, Profile, Scores, hours},
    draft::{self, FactSheet, Offer, Tone, Written},
    follow_up::{
        Draft, FollowUp, Outcome, Sending, Status, content_hash,
        gate::{Case, History, Refusal},
    },
    money::Cents,
    strategy::{Assessment, Priority, Rules, Strategy, StrategyId},
};

/// Everything a plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    pub rules: &'a Rules,
    pub strategy: &'a Strategy,
    pub client: ClientKey,
    pub profile: &'a Profile,
    pub assessment: &'a Assessment,
    pub contact: &'a Contact,
    pub history: History,
    /// The hours of all clients together.
    pub all_hours: &'a Hours,
}

/// A follow-up that may be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub client_key: ClientKey,
    pub client_id: ClientId,
    pub strategy_id: StrategyId,
    pub priority: Priority,
    pub channel: Channel,
    pub scheduled_date: DateTime<Utc>,
    /// All that the message may say, and its language.
    pub facts: FactSheet,
    /// The strategy's own template in that language, where an admin wrote one.
    pub template: Option<String>,
    /// What the confidence counts: the client's reservations, and the strategy's conditions.
    reservations: u32,
    conditions: usize,
}

impl<'a> Material<'a> {
    /// What the gate looks at.
    pub const fn case(&self) -> Case<'a> {
        Case {
            settings: &self.rules.settings,
            calendar: &self.rules.calendar,
            strategy: self.strategy,
            profile: self.profile,
            contact: self.contact,
            history: self.history,
        }
    }

    /// The follow-up that may be written now.
    ///
    /// # Errors
    /// The gate's refusal.
    pub fn plan(&self, now: DateTime<Utc>) -> Result<Plan, Refusal> {
        Ok(self.plan_for(self.case().may_write(now)?, now))
    }

    /// The same without asking the gate, for previews.
    pub fn plan_for(&self, channel: Channel, now: DateTime<Utc>) -> Plan {
        let scheduled_date = scheduled(self.assessment, self.profile, self.all_hours, &self.rules.calendar, now);
        let facts = self.facts(scheduled_date, now);
        Plan {
            client_key: self.client,
            client_id: self.profile.client_id.clone(),
            strategy_id: self.strategy.id.clone(),
            priority: self.strategy.priority,
            channel,
            scheduled_date,
            template: self.strategy.templates.get(&facts.locale).cloned(),
            facts,
            reservations: self.profile.reservations,
            conditions: self.strategy.trigger_conditions.len(),
        }
    }

    fn facts(&self, scheduled_date: DateTime<Utc>, now: DateTime<Utc>) -> FactSheet {
        let (profile, options) = (self.profile, &self.rules.settings.options);
        let calendar = &self.rules.calendar;
        let valid_until = calendar.day(scheduled_date) + Days::new(options.offer_valid_days.unsigned_abs());
        let step = options.offers.iter().find(|step| profile.spent > step.above);
        let known = |space: &&str| draft::words::is_space(space);
        FactSheet {
            locale: self.contact.locale.unwrap_or(options.locale),
            tone: tone(profile, &self.assessment.scores),
            first_name: draft::first_name(&profile.name),
            last_space: Some(profile.newest.space_type.as_str()).filter(known).map(str::to_owned),
            favourite_space: profile.favourite_space().filter(known).map(str::to_owned),
            months_as_client: profile.months_as_client(now),
            offer: step.map(|step| Offer { percent: step.percent, valid_until }),
            season: self.strategy.open_window(calendar.day(scheduled_date)).map(|w| w.name.clone()),
            booking_link: options.booking_link.to_string(),
            business_name: options.business_name.clone(),
        }
    }
}

impl Plan {
    /// Makes the pending follow-up `id` from this plan and the written text.
    pub fn follow_up(self, id: Uuid, written: Written, now: DateTime<Utc>) -> FollowUp {
        let Written { subject, message, source } = written;
        let locale = self.facts.locale;
        FollowUp {
            id,
            client_key: self.client_key,
            client_id: self.client_id,
            strategy_id: self.strategy_id,
            status: Status::Pending,
            priority: self.priority,
            scheduled_date: self.scheduled_date,
            generated_at: now,
            bound_to_conditions: true,
            draft: Draft {
                channel: self.channel,
                locale,
                content_hash: Some(content_hash(self.channel, locale, &subject, &message)),
                subject,
                message,
                source,
                facts: Some(self.facts),
                confidence: draft::confidence(self.reservations, self.conditions, source, false).total().into(),
            },
            approval: None,
            sending: Sending::default(),
            outcome: Outcome::default(),
            updated_at: now,
            version: 0,
        }
    }
}

/// Caring for clients about to be lost, attentive for the best ones; for the others by their engagement: caring where it
/// is low, enthusiastic where it is full (newcomers, and those who book often), else warm.
fn tone(profile: &Profile, scores: &Scores) -> Tone {
    /// At or below: away for more than three months, and rarely here before.
    const LOW: f64 = 60.0;
    const FULL: f64 = 100.0;
    match scores.engagement {
        _ if scores.is_about_to_be_lost() => Tone::Caring,
        _ if profile.spent > Cents::units(500) => Tone::Attentive,
        engagement if engagement <= LOW => Tone::Caring,
        engagement if engagement >= FULL => Tone::Enthusiastic,
        _ => Tone::Warm,
    }
}

/// When to send: the client's best hour on their next follow-up day, or on the next open day if that is closed or
/// past.
pub fn scheduled(
    assessment: &Assessment,
    profile: &Profile,
    all_hours: &Hours,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let wished = next_follow_up_at(assessment, profile, all_hours, calendar);
    // The best hour of the next open day, not merely its opening.
    (0..=7)
        .map(|days| wished + chrono::TimeDelta::days(days))
        .find(|at| *at >= now && calendar.is_open(*at))
        .unwrap_or_else(|| calendar.next_open(wished.max(now)))
}

/// The client's best hour on their next follow-up day, whether that is a working day or not.
pub fn next_follow_up_at(
    assessment: &Assessment,
    profile: &Profile,
    all_hours: &Hours,
    calendar: &Calendar,
) -> DateTime<Utc> {
    let best = hours::best(&profile.hours, all_hours, calendar.hours());
    calendar.at(assessment.next_follow_up_on(), best.first().copied().unwrap_or(calendar.open.from))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::{
        client::tests::profile,
        locale::Locale,
        settings::{Delivery, Settings},
        strategy::{StrategyId, builtin},
        testing::fixtures::contact_of,
        writer::{TemplateWriter, Writer},
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn rules() -> Rules {
        Rules::new(Settings::new(Delivery::Outbox), builtin())
    }

    fn composed(strategy: &str, now: DateTime<Utc>, profile: &Profile, contact: &Contact) -> FollowUp {
        let rules = rules();
        let material = Material {
            rules: &rules,
            strategy: rules.strategy(&StrategyId(strategy.to_owned())).expect("a built-in"),
            client: ClientKey::default(),
            profile,
            assessment: &rules.assess(profile, now),
            contact,
            history: History::default(),
            all_hours: &profile.hours,
        };
        let plan = material.plan_for(Channel::Email, now);
        let written = TemplateWriter.write(&plan).now_or_never().expect("at once").expect("written");
        plan.follow_up(Uuid::nil(), written, now)
    }

    #[test]
    fn a_follow_up_says_what_is_known_of_the_client_and_nothing_else() {
        let now = at("2026-12-07T09:00:00Z");
        let profile = profile(|p| {
            p.name = "MBUYI Exemple".to_owned();
            p.spent = Cents(50_001);
            p.spaces = [("salle-reunion".to_owned(), 2), ("coworking".to_owned(), 1)].into();
        });
        let contact = Contact { locale: Some(Locale::En), ..contact_of(&profile) };
        let follow_up = composed("seasonal_promotion", now, &profile, &contact);
        let facts = follow_up.draft.facts.clone().expect("facts");
        // Risk 60: three days on, Thursday, at the client's own hour.
        assert_eq!(follow_up.scheduled_date, at("2026-12-10T09:00:00Z"));
        let offer = facts.offer.expect("an offer");
        assert_eq!((u8::from(offer.percent), offer.valid_until.to_string()), (15, "2027-01-09".to_owned()));
        assert_eq!(
            (facts.last_space.as_deref(), facts.favourite_space.as_deref()),
            (Some("coworking"), Some("salle-reunion"))
        );
        assert_eq!(
            (facts.season.as_deref(), facts.months_as_client, facts.locale),
            (Some("fin d'année"), 9, Locale::En)
        );
        assert_eq!(
            (follow_up.status, follow_up.draft.locale, follow_up.generated_at),
            (Status::Pending, Locale::En, now)
        );
        assert_eq!(follow_up.draft.content_hash, Some(follow_up.draft.hash()));
        assert_eq!((follow_up.draft.confidence, follow_up.approval), (8 + 20 + 25, None));
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let profile = profile(|p| {
            (p.name, p.newest.space_type) = (String::new(), "https://evil.example".to_owned());
            p.spaces = [("https://evil.example".to_owned(), 3)].into();
            p.spent = Cents::units(100);
        });
        let follow_up =
            composed("inactive_client_reminder", at("2026-04-20T09:00:00Z"), &profile, &contact_of(&profile));
        let facts = follow_up.draft.facts.expect("facts");
        assert_eq!((facts.first_name, facts.last_space, facts.favourite_space), (None, None, None));
        assert_eq!((facts.offer, facts.season, facts.locale), (None, None, Locale::Fr));
    }

    #[test]
    fn the_offer_grows_with_what_the_client_has_spent() {
        let percent = |cents| {
            let profile = profile(|p| p.spent = Cents(cents));
            let follow_up =
                composed("inactive_client_reminder", at("2026-04-20T09:00:00Z"), &profile, &contact_of(&profile));
            follow_up.draft.facts.expect("facts").offer.map_or(0, |offer| u8::from(offer.percent))
        };
        let steps = [10_000, 10_001, 50_000, 50_001, 100_000, 100_001].map(percent);
        assert_eq!(steps, [0, 10, 10, 15, 15, 20]);
    }

    #[test]
    fn the_tone_is_that_of_the_scores() {
        let of = |days: i64, units: i64, cancellations: u32, reservations: u32| {
            let profile = profile(|p| {
                p.spent = Cents::units(units);
                (p.cancellations, p.reservations) = (cancellations, reservations);
            });
            tone(&profile, &Scores::of(&profile, profile.newest.created_at + chrono::TimeDelta::days(days)))
        };
        assert_eq!(of(100, 2_000, 1, 2), Tone::Caring, "risk 75");
        assert_eq!(of(100, 2_000, 0, 2), Tone::Attentive, "risk 70");
        assert_eq!(of(2, 501, 0, 1), Tone::Attentive);
        assert_eq!(of(14, 500, 0, 1), Tone::Enthusiastic, "engagement 100: a newcomer");
        assert_eq!([of(15, 500, 0, 1), of(91, 500, 0, 30)], [Tone::Enthusiastic, Tone::Warm], "100 and 70");
        assert_eq!([of(31, 500, 0, 1), of(91, 500, 0, 7)], [Tone::Warm; 2], "89.7 and 63.1");
        assert_eq!(of(91, 500, 0, 6), Tone::Caring, "engagement 59.8");
    }

    proptest::proptest! {
        #[test]
        fn it_is_sent_when_messages_may_arrive_never_before_now_and_at_the_best_hour_if_that_is_to_come(
            minutes in 0i64..400 * 24 * 60, habit in 0usize..24, from in 0u8..23, length in 1u8..24, last_day in 0u8..7,
            cents in 0i64..200_000,
        ) {
            let mut settings = Settings::new(Delivery::Outbox);
            settings.options.open_from = from;
            settings.options.open_until = (from + length).min(24);
            settings.options.open_last_day = chrono::Weekday::try_from(last_day).expect("a day");
            let rules = Rules::new(settings, builtin());
            let calendar = &rules.calendar;
            let profile = profile(|p| {
                p.spent = Cents(cents);
                p.hours = Hours::default();
                p.hours.0[habit] = 40;
            });
            let now = profile.newest.created_at + chrono::TimeDelta::minutes(minutes);
            let assessment = rules.assess(&profile, now);
            let at = scheduled(&assessment, &profile, &Hours::default(), calendar, now);
            proptest::prop_assert!(calendar.is_open(at), "{} is closed", at);
            proptest::prop_assert!(at >= now);
            proptest::prop_assert!(calendar.day(at) >= assessment.next_follow_up_on());
            proptest::prop_assert!(at - now <= chrono::TimeDelta::days(15));
            if calendar.hours().contains(&(habit as u8)) {
                proptest::prop_assert_eq!(usize::from(calendar.hour(at)), habit);
            }
        }
    }
}

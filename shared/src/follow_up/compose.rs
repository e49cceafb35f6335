//! From a client who needs it to a follow-up that is ready to be stored: facts, text, confidence and date.

use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use crate::{
    calendar::Calendar,
    client::{Channel, Contact, Hours, Profile, hours},
    draft::{self, FactSheet, Offer, Tone},
    follow_up::{DraftSource, FollowUp, Status, content_hash},
    money::Cents,
    strategy::{Assessment, Rules, Strategy},
};

/// Everything a follow-up is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    pub rules: &'a Rules,
    pub strategy: &'a Strategy,
    pub profile: &'a Profile,
    pub assessment: &'a Assessment,
    pub contact: &'a Contact,
    /// Everyone's hours, all clients together.
    pub everyone: &'a Hours,
}

impl Material<'_> {
    /// Writes the follow-up `id` on `channel`, pending.
    pub fn compose(&self, id: Uuid, channel: Channel, now: DateTime<Utc>) -> Result<FollowUp, draft::DraftError> {
        let scheduled_date = scheduled(self.assessment, self.profile, self.everyone, &self.rules.calendar, now);
        let facts = self.facts(scheduled_date, now);
        let written = draft::write(&self.strategy.id, channel, &facts)?;
        let conditions = self.strategy.trigger_conditions.len();
        let confidence = draft::confidence(self.profile.reservations, conditions, DraftSource::Template, false).total();
        Ok(FollowUp {
            id,
            client_id: self.profile.client_id.clone(),
            strategy_id: self.strategy.id.clone(),
            status: Status::Pending,
            channel,
            priority: self.strategy.priority,
            confidence: i64::from(confidence),
            scheduled_date,
            content_hash: Some(content_hash(channel, facts.locale, &written.subject, &written.message)),
            subject: written.subject,
            message: written.message,
            locale: facts.locale,
            draft_source: DraftSource::Template,
            facts: Some(facts),
            generated_at: now,
            approved_by: None,
            approved_at: None,
            approved_hash: None,
            attempts: 0,
            claim_token: None,
            lease_until: None,
            claimed_on: None,
            next_try_at: None,
            sent_at: None,
            provider_message_id: None,
            failure: None,
            rests: true,
            updated_at: now,
        })
    }

    fn facts(&self, scheduled_date: DateTime<Utc>, now: DateTime<Utc>) -> FactSheet {
        let (profile, options) = (self.profile, &self.rules.settings.options);
        let calendar = &self.rules.calendar;
        let valid_until = calendar.day(scheduled_date) + Days::new(options.offer_valid_days.unsigned_abs());
        let step = options.offers.iter().find(|step| profile.spent > step.above);
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        FactSheet {
            locale: self.contact.locale.unwrap_or(options.locale),
            tone: tone(profile, self.assessment),
            first_name: draft::first_name(&profile.name),
            last_space: some(&profile.newest.space_type),
            favourite_space: profile.favourite_space().map(str::to_owned),
            months_as_client: profile.months_as_client(now),
            offer: step.map(|step| Offer { percent: step.percent, valid_until }),
            season: self.strategy.open_window(calendar.day(scheduled_date)).map(|w| w.name.clone()),
            booking_link: options.booking_link.clone(),
            business_name: options.business_name.clone(),
        }
    }
}

/// Caring for whoever is about to be lost, attentive to the best clients, enthusiastic with newcomers, else warm.
fn tone(profile: &Profile, assessment: &Assessment) -> Tone {
    const NEWCOMER_DAYS: i64 = 14;
    match assessment.scores {
        scores if scores.risk > 70 => Tone::Caring,
        _ if profile.spent > Cents::units(500) => Tone::Attentive,
        scores if profile.reservations < 2 && scores.days_since_last < NEWCOMER_DAYS => Tone::Enthusiastic,
        _ => Tone::Warm,
    }
}

/// When to send: the client's best hour on their next follow-up day, moved to the next opening where that is closed
/// or over.
pub fn scheduled(
    assessment: &Assessment,
    profile: &Profile,
    everyone: &Hours,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let wished = next_follow_up_at(assessment, profile, everyone, calendar);
    // Not merely the next opening: the best hour of the next open day.
    (0..=7)
        .map(|days| wished + chrono::TimeDelta::days(days))
        .find(|at| *at >= now && calendar.is_open(*at))
        .unwrap_or_else(|| calendar.next_open(wished.max(now)))
}

/// The client's best hour on their next follow-up day, whether that is a working day or not.
pub fn next_follow_up_at(
    assessment: &Assessment,
    profile: &Profile,
    everyone: &Hours,
    calendar: &Calendar,
) -> DateTime<Utc> {
    let best = hours::best(&profile.hours, everyone, calendar.hours());
    calendar.at(assessment.next_follow_up_on, best.first().copied().unwrap_or(calendar.open.from))
}

//! All that a person should see before they decide about one follow-up.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Desk, DeskError, Verdict};
use crate::{
    booking::ReservationStatus,
    client::{ClientId, hours},
    draft::{self, Confidence},
    follow_up::FollowUp,
    money::Cents,
    store::{Insight, Outcome, Store},
    strategy::Held,
};

/// One client: scores, reservations, earlier messages and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait {
    pub insight: Insight,
    /// What would happen if their turn came now.
    pub verdict: Verdict,
    /// Business hours, best first.
    pub best_hours: Vec<u8>,
    /// Newest first.
    pub visits: Vec<Visit>,
    /// Newest first.
    pub follow_ups: Vec<FollowUp>,
    /// Of all of them, oldest first.
    pub outcomes: Vec<Outcome>,
}

/// One reservation, as far as it says anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub booked_at: DateTime<Utc>,
    pub until: NaiveDate,
    pub space_type: String,
    pub amount: Cents,
    pub status: ReservationStatus,
}

/// One follow-up with its client, and why it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    pub follow_up: FollowUp,
    /// `None` when the client's reservations are gone.
    pub portrait: Option<Portrait>,
    /// The strategy's conditions, each with what the client answers to it today; empty when the strategy is gone, or
    /// fires for everyone.
    pub why: Vec<Held>,
    /// The HTML body of an e-mail, as it would leave now.
    pub html: Option<String>,
    /// The parts of the confidence, by what is known today.
    pub confidence: Option<Confidence>,
}

impl Desk<'_> {
    /// # Errors
    /// [`DeskError::NoClient`] when they have no insight.
    pub async fn portrait(&self, client: &ClientId) -> Result<Portrait, DeskError> {
        let verdict = self.verdict(client).await?;
        let insight = self.store.insight(client).await?.ok_or_else(|| DeskError::NoClient(client.clone()))?;
        let (settings, state) = (self.store.settings().await?, self.store.engine_state().await?);
        Ok(Portrait {
            verdict,
            best_hours: hours::best(&insight.profile.hours, &state.hours, settings.calendar().hours()),
            insight,
            visits: visits(self.store, client).await?,
            follow_ups: self.store.follow_ups_of(client).await?,
            outcomes: self.store.outcomes_of(client).await?,
        })
    }

    pub async fn dossier(&self, id: Uuid) -> Result<Dossier, DeskError> {
        let follow_up = self.store.follow_up(id).await?.ok_or(DeskError::NoFollowUp(id))?;
        let portrait = match self.portrait(&follow_up.client_id).await {
            Ok(portrait) => Some(portrait),
            Err(DeskError::NoClient(_)) => None,
            Err(error) => return Err(error),
        };
        let (strategies, _) = self.store.strategies().await?;
        let strategy = strategies.iter().find(|s| s.id == follow_up.strategy_id);
        let known = portrait.as_ref().map(|p| (&p.insight.profile, &p.insight.assessment.scores)).zip(strategy);
        let is_email = follow_up.channel == crate::client::Channel::Email;
        Ok(Dossier {
            why: known.map(|((profile, scores), s)| s.explain(profile, scores)).unwrap_or_default(),
            confidence: known.map(|((profile, _), s)| {
                draft::confidence(profile.reservations, s.trigger_conditions.len(), follow_up.draft_source, false)
            }),
            html: is_email
                .then(|| {
                    let FollowUp { message, facts, subject, locale, .. } = &follow_up;
                    draft::html(message, facts.as_ref(), subject, *locale)
                })
                .transpose()?,
            follow_up,
            portrait,
        })
    }
}

async fn visits(store: &Store, client: &ClientId) -> sqlx::Result<Vec<Visit>> {
    let rows = store.bookings_of(client).await?;
    let mut visits = Vec::with_capacity(rows.len());
    for place in 0..rows.len() {
        visits.extend(rows.readable(place)?.map(|booking| Visit {
            booked_at: booking.created_at,
            until: booking.end_date,
            space_type: booking.space_type.to_owned(),
            amount: booking.amount,
            status: booking.status,
        }));
    }
    visits.sort_by_key(|visit| std::cmp::Reverse((visit.booked_at, visit.until)));
    Ok(visits)
}

//! All that a person should see before they decide about one follow-up.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{FollowUpError, OperationError, Operations, Verdict};
use crate::{
    client::{ClientId, hours},
    draft::{self, Confidence},
    follow_up::{Draft, FollowUp},
    money::Cents,
    reservation::ReservationStatus,
    store::{Insight, Outcome, Store},
    strategy::Held,
};

/// One client: scores, reservations, earlier messages and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientDetail {
    pub insight: Insight,
    /// What would happen if their turn came now.
    pub verdict: Verdict,
    /// Business hours, best first.
    pub best_hours: Vec<u8>,
    /// Newest first.
    pub reservations: Vec<ReservationLine>,
    /// Newest first.
    pub follow_ups: Vec<FollowUp>,
    /// Of all of them, oldest first.
    pub outcomes: Vec<Outcome>,
}

/// One reservation, as far as it says anything.
#[derive(Clone, Debug, PartialEq)]
pub struct ReservationLine {
    pub booked_at: DateTime<Utc>,
    pub until: NaiveDate,
    pub space_type: String,
    pub amount: Cents,
    pub status: ReservationStatus,
}

/// One follow-up with its client, and why it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUpDetail {
    pub follow_up: FollowUp,
    /// `None` when the client's reservations are gone.
    pub client_detail: Option<ClientDetail>,
    /// The strategy's conditions, each with what the client answers to it today; empty when the strategy is gone, or
    /// fires for everyone.
    pub why: Vec<Held>,
    /// The HTML body of an e-mail, as it would leave now.
    pub html: Option<String>,
    /// The parts of the confidence, by what is known today.
    pub confidence: Option<Confidence>,
}

impl Operations<'_> {
    /// # Errors
    /// [`OperationError::NoClient`] when they have no insight.
    pub async fn client_detail(&self, client: &ClientId) -> Result<ClientDetail, OperationError> {
        let verdict = self.verdict(client).await?;
        let insight = self.store.insight(client).await?.ok_or_else(|| OperationError::NoClient(client.clone()))?;
        let (settings, state) = (self.store.settings().await?, self.store.engine_state().await?);
        Ok(ClientDetail {
            verdict,
            best_hours: hours::best(&insight.profile.hours, &state.hours, settings.calendar().hours()),
            insight,
            reservations: reservations(self.store, client).await?,
            follow_ups: self.store.follow_ups_of(client).await?,
            outcomes: self.store.outcomes_of(client).await?,
        })
    }

    pub async fn follow_up_detail(&self, id: Uuid) -> Result<FollowUpDetail, OperationError> {
        let follow_up = self.store.follow_up(id).await?.ok_or(FollowUpError::Missing(id))?;
        let client_detail = match self.client_detail(&follow_up.client_id).await {
            Ok(client_detail) => Some(client_detail),
            Err(OperationError::NoClient(_)) => None,
            Err(error) => return Err(error),
        };
        let (strategies, _) = self.store.strategies().await?;
        let strategy = strategies.iter().find(|s| s.id == follow_up.strategy_id);
        let known = client_detail.as_ref().map(|p| (&p.insight.profile, &p.insight.assessment.scores)).zip(strategy);
        let is_email = follow_up.draft.channel == crate::client::Channel::Email;
        Ok(FollowUpDetail {
            why: known.map(|((profile, scores), s)| s.explain(profile, scores)).unwrap_or_default(),
            confidence: known.map(|((profile, _), s)| {
                draft::confidence(profile.reservations, s.trigger_conditions.len(), follow_up.draft.source, false)
            }),
            html: is_email
                .then(|| {
                    let Draft { message, facts, subject, locale, .. } = &follow_up.draft;
                    draft::html(message, facts.as_ref(), subject, *locale)
                })
                .transpose()?,
            follow_up,
            client_detail,
        })
    }
}

async fn reservations(store: &Store, client: &ClientId) -> sqlx::Result<Vec<ReservationLine>> {
    let rows = store.reservations_of(client).await?;
    let mut reservations = Vec::with_capacity(rows.len());
    for place in 0..rows.len() {
        reservations.extend(rows.readable(place)?.map(|row| ReservationLine {
            booked_at: row.created_at,
            until: row.end_date,
            space_type: row.space_type.to_owned(),
            amount: row.amount,
            status: row.status,
        }));
    }
    reservations.sort_by_key(|reservation| std::cmp::Reverse((reservation.booked_at, reservation.until)));
    Ok(reservations)
}

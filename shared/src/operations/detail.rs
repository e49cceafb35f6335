//! All that a person should see before they decide about one follow-up.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{FollowUpError, OperationError, Operations, Verdict, verdict};
use crate::{
    client::{Channel, ClientKey, hours},
    draft::{self, Confidence},
    follow_up::{Draft, FollowUp, next_follow_up_at},
    money::Cents,
    reservation::ReservationStatus,
    settings::Settings,
    store::{Connection, Insight, Outcome, ReservationRows, World},
    strategy::ConditionResult,
};

/// One client: scores, reservations, earlier messages and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientDetail {
    /// Assessed at the time of the query, like the verdict.
    pub insight: Insight,
    /// What the schedule would do for the client now.
    pub verdict: Verdict,
    /// The settings that the assessment used.
    pub settings: Settings,
    pub next_follow_up_at: DateTime<Utc>,
    /// Business hours, best first.
    pub best_hours: Vec<u8>,
    /// Newest first.
    pub reservations: Vec<ReservationLine>,
    /// Newest first.
    pub follow_ups: Vec<FollowUp>,
    /// Of all the follow-ups, oldest first.
    pub outcomes: Vec<Outcome>,
}

/// One readable reservation.
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
    /// The strategy's conditions, each with the client's current value; empty when the strategy is gone, or fires for
    /// everyone.
    pub why: Vec<ConditionResult>,
    /// The HTML body of an e-mail, as it would be sent now.
    pub html: Option<String>,
    /// The parts of the confidence, from current data.
    pub confidence: Option<Confidence>,
}

/// Reservations shown of a client, the newest: more than anybody reads.
const MOST_RESERVATIONS: i64 = 1_000;

impl Operations<'_> {
    /// # Errors
    /// [`OperationError::NoClient`] when they have no insight.
    pub async fn client_detail(&self, client: ClientKey) -> Result<ClientDetail, OperationError> {
        let mut db = self.store.snapshot().await?;
        let world = verdict::world(&mut db, client, self.now).await?;
        Ok(client_detail(&mut db, world, self.now).await?)
    }

    /// # Errors
    /// [`FollowUpError::Missing`] when there is none of that id.
    pub async fn follow_up_detail(&self, id: Uuid) -> Result<FollowUpDetail, OperationError> {
        let mut db = self.store.snapshot().await?;
        let follow_up = db.follow_up(id).await?.ok_or(FollowUpError::Missing(id))?;
        let world = match verdict::world(&mut db, follow_up.client_key, self.now).await {
            Ok(world) => Some(world),
            Err(OperationError::NoClient(_)) => None,
            Err(error) => return Err(error),
        };
        let strategy = world.as_ref().and_then(|world| world.strategy(&follow_up.strategy_id)).cloned();
        let client_detail = match world {
            Some(world) => Some(client_detail(&mut db, world, self.now).await?),
            None => None,
        };
        drop(db);
        let known =
            client_detail.as_ref().map(|d| (&d.insight.profile, &d.insight.assessment.scores)).zip(strategy.as_ref());
        let is_email = follow_up.draft.channel == Channel::Email;
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

async fn client_detail(db: &mut Connection, world: World, now: DateTime<Utc>) -> sqlx::Result<ClientDetail> {
    let client = world.insight.key;
    let follow_ups = db.follow_ups_of(client).await?;
    let (insight, calendar, all_hours) = (&world.insight, &world.rules.calendar, db.engine_state().await?.hours);
    Ok(ClientDetail {
        verdict: verdict::verdict(db, &world, &follow_ups, now).await?,
        best_hours: hours::best(&insight.profile.hours, &all_hours, calendar.hours()),
        next_follow_up_at: next_follow_up_at(&insight.assessment, &insight.profile, &all_hours, calendar),
        reservations: reservations(&db.reservations_of(&[client], MOST_RESERVATIONS).await?)?,
        outcomes: db.outcomes_of(client).await?,
        follow_ups,
        settings: world.rules.settings,
        insight: world.insight,
    })
}

fn reservations(rows: &ReservationRows) -> sqlx::Result<Vec<ReservationLine>> {
    let mut reservations = Vec::with_capacity(rows.len());
    for place in 0..rows.len() {
        reservations.extend(rows.readable(place)?.map(|row| ReservationLine {
            booked_at: row.created_at,
            until: row.end_date,
            space_type: row.space_type.into_owned(),
            amount: row.amount,
            status: row.status,
        }));
    }
    reservations.sort_by_key(|reservation| std::cmp::Reverse((reservation.booked_at, reservation.until)));
    Ok(reservations)
}

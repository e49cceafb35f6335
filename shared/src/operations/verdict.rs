//! The answer to "why does this client get nothing?".

use chrono::{DateTime, Utc};

use super::{OperationError, Operations};
use crate::{
    client::{Channel, ClientKey},
    follow_up::{
        FollowUp,
        gate::{Case, Refusal},
    },
    store::{Connection, World},
    strategy::StrategyId,
};

/// What the schedule would do for a client now.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The client needs no follow-up.
    NotNeeded,
    /// The client has an open follow-up.
    AlreadyOpen(Box<FollowUp>),
    NoneApplies,
    Refused(StrategyId, Refusal),
    /// One would be written, once the day has a free slot.
    WouldWrite(StrategyId, Channel),
}

impl Operations<'_> {
    /// What the schedule would do for a client now.
    ///
    /// # Errors
    /// [`OperationError::NoClient`] when they have no insight.
    pub async fn verdict(&self, client: ClientKey) -> Result<Verdict, OperationError> {
        let mut db = self.store.snapshot().await?;
        let world = world(&mut db, client, self.now).await?;
        let follow_ups = db.follow_ups_of(client).await?;
        Ok(verdict(&mut db, &world, &follow_ups, self.now).await?)
    }
}

/// The error for a client without an insight, with their name.
pub(super) async fn no_client(db: &mut Connection, client: ClientKey) -> sqlx::Result<OperationError> {
    let name = db.client_name(client).await?;
    Ok(OperationError::NoClient(name.unwrap_or_else(|| client.to_string())))
}

/// The rules and a client as `db` sees them, assessed at `now`.
pub(super) async fn world(db: &mut Connection, client: ClientKey, now: DateTime<Utc>) -> Result<World, OperationError> {
    match db.world(client).await? {
        Some(world) => Ok(world.assessed(now)),
        None => Err(no_client(db, client).await?),
    }
}

/// `world` is assessed at `now`, and `follow_ups` are all of the client's.
pub(super) async fn verdict(
    db: &mut Connection,
    world: &World,
    follow_ups: &[FollowUp],
    now: DateTime<Utc>,
) -> sqlx::Result<Verdict> {
    if let Some(open) = follow_ups.iter().find(|f| f.status.is_open()) {
        return Ok(Verdict::AlreadyOpen(Box::new(open.clone())));
    }
    let Some(strategy) = world.recommended() else { return Ok(Verdict::NoneApplies) };
    if !world.insight.assessment.needs_follow_up {
        return Ok(Verdict::NotNeeded);
    }
    let case = Case {
        settings: &world.rules.settings,
        calendar: &world.rules.calendar,
        strategy,
        profile: &world.insight.profile,
        contact: &world.insight.contact,
        history: db.history(world.insight.key, &strategy.id).await?,
    };
    Ok(match case.may_write(now) {
        Ok(channel) => Verdict::WouldWrite(strategy.id.clone(), channel),
        Err(refusal) => Verdict::Refused(strategy.id.clone(), refusal),
    })
}

//! Writes a draft for the next channel when an address is gone: plan → write → store, after the failure was recorded.
//! If the process dies in between, nothing is lost: that failure starts no cooldown, so the next generation may
//! choose the client again.

use uuid::Uuid;

use super::Run;
use crate::{
    audit::{Action, Entry},
    client::Hours,
    courier::Courier,
    engine::{Checkpoint, EngineError, SCHEDULE},
    follow_up::{FollowUp, Plan},
    store::{Quota, Tx},
};

impl<C: Courier> Run<'_, C> {
    /// Writes the client another follow-up, which needs an approval of its own; `false` when there is no other channel,
    /// or the gate, the writer or the day's limit refuses.
    pub(super) async fn redraft(&self, failed: &FollowUp) -> Result<bool, EngineError> {
        let engine = self.engine;
        let permit = self.connections.acquire().await;
        let all_hours = engine.store.engine_state().await?.hours;
        let mut tx = engine.begin().await?;
        let plan = self.plan_next(&mut tx, failed, &all_hours).await?;
        tx.rollback().await?;
        drop(permit);
        let Some((plan, _)) = plan else { return Ok(false) };
        let written = match engine.in_time(engine.writer.write(&plan)).await {
            Some(Ok(written)) => written,
            Some(Err(error)) => {
                tracing::warn!(follow_up = %failed.id, %error, "the next channel's draft could not be written");
                return Ok(false);
            }
            None => return Ok(false),
        };
        let _permit = self.connections.acquire().await;
        let mut tx = engine.begin().await?;
        let again = self.plan_next(&mut tx, failed, &all_hours).await?;
        let Some((_, limit)) = again.filter(|(again, _)| *again == plan) else {
            tx.rollback().await?;
            return Ok(false);
        };
        let draft = plan.follow_up(Uuid::new_v4(), written, engine.now);
        let day = self.rules.calendar.day(engine.now);
        if !tx.take_slot(day, Quota::Written, limit).await? || !tx.insert_follow_up(&draft).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let action = Action::Generate { by_hand: false, instead_of: Some(failed.id) };
        tx.record(Entry::about(&draft, action, SCHEDULE), engine.now).await?;
        tx.commit(Checkpoint::Write).await?;
        Ok(true)
    }

    /// The plan of the same strategy for the client, and the day's limit; `None` where it is switched off by now.
    async fn plan_next(
        &self,
        tx: &mut Tx,
        failed: &FollowUp,
        all_hours: &Hours,
    ) -> Result<Option<(Plan, i64)>, EngineError> {
        let now = self.engine.now;
        let Some(world) = tx.world(failed.client_key).await? else { return Ok(None) };
        let world = world.assessed(now);
        let Some(strategy) = world.strategy(&failed.strategy_id) else { return Ok(None) };
        let history = tx.history(failed.client_key, &failed.strategy_id).await?;
        let plan = world.material(strategy, history, all_hours).plan(now).ok();
        Ok(plan.map(|plan| (plan, world.rules.settings.daily_follow_up_limit)))
    }
}

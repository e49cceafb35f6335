//! A follow-up asked for by hand.

use uuid::Uuid;

use super::{OperationError, Operations, StrategyChangeError, WritingError, verdict::no_client};
use crate::{
    audit::{Action, Entry},
    client::{ClientKey, Hours},
    follow_up::{FollowUp, Plan, gate::daily_limit},
    operator::Right,
    store::{Quota, Tx},
    strategy::{Rules, StrategyId},
};

impl Operations<'_> {
    /// Writes a follow-up for one client, with the strategy recommended to them or the one given. The gate and the
    /// day's limit apply here too; whether the client needs it is the person's decision.
    ///
    /// # Errors
    /// The gate's refusal, before the draft is written or after; [`WritingError::PlanChanged`] when the plan has
    /// changed by then.
    pub async fn generate(&self, client: ClientKey, strategy: Option<&StrategyId>) -> Result<FollowUp, OperationError> {
        let all_hours = self.store.engine_state().await?.hours;
        // Checks the right before a draft is paid for, and again in the transaction that stores it.
        let mut tx = self.begin(Right::Write).await?;
        let (plan, _) = self.plan(&mut tx, client, strategy, &all_hours).await?;
        tx.rollback().await?;
        let written = self.writer.write(&plan).await?;
        let mut tx = self.begin(Right::Write).await?;
        let (again, rules) = self.plan(&mut tx, client, Some(&plan.strategy_id), &all_hours).await?;
        if again != plan {
            return Err(WritingError::PlanChanged(plan.client_id).into());
        }
        let mut follow_up = plan.follow_up(Uuid::new_v4(), written, self.now);
        follow_up.bound_to_conditions = false;
        let day = rules.calendar.day(self.now);
        if !tx.take_slot(day, Quota::Written, rules.settings.daily_follow_up_limit).await? {
            return Err(WritingError::Refused(daily_limit(&rules.calendar, self.now)).into());
        }
        if !tx.insert_follow_up(&follow_up).await? {
            return Err(WritingError::AlreadyOpen(follow_up.client_id).into());
        }
        let action = Action::Generate { by_hand: true, instead_of: None };
        tx.record(Entry::about(&follow_up, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(follow_up)
    }

    /// The plan for the client, and the rules it follows.
    async fn plan(
        &self,
        tx: &mut Tx,
        client: ClientKey,
        strategy: Option<&StrategyId>,
        all_hours: &Hours,
    ) -> Result<(Plan, Rules), OperationError> {
        let Some(world) = tx.world(client).await? else { return Err(no_client(tx, client).await?) };
        let world = world.assessed(self.now);
        world.rules.settings.booking_link()?;
        let strategy = match strategy {
            Some(id) => world.rules.strategy(id).ok_or_else(|| StrategyChangeError::Missing(id.clone()))?,
            None => {
                world.recommended().ok_or_else(|| WritingError::NoneApplies(world.insight.profile.client_id.clone()))?
            }
        };
        let history = tx.history(client, &strategy.id).await?;
        let plan = world.material(strategy, history, all_hours).plan(self.now).map_err(WritingError::Refused)?;
        Ok((plan, world.rules))
    }
}

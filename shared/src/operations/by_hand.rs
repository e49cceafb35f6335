//! A follow-up asked for by hand, and the answer to "why does this client get nothing?".

use uuid::Uuid;

use super::{OperationError, Operations, StrategyChangeError, WritingError};
use crate::{
    audit::{Action, Entry},
    client::{Channel, ClientId, Hours},
    follow_up::{
        FollowUp, Plan,
        gate::{Case, Refusal, daily_limit},
    },
    operator::Right,
    store::{Insight, Quota, Tx},
    strategy::{Rules, Strategy, StrategyId},
};

/// What would happen if a client's turn came now.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// They are well: nothing calls for a follow-up.
    NotNeeded,
    /// One is open already.
    AlreadyOpen(Box<FollowUp>),
    NoneApplies,
    Refused(StrategyId, Refusal),
    /// They wait for a slot of the day.
    WouldWrite(StrategyId, Channel),
}

impl Operations<'_> {
    /// Writes a follow-up for one client, by the strategy recommended to them or the one named. The gate and the
    /// day's limit hold here too; that the client needs it is for the person to know.
    ///
    /// # Errors
    /// The gate's refusal, before the draft is written or after; [`WritingError::PlanChanged`] when it would be another
    /// draft by then.
    pub async fn generate(&self, client: &ClientId, strategy: Option<&StrategyId>) -> Result<FollowUp, OperationError> {
        let everyone = self.store.engine_state().await?.hours;
        // The right is asked before a draft is paid for, and again with what stores it.
        let mut tx = self.begin(Right::Review).await?;
        let (plan, _) = self.plan(&mut tx, client, strategy, &everyone).await?;
        tx.rollback().await?;
        let written = self.writer.write(&plan).await?;
        let mut tx = self.begin(Right::Review).await?;
        let (again, rules) = self.plan(&mut tx, client, Some(&plan.strategy_id), &everyone).await?;
        if again != plan {
            return Err(WritingError::PlanChanged(client.clone()).into());
        }
        let follow_up = plan.follow_up(Uuid::new_v4(), written, self.now);
        let day = rules.calendar.day(self.now);
        if !tx.take_slot(day, Quota::Written, rules.settings.daily_follow_up_limit).await? {
            return Err(WritingError::Refused(daily_limit(&rules.calendar, self.now)).into());
        }
        if !tx.insert_follow_up(&follow_up).await? {
            return Err(WritingError::AlreadyOpen(client.clone()).into());
        }
        let action = Action::Generate { by_hand: true, instead_of: None };
        tx.record(Entry::about(&follow_up, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(follow_up)
    }

    /// What would be written to the client, and by which rules.
    async fn plan(
        &self,
        tx: &mut Tx,
        client: &ClientId,
        strategy: Option<&StrategyId>,
        everyone: &Hours,
    ) -> Result<(Plan, Rules), OperationError> {
        let world = tx.world(client).await?.ok_or_else(|| OperationError::NoClient(client.clone()))?;
        let world = world.assessed(self.now);
        let strategy = match strategy {
            Some(id) => world.rules.strategy(id).ok_or_else(|| StrategyChangeError::Missing(id.clone()))?,
            None => {
                recommended(&world.rules, &world.insight).ok_or_else(|| WritingError::NoneApplies(client.clone()))?
            }
        };
        let history = tx.history(client, &strategy.id).await?;
        let plan = world.material(strategy, history, everyone).plan(self.now).map_err(WritingError::Refused)?;
        Ok((plan, world.rules))
    }

    /// Why a client gets what they get, or nothing.
    pub async fn verdict(&self, client: &ClientId) -> Result<Verdict, OperationError> {
        let (rules, insight) = self.look_at(client).await?;
        if let Some(open) = self.store.follow_ups_of(client).await?.into_iter().find(|f| f.status.is_open()) {
            return Ok(Verdict::AlreadyOpen(Box::new(open)));
        }
        let Some(strategy) = recommended(&rules, &insight) else { return Ok(Verdict::NoneApplies) };
        if !insight.assessment.needs_follow_up {
            return Ok(Verdict::NotNeeded);
        }
        Ok(match self.ask_gate(&rules, strategy, &insight).await? {
            Ok(channel) => Verdict::WouldWrite(strategy.id.clone(), channel),
            Err(refusal) => Verdict::Refused(strategy.id.clone(), refusal),
        })
    }

    async fn look_at(&self, client: &ClientId) -> Result<(Rules, Insight), OperationError> {
        let settings = self.store.settings().await?;
        let (strategies, _) = self.store.strategies().await?;
        let rules = Rules::new(settings, strategies);
        let mut insight = self.store.insight(client).await?.ok_or_else(|| OperationError::NoClient(client.clone()))?;
        // Judged now, not when they were last analysed.
        insight.assessment = rules.assess(&insight.profile, self.now);
        Ok((rules, insight))
    }

    async fn ask_gate(
        &self,
        rules: &Rules,
        strategy: &Strategy,
        insight: &Insight,
    ) -> Result<Result<Channel, Refusal>, OperationError> {
        let history = self.store.history(&insight.profile.client_id, &strategy.id).await?;
        let case = Case {
            settings: &rules.settings,
            calendar: &rules.calendar,
            strategy,
            profile: &insight.profile,
            contact: &insight.contact,
            history,
        };
        Ok(case.may_write(self.now))
    }
}

fn recommended<'a>(rules: &'a Rules, insight: &Insight) -> Option<&'a Strategy> {
    insight.assessment.recommended.as_ref().and_then(|id| rules.strategy(id))
}

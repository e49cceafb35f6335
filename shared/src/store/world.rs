//! All that a plan, or a verdict, depends on.

use chrono::{DateTime, Utc};

use crate::{
    client::{ClientKey, Hours},
    follow_up::{Material, gate::History},
    store::{Connection, Insight},
    strategy::{Rules, Strategy, StrategyId},
};

/// The rules and one client, read together.
#[derive(Clone, Debug)]
pub struct World {
    pub rules: Rules,
    /// Including those that are switched off.
    pub strategies: Vec<Strategy>,
    pub insight: Insight,
}

impl World {
    /// Reassesses the client at `now`, instead of at their last analysis.
    pub fn assessed(mut self, now: DateTime<Utc>) -> Self {
        self.insight.assessment = self.rules.assess(&self.insight.profile, now);
        self
    }

    /// The strategy that is recommended to the client.
    pub fn recommended(&self) -> Option<&Strategy> {
        self.insight.assessment.recommended.as_ref().and_then(|id| self.rules.strategy(id))
    }

    /// A strategy, even if it is switched off.
    pub fn strategy(&self, id: &StrategyId) -> Option<&Strategy> {
        self.strategies.iter().find(|strategy| strategy.id == *id)
    }

    pub const fn material<'a>(
        &'a self,
        strategy: &'a Strategy,
        history: History,
        all_hours: &'a Hours,
    ) -> Material<'a> {
        Material {
            rules: &self.rules,
            strategy,
            client: self.insight.key,
            profile: &self.insight.profile,
            assessment: &self.insight.assessment,
            contact: &self.insight.contact,
            history,
            all_hours,
        }
    }
}

impl Connection {
    /// The rules and one client; use a snapshot to read them as of one moment. `None` when there is no insight.
    /// `last_day` comes from the reservations themselves, which may not be analysed yet.
    pub async fn world(&mut self, client: ClientKey) -> sqlx::Result<Option<World>> {
        let Some(mut insight) = self.insight(client).await? else { return Ok(None) };
        insight.profile.last_day = self.presence(client).await?.last_day;
        let settings = self.settings().await?;
        let (strategies, _) = self.strategies().await?;
        Ok(Some(World { rules: Rules::new(settings, strategies.clone()), strategies, insight }))
    }
}

//! What a change of the rules would do, before it is made.

use uuid::Uuid;

use super::{OperationError, Operations};
use crate::{
    client::ClientKey,
    draft::DraftError,
    follow_up::{FollowUp, Material, gate::History},
    settings::Settings,
    store::ThresholdCounts,
    strategy::{Rules, Strategy},
};

/// The most clients read for a preview: with more, the rest is estimated from these.
const MAX_CLIENTS: u64 = 50_000;

/// Clients read at once.
const PAGE: i64 = 2_000;

/// What a strategy would do if it were saved as it is.
#[derive(Debug)]
pub struct Preview {
    /// Clients that were examined, of all [`Self::clients`].
    pub looked_at: u64,
    pub clients: u64,
    /// Examined clients for whom all its conditions hold.
    pub fires: u64,
    /// Examined clients who need a follow-up and for whom it would be the one chosen.
    pub chosen: u64,
    /// The slots of the day that are left: how many could be written today at most.
    pub slots: u64,
    /// A real draft for the first of them.
    pub draft: Option<Result<FollowUp, DraftError>>,
}

impl Preview {
    /// A count among the examined clients, extrapolated to all clients.
    pub fn of_all(&self, count: u64) -> u64 {
        (count * self.clients).checked_div(self.looked_at).unwrap_or(0)
    }

    pub const fn is_estimate(&self) -> bool {
        self.looked_at < self.clients
    }
}

impl Operations<'_> {
    pub async fn preview(&self, strategy: &Strategy) -> Result<Preview, OperationError> {
        let settings = self.store.settings().await?;
        let (mut strategies, _) = self.store.strategies().await?;
        strategies.retain(|other| other.id != strategy.id);
        strategies.push(Strategy { is_active: true, ..strategy.clone() });
        let rules = Rules::new(settings, strategies);
        let overview = self.store.overview(&rules.settings, self.now).await?;
        let slots = rules.settings.daily_follow_up_limit - overview.written_today;
        let mut preview = Preview {
            looked_at: 0,
            clients: overview.clients.unsigned_abs(),
            fires: 0,
            chosen: 0,
            slots: slots.max(0).unsigned_abs(),
            draft: None,
        };
        let (mut after, mut first) = (ClientKey::default(), None);
        loop {
            let page = self.store.profiles_after(after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            preview.looked_at += page.len() as u64;
            for (key, profile) in &page {
                let assessment = rules.assess(profile, self.now);
                preview.fires += u64::from(strategy.fires(profile, &assessment.scores));
                if assessment.needs_follow_up && assessment.recommended.as_ref() == Some(&strategy.id) {
                    preview.chosen += 1;
                    first.get_or_insert(*key);
                }
            }
            if preview.looked_at >= MAX_CLIENTS {
                break;
            }
        }
        if let Some(client) = first {
            preview.draft = self.sample(&rules, strategy, client).await?;
        }
        Ok(preview)
    }

    async fn sample(
        &self,
        rules: &Rules,
        strategy: &Strategy,
        client: ClientKey,
    ) -> Result<Option<Result<FollowUp, DraftError>>, OperationError> {
        let Some(insight) = self.store.insight(client).await? else { return Ok(None) };
        let material = Material {
            rules,
            strategy,
            client: insight.key,
            profile: &insight.profile,
            assessment: &rules.assess(&insight.profile, self.now),
            contact: &insight.contact,
            history: History::default(),
            all_hours: &self.store.engine_state().await?.hours,
        };
        let Ok(channel) = material.case().channel() else { return Ok(None) };
        let plan = material.plan_for(channel, self.now);
        let written = self.writer.write(&plan).await;
        Ok(Some(written.map(|written| plan.follow_up(Uuid::nil(), written, self.now))))
    }

    /// How many clients the thresholds of `settings` would mark.
    pub async fn threshold_counts(&self, settings: &Settings) -> Result<ThresholdCounts, OperationError> {
        Ok(self.store.threshold_counts(settings, self.now).await?)
    }
}

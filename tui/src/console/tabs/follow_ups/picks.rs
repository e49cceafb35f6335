//! Follow-ups picked out of a list, to decide about them together.

use std::collections::BTreeMap;

use relance::{
    client::Channel,
    follow_up::{FollowUp, Status},
    strategy::StrategyId,
};
use uuid::Uuid;

/// What the summary of a question about several needs of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    pub status: Status,
    pub channel: Channel,
    pub strategy: StrategyId,
}

#[derive(Debug, Default)]
pub struct Picks {
    picked: BTreeMap<Uuid, Pick>,
    /// Where a range begins.
    pub anchor: Option<Uuid>,
}

impl From<&FollowUp> for Pick {
    fn from(follow_up: &FollowUp) -> Self {
        Self { status: follow_up.status, channel: follow_up.draft.channel, strategy: follow_up.strategy_id.clone() }
    }
}

impl Picks {
    pub fn contains(&self, id: Uuid) -> bool {
        self.picked.contains_key(&id)
    }

    pub fn len(&self) -> usize {
        self.picked.len()
    }

    pub fn is_empty(&self) -> bool {
        self.picked.is_empty()
    }

    pub fn ids(&self) -> Vec<Uuid> {
        self.picked.keys().copied().collect()
    }

    pub fn all(&self) -> impl Iterator<Item = &Pick> {
        self.picked.values()
    }

    pub fn toggle(&mut self, follow_up: &FollowUp) {
        if self.picked.remove(&follow_up.id).is_none() {
            self.add(follow_up);
        }
    }

    pub fn add(&mut self, follow_up: &FollowUp) {
        self.picked.insert(follow_up.id, follow_up.into());
    }

    pub fn extend(&mut self, picks: Vec<(Uuid, Pick)>) {
        self.picked.extend(picks);
    }

    pub fn remove(&mut self, id: Uuid) {
        self.picked.remove(&id);
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

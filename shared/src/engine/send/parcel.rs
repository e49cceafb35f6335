//! Builds what the courier sends, after the claim, from the client's current address.

use super::Run;
use crate::{
    courier::{Courier, Parcel},
    engine::EngineError,
    follow_up::FollowUp,
};

impl<C: Courier> Run<'_, C> {
    /// The parcel of a claimed follow-up; `None` when the address has gone since the gate looked.
    pub(super) async fn parcel(&self, claimed: &FollowUp) -> Result<Option<Parcel>, EngineError> {
        let _permit = self.connections.acquire().await;
        let Some(insight) = self.engine.store.insight(claimed.client_key).await? else { return Ok(None) };
        let Some(to) = insight.contact.addresses.on(claimed.draft.channel).map(str::to_owned) else { return Ok(None) };
        let draft = &claimed.draft;
        Ok(Some(Parcel {
            follow_up: claimed.id,
            channel: draft.channel,
            to,
            to_name: insight.profile.name,
            platform: insight.contact.addresses.device.map(|device| device.platform),
            from: self.sender.clone(),
            subject: draft.subject.clone(),
            message: draft.message.clone(),
            locale: draft.locale,
            facts: draft.facts.clone(),
            at: self.engine.now,
        }))
    }
}

//! Filling a database of our own: imported reservations, or invented clients.

use super::{Desk, DeskError};
use crate::{
    booking::{Reservation, demo::DemoClient},
    client::{ClientId, Consent},
    store::{Preferences, Taken},
};

/// How many clients a first start invents, and from which seed.
pub const DEMO_CLIENTS: u32 = 300;
pub const DEMO_SEED: u64 = 1;

/// Invented clients stored together.
const BATCH: usize = 1_000;

impl Desk<'_> {
    /// Makes the database ready to take a file: it must be ours, and invented clients leave first. Answers whether
    /// there were any.
    pub async fn make_room(&self) -> Result<bool, DeskError> {
        let state = self.store.engine_state().await?;
        if !state.owns_reservations {
            return Err(DeskError::NotOurs);
        }
        if state.holds_demo {
            let mut tx = self.store.begin().await?;
            tx.wipe_clients().await?;
            tx.commit().await?;
        }
        Ok(state.holds_demo)
    }

    /// Stores a page of reservations; no two of them may share client and transaction.
    pub async fn take(&self, page: &[Reservation]) -> Result<Taken, DeskError> {
        let mut tx = self.store.begin().await?;
        let taken = tx.take_reservations(page, self.now).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Fills an empty database with invented clients; `reached` hears how many are stored.
    pub async fn fill_with_demo(
        &self,
        clients: impl Iterator<Item = DemoClient>,
        mut reached: impl FnMut(u64),
    ) -> Result<Taken, DeskError> {
        if !self.store.engine_state().await?.owns_reservations {
            return Err(DeskError::NotOurs);
        }
        match self.store.count_reservations().await? {
            0 => {}
            there => return Err(DeskError::NotEmpty(there)),
        }
        let mut total = Taken::default();
        let mut stored = 0;
        let mut clients = clients.peekable();
        while clients.peek().is_some() {
            let batch: Vec<DemoClient> = clients.by_ref().take(BATCH).collect();
            let taken = self.store_demo(&batch).await?;
            total.new += taken.new;
            stored += batch.len() as u64;
            reached(stored);
        }
        self.store.refresh_statistics().await?;
        Ok(total)
    }

    async fn store_demo(&self, batch: &[DemoClient]) -> Result<Taken, DeskError> {
        let mut tx = self.store.begin().await?;
        // From the first batch on: what is stopped half-way is still known to be invented.
        tx.mark_demo(true).await?;
        let reservations: Vec<Reservation> = batch.iter().flat_map(|c| c.reservations.iter().cloned()).collect();
        let taken = tx.take_reservations(&reservations, self.now).await?;
        for client in batch {
            let Some(id) = client.reservations.first().and_then(|r| ClientId::of_email(&r.email)) else { continue };
            if let Some(contact) = &client.contact {
                let told = Preferences {
                    client: id.clone(),
                    consent: Consent {
                        email: contact.email_consent,
                        sms: contact.sms_consent,
                        push: contact.push_consent,
                    },
                    locale: contact.locale,
                    phone: contact.phone.clone(),
                    paused_until: contact.paused_until,
                };
                tx.save_preferences(&told, self.now).await?;
            }
            for device in &client.devices {
                tx.add_device(&id, device.platform.as_str(), &device.token, self.now).await?;
            }
        }
        tx.commit().await?;
        Ok(taken)
    }
}

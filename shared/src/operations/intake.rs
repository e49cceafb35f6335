//! Filling a database of our own: imported reservations, or invented clients.

use std::{collections::HashSet, io::BufRead};

use serde::Serialize;

use super::{ImportError, OperationError, Operations};
use crate::{
    audit::{Action, Entry},
    client::{ClientId, Placeholders},
    demo::DemoClient,
    import::{Reader, Rejection},
    operator::Right,
    reservation::{Reservation, ReservationStatus},
    store::{Preferences, Tx, Upserted},
};

/// How many clients a first start invents, and from which seed.
pub const DEMO_CLIENTS: u32 = 300;
pub const DEMO_SEED: u64 = 1;

/// Invented clients, or reservations, stored per transaction.
const BATCH: usize = 1_000;

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    #[serde(flatten)]
    pub taken: Upserted,
    /// Lines that were rejected.
    pub rejected: u64,
    /// Different clients among the valid lines.
    pub clients: u64,
    /// Valid lines with a cancelled reservation.
    pub cancelled: u64,
    /// Whether invented clients were deleted.
    pub wiped_demo: bool,
}

/// Reports the progress of an import.
#[derive(Debug)]
pub enum ImportEvent {
    Rejected(Rejection),
    /// Bytes of the file that were processed.
    Reached(u64),
}

impl Operations<'_> {
    /// Imports the valid lines of a file, one transaction per page: after an interruption, import the same file again.
    /// The first page deletes invented clients. With `rehearse`, all of it is one transaction, which is rolled back.
    /// `on_event` receives each invalid line and, after each page, how many bytes of the file were processed.
    ///
    /// # Errors
    /// [`ImportError::NotOurs`] when the booking site owns the reservations; [`ImportError::File`] when reading fails.
    pub async fn import<R: BufRead>(
        &self,
        mut file: Reader<R>,
        rehearse: bool,
        mut on_event: impl FnMut(ImportEvent),
    ) -> Result<Imported, OperationError> {
        // Before the first line is read, so that an empty file is refused too.
        self.authorise(Right::Import).await?;
        let state = self.store.engine_state().await?;
        if !state.owns_reservations {
            return Err(ImportError::NotOurs.into());
        }
        let placeholders = self.store.settings().await?.options.known_placeholders();
        let mut report = Imported::default();
        let mut clients = HashSet::new();
        let mut open: Option<Tx> = None;
        loop {
            let (page, is_last) = next_page(&mut file, &placeholders, &mut report, &mut clients, &mut on_event)?;
            if !page.is_empty() {
                let mut tx = match open.take() {
                    Some(tx) => tx,
                    None => self.begin(Right::Import).await?,
                };
                if state.holds_demo && !report.wiped_demo {
                    tx.wipe_clients().await?;
                    report.wiped_demo = true;
                }
                report.taken += tx.upsert_reservations(&page, self.now).await?;
                if rehearse {
                    open = Some(tx);
                } else {
                    tx.commit().await?;
                }
                on_event(ImportEvent::Reached(file.position()));
            }
            if is_last {
                break;
            }
        }
        report.clients = clients.len() as u64;
        if rehearse {
            if let Some(rehearsal) = open {
                rehearsal.rollback().await?;
            }
            return Ok(report);
        }
        self.record_import(&report).await?;
        if report.taken.new > 0 {
            self.store.refresh_statistics().await?;
        }
        Ok(report)
    }

    async fn record_import(&self, done: &Imported) -> Result<(), OperationError> {
        let Upserted { new, changed, unchanged } = done.taken;
        let action = Action::Import { new, changed, unchanged, rejected: done.rejected, wiped_demo: done.wiped_demo };
        let mut tx = self.begin(Right::Import).await?;
        tx.record(Entry::new(action, self.actor), self.now).await?;
        Ok(tx.commit().await?)
    }

    /// Fills an empty database with invented clients; calls `reached` with the number stored.
    ///
    /// # Errors
    /// [`ImportError::NotOurs`] when the booking site owns the reservations; [`ImportError::NotEmpty`] when any exist.
    pub async fn fill_with_demo(
        &self,
        clients: impl Iterator<Item = DemoClient>,
        mut reached: impl FnMut(u64),
    ) -> Result<Upserted, OperationError> {
        self.authorise(Right::Invent).await?;
        if !self.store.engine_state().await?.owns_reservations {
            return Err(ImportError::NotOurs.into());
        }
        match self.store.count_reservations().await? {
            0 => {}
            there => return Err(ImportError::NotEmpty(there).into()),
        }
        let mut total = Upserted::default();
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

    async fn store_demo(&self, batch: &[DemoClient]) -> Result<Upserted, OperationError> {
        let mut tx = self.begin(Right::Invent).await?;
        let placeholders = tx.settings().await?.options.known_placeholders();
        // From the first batch on, so that an interrupted fill is still known as invented.
        tx.mark_demo(true).await?;
        let reservations: Vec<Reservation> = batch.iter().flat_map(|c| c.reservations.iter().cloned()).collect();
        let taken = tx.upsert_reservations(&reservations, self.now).await?;
        let told: Vec<(ClientId, &DemoClient)> = batch
            .iter()
            .filter_map(|client| {
                let first = client.reservations.first()?;
                Some((placeholders.client_of(&first.email, &first.phone)?, client))
            })
            .collect();
        let names: Vec<ClientId> = told.iter().map(|(name, _)| name.clone()).collect();
        let keys = tx.client_keys(&names, self.now).await?;
        for ((name, client), key) in told.iter().zip(keys) {
            if let Some(contact) = &client.contact {
                let told = Preferences {
                    client: key,
                    consent: contact.consent,
                    channel: None,
                    locale: contact.locale,
                    phone: contact.phone.clone(),
                    paused_until: contact.paused_until,
                };
                tx.save_preferences(&told, self.now).await?;
            }
            for device in &client.devices {
                tx.add_device(name, device, self.now).await?;
            }
        }
        tx.commit().await?;
        Ok(taken)
    }
}

/// The next valid lines, `BATCH` at most, and whether the file ends with them.
fn next_page<R: BufRead>(
    file: &mut Reader<R>,
    placeholders: &Placeholders,
    report: &mut Imported,
    clients: &mut HashSet<ClientId>,
    on_event: &mut impl FnMut(ImportEvent),
) -> Result<(Vec<Reservation>, bool), OperationError> {
    let mut page = Vec::with_capacity(BATCH);
    while page.len() < BATCH {
        let Some(line) = file.next().transpose()? else { return Ok((page, true)) };
        match line {
            Ok(row) => {
                clients.extend(placeholders.client_of(&row.reservation.email, &row.reservation.phone));
                report.cancelled += u64::from(row.reservation.status == ReservationStatus::Cancelled);
                page.push(row.reservation);
            }
            Err(rejection) => {
                report.rejected += 1;
                on_event(ImportEvent::Rejected(rejection));
            }
        }
    }
    Ok((page, false))
}

//! Shares the database connections among the senders of one run.
//!
//! There are far more senders than connections, and the row of the day's quota lets one claim through at a time.
//! Senders wait for each other here, as long as the run lasts: waiting for the pool instead would time out, though
//! nothing is wrong.

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{courier::Courier, engine::Engine, store::CONNECTIONS};

/// One connection is left for the other queries of this process.
const SENDERS: usize = CONNECTIONS as usize - 1;

/// One more is left for recording answers, so that they never wait behind claims that are blocked on the quota's row.
const CLAIMS: usize = SENDERS - 1;

pub(super) struct Connections {
    all: Semaphore,
    claims: Semaphore,
}

/// The right to use one connection, until it is dropped.
pub(super) struct Permit<'a> {
    _connection: Option<SemaphorePermit<'a>>,
    _claim: Option<SemaphorePermit<'a>>,
}

impl Connections {
    pub(super) const fn new() -> Self {
        Self { all: Semaphore::const_new(SENDERS), claims: Semaphore::const_new(CLAIMS) }
    }

    /// For work that must be done; waits without a limit.
    pub(super) async fn acquire(&self) -> Permit<'_> {
        // The semaphore is never closed.
        Permit { _connection: self.all.acquire().await.ok(), _claim: None }
    }

    /// For a claim; `None` when the run must end before it gets a permit.
    pub(super) async fn acquire_for_claim<C: Courier>(&self, engine: &Engine<'_, C>) -> Option<Permit<'_>> {
        let permit = async {
            let claim = self.claims.acquire().await.ok();
            Permit { _claim: claim, ..self.acquire().await }
        };
        match engine.time_to_claim() {
            None => Some(permit.await),
            Some(time) => timeout(time, permit).await.ok(),
        }
    }
}

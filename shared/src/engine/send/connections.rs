//! The database, as the senders of one run share it.
//!
//! There are far more senders than connections, and the row of the day's quota lets one claim through at a time. Senders
//! wait for each other here, as long as the run lasts; waiting for the pool instead would end after its patience, with
//! nothing wrong but that others were first.

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{courier::Courier, engine::Engine, store::CONNECTIONS};

/// One is left to whatever else this process asks of the database.
const SENDERS: usize = CONNECTIONS as usize - 1;

/// And one to answers, which must be written down: they never wait behind claims that stand before the quota's row.
const CLAIMS: usize = SENDERS - 1;

pub(super) struct Connections {
    all: Semaphore,
    claims: Semaphore,
}

/// The right to use one connection, until it is dropped.
pub(super) struct Turn<'a> {
    _connection: Option<SemaphorePermit<'a>>,
    _claim: Option<SemaphorePermit<'a>>,
}

impl Connections {
    pub(super) const fn new() -> Self {
        Self { all: Semaphore::const_new(SENDERS), claims: Semaphore::const_new(CLAIMS) }
    }

    /// For what must be done, however long that is waited for.
    pub(super) async fn any(&self) -> Turn<'_> {
        // It is never closed.
        Turn { _connection: self.all.acquire().await.ok(), _claim: None }
    }

    /// For a claim; `None` when the run must end before there is a turn.
    pub(super) async fn claim<C: Courier>(&self, engine: &Engine<'_, C>) -> Option<Turn<'_>> {
        let turn = async {
            let claim = self.claims.acquire().await.ok();
            Turn { _claim: claim, ..self.any().await }
        };
        match engine.time_to_claim() {
            None => Some(turn.await),
            Some(time) => timeout(time, turn).await.ok(),
        }
    }
}

//! What a person may do: review follow-ups, change settings, strategies and contacts, ask for a follow-up by hand.
//!
//! The console and the plain commands both come through here; every action is one transaction, with its line in the
//! audit trail.

use chrono::{DateTime, Utc};

use crate::{
    client::{ClientId, ClientKey},
    store::Store,
    writer::Writer,
};

mod by_hand;
mod channels;
mod contacts;
mod detail;
mod error;
mod intake;
mod operators;
mod preview;
mod review;
mod rights;
mod schedule;
mod settings;
mod strategies;
mod undo;
mod verdict;

pub use contacts::ContactChange;
pub use detail::{ClientDetail, FollowUpDetail, ReservationLine};
pub use error::{
    AccessError, FollowUpError, ImportError, OperationError, OperatorError, StrategyChangeError, WritingError,
    database_error,
};
pub use intake::{DEMO_CLIENTS, DEMO_SEED, ImportEvent, Imported};
pub use preview::Preview;
pub use review::Change;
pub use verdict::Verdict;

/// The actions of one person on a database.
#[derive(Clone, Copy, Debug)]
pub struct Operations<'a> {
    pub store: &'a Store,
    /// Who acts, for the audit trail and the approval.
    pub actor: &'a str,
    pub now: DateTime<Utc>,
    /// Writes the drafts that a person asks for.
    pub writer: &'a dyn Writer,
}

impl Operations<'_> {
    /// The client that a person means by an address, or by a phone number in any format.
    ///
    /// # Errors
    /// [`OperationError::NoClient`] when no client has that name, [`OperationError::NoName`] when it is empty.
    pub async fn client_named(&self, text: &str) -> Result<ClientKey, OperationError> {
        let name = ClientId::of_typed(text).ok_or(OperationError::NoName)?;
        self.store.client_key(&name).await?.ok_or_else(|| OperationError::NoClient(text.to_owned()))
    }
}

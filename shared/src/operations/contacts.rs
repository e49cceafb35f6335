//! Changing how a client is written to: the language, the telephone number, a pause.

use chrono::{DateTime, Utc};

use super::{OperationError, Operations, verdict::no_client};
use crate::{
    audit::{Action, Entry},
    client::{ClientKey, PhoneNumber},
    locale::Locale,
    operator::Right,
    store::ContactDetails,
};

/// What is changed: `None` leaves it as it is, `Some(None)` forgets what was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactChange {
    /// Forgotten: the setting's language.
    pub locale: Option<Option<Locale>>,
    /// Forgotten: the number on the reservations.
    pub phone: Option<Option<PhoneNumber>>,
    /// Nothing is sent before that moment.
    pub paused_until: Option<Option<DateTime<Utc>>>,
}

impl Operations<'_> {
    /// Changes a client's contact details, and answers with all of them. Messages that are written already keep their
    /// language; the gate heeds a pause at once.
    ///
    /// # Errors
    /// [`OperationError::NoClient`] when nobody has that key.
    pub async fn change_contact(
        &self,
        client: ClientKey,
        change: &ContactChange,
    ) -> Result<ContactDetails, OperationError> {
        let mut tx = self.begin(Right::ChangeContact).await?;
        if tx.client_name(client).await?.is_none() {
            return Err(no_client(&mut tx, client).await?);
        }
        let before = tx.contact_details(client).await?;
        let after = ContactDetails {
            locale: change.locale.unwrap_or(before.locale),
            phone: match &change.phone {
                Some(phone) => phone.as_ref().map(|phone| phone.as_str().to_owned()),
                None => before.phone,
            },
            paused_until: change.paused_until.unwrap_or(before.paused_until),
        };
        tx.save_contact_details(client, &after, self.now).await?;
        let action = Action::ChangeContact {
            locale: after.locale,
            has_phone: after.phone.is_some(),
            paused_until: after.paused_until,
        };
        tx.record(Entry { client: Some(client), ..Entry::new(action, self.actor) }, self.now).await?;
        tx.commit().await?;
        Ok(after)
    }
}

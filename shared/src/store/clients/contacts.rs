//! Clients' contact preferences, and their devices.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    client::{Channel, ClientId, ClientKey, Device, PerChannel},
    locale::Locale,
    store::{Connection, Tx, on},
};

/// A client's preferences; they replace the earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    pub client: ClientKey,
    /// Whether they agreed or refused.
    pub consent: PerChannel<bool>,
    /// The channel they asked for, where it may be used.
    pub channel: Option<Channel>,
    pub locale: Option<Locale>,
    /// Replaces the number on the reservations.
    pub phone: Option<String>,
    pub paused_until: Option<DateTime<Utc>>,
}

/// What was said of how to write to a client, beside what the reservations say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, sqlx::FromRow)]
pub struct ContactDetails {
    /// `None`: the setting's.
    pub locale: Option<Locale>,
    /// Replaces the number on the reservations.
    pub phone: Option<String>,
    pub paused_until: Option<DateTime<Utc>>,
}

impl Connection {
    /// All `None` for a client of whom nothing was said.
    pub async fn contact_details(&mut self, client: ClientKey) -> sqlx::Result<ContactDetails> {
        const SQL: &str = "select locale, phone, paused_until from client_contacts where client_key = $1";
        let said = on!(self, db => sqlx::query_as(SQL).bind(client).fetch_optional(db).await)?;
        Ok(said.unwrap_or_default())
    }
}

impl Tx {
    /// Leaves the consent, and the time when it was given, as they are.
    pub async fn save_contact_details(
        &mut self,
        client: ClientKey,
        details: &ContactDetails,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into client_contacts (client_key, locale, phone, paused_until, updated_at)
            values ($1, $2, $3, $4, $5)
            on conflict (client_key) do update set locale = excluded.locale, phone = excluded.phone,
                paused_until = excluded.paused_until";
        on!(self, db => sqlx::query(SQL)
            .bind(client).bind(details.locale).bind(&details.phone).bind(details.paused_until).bind(now)
            .execute(db).await.map(drop))
    }

    pub async fn save_preferences(&mut self, told: &Preferences, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into client_contacts (client_key, email_consent, sms_consent, push_consent,
                preferred_channel, locale, phone, paused_until, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (client_key) do update set email_consent = excluded.email_consent,
                sms_consent = excluded.sms_consent, push_consent = excluded.push_consent,
                preferred_channel = excluded.preferred_channel, locale = excluded.locale, phone = excluded.phone,
                paused_until = excluded.paused_until, updated_at = excluded.updated_at";
        on!(self, db => sqlx::query(SQL)
            .bind(told.client).bind(told.consent.email).bind(told.consent.sms).bind(told.consent.push)
            .bind(told.channel).bind(told.locale).bind(&told.phone).bind(told.paused_until).bind(now)
            .execute(db).await.map(drop))
    }

    /// Adds a device under an address, as the booking app does. A device with a known token is left unchanged.
    pub async fn add_device(&mut self, client: &ClientId, device: &Device, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "
            insert into push_endpoints (id, client_id, platform, token, enabled, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $6) on conflict (token) do nothing";
        on!(self, db => sqlx::query(SQL)
            .bind(Uuid::new_v4()).bind(client).bind(device.platform).bind(&device.token).bind(true).bind(now)
            .execute(db).await.map(drop))
    }

    /// Disables a device that nothing reaches any more, until the booking app registers it again.
    pub async fn disable_device(&mut self, device: &Device, now: DateTime<Utc>) -> sqlx::Result<()> {
        const SQL: &str = "update push_endpoints set enabled = $2, updated_at = $3 where token = $1";
        on!(self, db => sqlx::query(SQL).bind(&device.token).bind(false).bind(now).execute(db).await.map(drop))
    }
}

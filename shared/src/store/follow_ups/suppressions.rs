//! Suppressed addresses, stored only as keyed hashes.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::types::Json;

use crate::{
    client::{Addresses, Channel, PerChannel},
    store::{Connection, Either, Tx, on, patient},
    text_enum::text_enum,
};

text_enum! {
    /// Why an address is suppressed.
    pub enum Suppressed {
        HardBounce = "hard_bounce",
        Complaint = "complaint",
        SoftBounces = "soft_bounces",
        OptedOut = "opted_out",
    }
    unknown: "{0:?} is not a reason to leave an address alone: use one of {1}"
}

/// The database's secret key: without it, addresses cannot be guessed from their hashes, although they are few.
#[derive(Clone, sqlx::Type)]
#[sqlx(transparent)]
struct AddressKey(String);

impl AddressKey {
    /// HMAC-SHA-256, in lower-case hexadecimal.
    fn hash(&self, channel: Channel, address: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
        for part in [channel.as_str().as_bytes(), b"\0", address.as_bytes()] {
            mac.update(part);
        }
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The hash of each known address, by channel.
    fn of(&self, addresses: &Addresses) -> PerChannel<Option<String>> {
        PerChannel::from_fn(|channel| addresses.on(channel).map(|address| self.hash(channel, address)))
    }
}

impl Connection {
    /// The suppressed channels of each client, in the same order: two queries for any number of clients.
    pub(in crate::store) async fn suppressed(&mut self, clients: &[Addresses]) -> sqlx::Result<Vec<PerChannel<bool>>> {
        if clients.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.address_key().await?;
        let hashes: Vec<_> = clients.iter().map(|addresses| key.of(addresses)).collect();
        let all =
            hashes.iter().flat_map(|hashes| hashes.iter().filter_map(|(_, hash)| hash.clone())).collect::<Vec<_>>();
        let suppressed: HashSet<String> = self.suppressed_among(&all).await?.into_iter().collect();
        Ok(hashes.into_iter().map(|of| of.map(|hash| hash.is_some_and(|hash| suppressed.contains(&hash)))).collect())
    }

    async fn suppressed_among(&mut self, hashes: &[String]) -> sqlx::Result<Vec<String>> {
        const POSTGRES: &str = "select distinct address_hash from suppressions where address_hash = any($1)";
        const SQLITE: &str =
            "select distinct address_hash from suppressions where address_hash in (select value from json_each($1))";
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_scalar(POSTGRES).bind(hashes).fetch_all(db).await }).await
            }
            Either::Sqlite(db) => sqlx::query_scalar(SQLITE).bind(Json(hashes)).fetch_all(db).await,
        }
    }

    async fn address_key(&mut self) -> sqlx::Result<AddressKey> {
        const SQL: &str = "select address_key from engine_state where id = 1";
        on!(self, db => sqlx::query_scalar(SQL).fetch_one(db).await)
    }
}

impl Tx {
    pub async fn suppress(
        &mut self,
        channel: Channel,
        address: &str,
        reason: Suppressed,
        since: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        // Keeps the earliest time, in whatever order events are ingested.
        const SQL: &str = "
            insert into suppressions (address_hash, reason, since) values ($1, $2, $3)
            on conflict (address_hash, reason) do update set since = excluded.since
            where excluded.since < suppressions.since";
        let hash = self.address_key().await?.hash(channel, address);
        on!(self, db => sqlx::query(SQL).bind(hash).bind(reason).bind(since).execute(db).await.map(drop))
    }

    /// Removes one reason; others stay.
    pub async fn unsuppress(&mut self, channel: Channel, address: &str, reason: Suppressed) -> sqlx::Result<()> {
        const SQL: &str = "delete from suppressions where address_hash = $1 and reason = $2";
        let hash = self.address_key().await?.hash(channel, address);
        on!(self, db => sqlx::query(SQL).bind(hash).bind(reason).execute(db).await.map(drop))
    }

    pub async fn is_suppressed_for(
        &mut self,
        channel: Channel,
        address: &str,
        reason: Suppressed,
    ) -> sqlx::Result<bool> {
        const SQL: &str = "select cast(count(*) as bigint) from suppressions where address_hash = $1 and reason = $2";
        let hash = self.address_key().await?.hash(channel, address);
        let count: i64 = on!(self, db => sqlx::query_scalar(SQL).bind(hash).bind(reason).fetch_one(db).await)?;
        Ok(count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_one_address_on_one_channel_under_one_key() {
        let (key, other) = (AddressKey("k".to_owned()), AddressKey("l".to_owned()));
        let hash = key.hash(Channel::Email, "a@exemple.test");
        assert_eq!(hash.len(), 64);
        assert_eq!(hash, key.hash(Channel::Email, "a@exemple.test"));
        for another in [
            key.hash(Channel::Push, "a@exemple.test"),
            key.hash(Channel::Email, "b@exemple.test"),
            other.hash(Channel::Email, "a@exemple.test"),
        ] {
            assert_ne!(hash, another);
        }
    }
}

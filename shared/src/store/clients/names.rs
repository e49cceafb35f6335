//! The names of clients.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    client::{ClientId, ClientKey},
    store::{Connection, Either, Store, Tx, clients::text::Raw, on, patient},
};

/// Names in order, with their clients.
pub type Names = BTreeMap<String, ClientKey>;

/// How many keys this process has made: it orders the keys of one moment.
static KEY_COUNTER: AtomicU32 = AtomicU32::new(0);

/// A new, unique key.
pub fn new_key(now: DateTime<Utc>) -> ClientKey {
    ClientKey::new(now, KEY_COUNTER.fetch_add(1, Ordering::Relaxed), Uuid::new_v4())
}

/// Why a name was not given to a client.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("both clients have an open follow-up: cancel one of them first")]
    BothOpen,
}

impl Store {
    /// The client with this name.
    pub async fn client_key(&self, name: &ClientId) -> sqlx::Result<Option<ClientKey>> {
        const SQL: &str = "select client_key from client_names where name = $1";
        on!(self, db => sqlx::query_scalar(SQL).bind(name).fetch_optional(db).await)
    }

    /// The names from one to another, both included, without placeholders.
    pub async fn names_between(&self, from: &str, to: &str) -> sqlx::Result<Names> {
        const SQL: &str = "select name, client_key from client_names n where name >= $1 and name <= $2
            and not exists (select 1 from placeholders p where p.name = n.name)";
        let rows: Vec<(String, ClientKey)> =
            on!(self, db => sqlx::query_as(SQL).bind(from).bind(to).fetch_all(db).await)?;
        Ok(rows.into_iter().collect())
    }

    /// Clients who are folded separately: their reservations are not grouped under a single address.
    pub async fn clients_apart(&self) -> sqlx::Result<HashSet<ClientKey>> {
        const SQL: &str = "select client_key from client_names group by client_key
            having count(*) > 1 or min(kind) = 'phone'";
        let rows: Vec<ClientKey> = on!(self, db => sqlx::query_scalar(SQL).fetch_all(db).await)?;
        Ok(rows.into_iter().collect())
    }

    /// Numbers on reservations whose address names nobody, as written there, that are neither a client's nor a
    /// placeholder yet; `limit` at most.
    pub async fn unknown_numbers(&self, limit: i64) -> sqlx::Result<Vec<String>> {
        const SQL: &str = "select distinct b.number from bookings_by_number b
            where b.number <> '' and not exists (select 1 from client_names n where n.name = b.number)
                and not exists (select 1 from placeholders p where p.name = b.number) limit $1";
        let numbers: Vec<Raw> = on!(self, db => sqlx::query_scalar(SQL).bind(limit).fetch_all(db).await)?;
        Ok(numbers.into_iter().map(|Raw(number)| number).collect())
    }

    /// The names of clients after `after`, in order; `limit` at most.
    pub async fn names_after(&self, after: &str, limit: i64) -> sqlx::Result<Vec<String>> {
        const SQL: &str = "select name from client_names where name > $1 order by name limit $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(after).bind(limit).fetch_all(db).await)
    }

    /// The placeholders after `after`, in order; `limit` at most.
    pub async fn placeholders_after(&self, after: &str, limit: i64) -> sqlx::Result<Vec<String>> {
        const SQL: &str = "select name from placeholders where name > $1 order by name limit $2";
        on!(self, db => sqlx::query_scalar(SQL).bind(after).bind(limit).fetch_all(db).await)
    }
}

impl Connection {
    /// A client's name for display; `None` when they have none any more.
    pub async fn client_name(&mut self, client: ClientKey) -> sqlx::Result<Option<String>> {
        const SQL: &str = "select name from client_names where client_key = $1 order by kind, name limit 1";
        on!(self, db => sqlx::query_scalar(SQL).bind(client).fetch_optional(db).await)
    }
}

impl Tx {
    /// The clients with these names, in the same order; unknown names get a new client each.
    pub async fn client_keys(&mut self, names: &[ClientId], now: DateTime<Utc>) -> sqlx::Result<Vec<ClientKey>> {
        let mut known = self.known_names(names.iter().map(ClientId::as_str)).await?;
        let mut new: Vec<&ClientId> = names.iter().filter(|name| !known.contains_key(name.as_str())).collect();
        new.sort_unstable();
        new.dedup();
        let made: Vec<(&str, ClientKey)> = new.iter().map(|name| (name.as_str(), new_key(now))).collect();
        known.extend(self.add_clients(&made, now).await?);
        Ok(names.iter().filter_map(|name| known.get(name.as_str()).copied()).collect())
    }

    async fn known_names(&mut self, names: impl Iterator<Item = &str>) -> sqlx::Result<HashMap<String, ClientKey>> {
        const POSTGRES: &str = "select name, client_key from client_names where name = any($1)";
        const SQLITE: &str =
            "select name, client_key from client_names where name in (select value from json_each($1))";
        let names: Vec<&str> = names.collect();
        let rows: Vec<(String, ClientKey)> = match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query_as(POSTGRES).bind(&names).fetch_all(&mut *db).await }).await?
            }
            Either::Sqlite(db) => sqlx::query_as(SQLITE).bind(Json(&names)).fetch_all(&mut *db).await?,
        };
        Ok(rows.into_iter().collect())
    }

    /// Adds a client for each name; returns the clients of the names, some of which others may have added first.
    pub async fn add_clients(
        &mut self,
        new: &[(&str, ClientKey)],
        now: DateTime<Utc>,
    ) -> sqlx::Result<HashMap<String, ClientKey>> {
        if new.is_empty() {
            return Ok(HashMap::new());
        }
        const POSTGRES_CLIENTS: &str =
            "insert into clients (key, created_at) select key, $2 from unnest($1) as new (key)";
        const SQLITE_CLIENTS: &str = "insert into clients (key, created_at)
            select unhex(replace(value, '-', '')), $2 from json_each($1)";
        let keys: Vec<ClientKey> = new.iter().map(|(_, key)| *key).collect();
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async {
                    let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
                    sqlx::query(POSTGRES_CLIENTS).bind(&keys).bind(now).execute(&mut *db).await.map(drop)
                })
                .await?
            }
            Either::Sqlite(db) => {
                sqlx::query(SQLITE_CLIENTS).bind(Json(&keys)).bind(now).execute(&mut *db).await.map(drop)?;
            }
        }
        let names: Vec<(&str, &str, ClientKey)> = new.iter().map(|(name, key)| (*name, kind(name), *key)).collect();
        if self.add_names(&names).await? == new.len() as u64 {
            return Ok(new.iter().map(|(name, key)| ((*name).to_owned(), *key)).collect());
        }
        // Another transaction added some names first: our clients for these have no name.
        const LOST_POSTGRES: &str = "delete from clients c where c.key = any($1)
            and not exists (select 1 from client_names n where n.client_key = c.key)";
        const LOST_SQLITE: &str = "delete from clients
            where key in (select unhex(replace(value, '-', '')) from json_each($1))
                and not exists (select 1 from client_names n where n.client_key = clients.key)";
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async {
                    let keys: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
                    sqlx::query(LOST_POSTGRES).bind(&keys).execute(&mut *db).await.map(drop)
                })
                .await?
            }
            Either::Sqlite(db) => sqlx::query(LOST_SQLITE).bind(Json(&keys)).execute(&mut *db).await.map(drop)?,
        }
        self.known_names(new.iter().map(|(name, _)| *name)).await
    }

    /// Adds the names that do not exist yet, with their kinds; returns how many.
    async fn add_names(&mut self, names: &[(&str, &str, ClientKey)]) -> sqlx::Result<u64> {
        const POSTGRES: &str = "insert into client_names (name, kind, client_key)
            select name, kind, client_key from unnest($1::text[], $2::text[], $3::uuid[]) as new (name, kind, client_key)
            on conflict do nothing";
        const SQLITE: &str = "insert into client_names (name, kind, client_key)
            select value ->> 0, value ->> 1, unhex(replace(value ->> 2, '-', '')) from json_each($1) where true
            on conflict do nothing";
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async {
                    let mut columns: (Vec<&str>, Vec<&str>, Vec<Uuid>) = (Vec::new(), Vec::new(), Vec::new());
                    for (name, kind, key) in names {
                        columns.0.push(name);
                        columns.1.push(kind);
                        columns.2.push(key.0);
                    }
                    let query = sqlx::query(POSTGRES).bind(columns.0).bind(columns.1).bind(columns.2);
                    query.execute(&mut *db).await.map(|done| done.rows_affected())
                })
                .await
            }
            Either::Sqlite(db) => {
                sqlx::query(SQLITE).bind(Json(names)).execute(&mut *db).await.map(|done| done.rows_affected())
            }
        }
    }

    /// Assigns numbers, as written on reservations, to clients: all spellings of a number to the same client, who is
    /// added if needed.
    pub async fn add_numbers(&mut self, numbers: &[(String, ClientId)], now: DateTime<Utc>) -> sqlx::Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        let canonical: Vec<ClientId> = numbers.iter().map(|(_, number)| number.clone()).collect();
        let keys = self.client_keys(&canonical, now).await?;
        let spellings: Vec<(&str, &str, ClientKey)> =
            numbers.iter().zip(keys).map(|((written, _), key)| (written.as_str(), "phone", key)).collect();
        self.add_names(&spellings).await.map(drop)
    }

    /// Sets names apart that name nobody. A client who had one keeps it, for the day it names somebody again.
    pub async fn add_placeholders(&mut self, names: &[String]) -> sqlx::Result<()> {
        const POSTGRES: &str = "insert into placeholders (name) select unnest($1::text[]) on conflict do nothing";
        const SQLITE: &str =
            "insert into placeholders (name) select value from json_each($1) where true on conflict do nothing";
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query(POSTGRES).bind(names).execute(db).await.map(drop) }).await
            }
            Either::Sqlite(db) => sqlx::query(SQLITE).bind(Json(names)).execute(db).await.map(drop),
        }
    }

    /// Forgets placeholders that name somebody by now.
    pub async fn remove_placeholders(&mut self, names: &[String]) -> sqlx::Result<()> {
        const POSTGRES: &str = "delete from placeholders where name = any($1)";
        const SQLITE: &str = "delete from placeholders where name in (select value from json_each($1))";
        match self.by_engine() {
            Either::Postgres(db) => {
                patient(async { sqlx::query(POSTGRES).bind(names).execute(db).await.map(drop) }).await
            }
            Either::Sqlite(db) => sqlx::query(SQLITE).bind(Json(names)).execute(db).await.map(drop),
        }
    }

    /// Whether a client has this name.
    pub async fn is_named(&mut self, client: ClientKey, name: &ClientId) -> sqlx::Result<bool> {
        const SQL: &str = "select exists (select 1 from client_names where name = $1 and client_key = $2)";
        on!(self, db => sqlx::query_scalar(SQL).bind(name).bind(client).fetch_one(db).await)
    }

    /// Gives a client one more name, such as a corrected address. The client who had this name until now is merged into
    /// `client`, with their follow-ups and, where `client` has none, their preferences. The next analysis folds the
    /// reservations of both into one profile.
    ///
    /// # Errors
    /// [`JoinError::BothOpen`] when each has an open follow-up; the transaction must then be dropped.
    pub async fn join_name(&mut self, client: ClientKey, name: &ClientId, now: DateTime<Utc>) -> Result<(), JoinError> {
        let other = self.client_keys(std::slice::from_ref(name), now).await?[0];
        if other == client {
            return Ok(());
        }
        const STEPS: [&str; 8] = [
            "update ai_follow_ups set client_key = $1 where client_key = $2",
            "update ai_follow_up_logs set client_key = $1 where client_key = $2",
            "update client_contacts set client_key = $1 where client_key = $2
                and not exists (select 1 from client_contacts mine where mine.client_key = $1)",
            "delete from client_contacts where client_key = $2 and $1 <> $2",
            "delete from client_insights where client_key = $2 and $1 <> $2",
            "delete from client_facts where client_key = $2 and $1 <> $2",
            "update client_names set client_key = $1 where client_key = $2",
            "delete from clients where key = $2 and $1 <> $2",
        ];
        for sql in STEPS {
            let done = on!(self, db =>
                sqlx::query(sql).bind(client).bind(other).execute(db).await.map(drop));
            match done {
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Err(JoinError::BothOpen),
                done => done?,
            }
        }
        self.forget_watermark().await?;
        Ok(())
    }
}

/// The kind of a normalised name: an address, or a number in E.164.
fn kind(name: &str) -> &'static str {
    let is_number = name.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if is_number { "phone" } else { "email" }
}

//! An open database and who works on it: what every command starts from.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use relance::{
    courier::outbox::Outbox,
    desk::Desk,
    engine::{Engine, Progress, outbox_delivers},
    locale::Locale,
    store::{DatabaseUrl, MigrateReport, Schema, SettingsSeed, Store},
};

use crate::{args::Common, place::Place};

pub struct Session {
    pub store: Store,
    pub actor: String,
    pub lang: Locale,
    /// The moment to work at.
    pub now: DateTime<Utc>,
    pub clock: fn() -> DateTime<Utc>,
    outbox: PathBuf,
    seed: SettingsSeed,
}

impl Session {
    /// Opens the database as it is, whatever its schema: see [`Session::make_ready`].
    pub async fn open(
        common: &Common,
        place: &Place,
        seed: SettingsSeed,
        clock: fn() -> DateTime<Utc>,
    ) -> Result<Self> {
        let url = match &common.database_url {
            Some(url) => DatabaseUrl::parse(url)?,
            None => DatabaseUrl::Sqlite(place.database()),
        };
        Ok(Self {
            store: Store::open(&url).await?,
            actor: place.user.clone(),
            lang: common.lang.or_else(|| place.locale.parse().ok()).unwrap_or_default(),
            now: common.now.unwrap_or_else(clock),
            clock,
            outbox: common.outbox.clone().unwrap_or_else(|| place.outbox()),
            seed,
        })
    }

    /// Makes sure the schema is up to date. The embedded database is migrated by itself, a server's only by `migrate`.
    pub async fn make_ready(&self) -> Result<()> {
        match self.store.schema().await? {
            Schema::Current => Ok(()),
            Schema::Absent | Schema::Older(_) if self.store.is_embedded() => self.migrate().await.map(drop),
            Schema::Absent => bail!("this database has no Relance schema yet: run `relance migrate` on it first"),
            Schema::Older(pending) => {
                bail!("this database lacks {pending} migrations: run `relance migrate` on it first")
            }
            Schema::Newer => {
                bail!("this database was made by a newer version of Relance: use that version, or a newer one")
            }
        }
    }

    pub async fn migrate(&self) -> Result<MigrateReport> {
        Ok(self.store.migrate(&self.seed, (self.clock)()).await?)
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk { store: &self.store, actor: &self.actor, now: self.now }
    }

    /// The outbox, if it is this program that delivers for this database.
    pub async fn outbox(&self) -> Result<Option<Outbox>> {
        let settings = self.store.settings().await.context("cannot read the settings")?;
        outbox_delivers(&settings).then(|| Outbox::open(&self.outbox).map_err(Into::into)).transpose()
    }

    pub const fn outbox_folder(&self) -> &PathBuf {
        &self.outbox
    }

    pub const fn engine<'a>(&'a self, courier: Option<&'a Outbox>, progress: &'a dyn Progress) -> Engine<'a, Outbox> {
        Engine { store: &self.store, courier, now: self.now, clock: self.clock, deadline: None, progress }
    }
}

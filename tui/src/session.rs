//! An open database and the actor who uses it; every command starts from one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use relance::{
    clock::Clock,
    courier::maildir::Maildir,
    engine::{Engine, Progress, outbox_delivers},
    locale::Locale,
    operations::{AccessError, Operations},
    operator::Role,
    store::{DatabaseUrl, MigrateReport, Schema, SettingsSeed, Store},
    writer::TemplateWriter,
};

use crate::{args::Common, environment::Environment};

pub struct Session {
    pub store: Store,
    pub actor: String,
    pub lang: Locale,
    /// The time to work at: that of `clock` when the session was opened; `run` sets it anew at each tick.
    pub now: DateTime<Utc>,
    /// Runs on from `--now` if that is given.
    pub clock: Clock,
    /// `Viewer` until [`Session::load_role`] has read the actor's role.
    pub role: Role,
    pub read_only: bool,
    /// Path of this executable; a forced command repeats it and `url_file`.
    pub program: PathBuf,
    pub url_file: Option<PathBuf>,
    /// Whether `--as` names the actor; otherwise it is the local user.
    is_named: bool,
    outbox: PathBuf,
    seed: SettingsSeed,
}

impl Session {
    /// Opens the database without checking its schema: see [`Session::prepare_schema`].
    ///
    /// # Errors
    /// If the database cannot be opened, its URL's file is readable by other users, or SSH is used without that file.
    pub async fn open(common: &Common, environment: &Environment, seed: SettingsSeed, clock: Clock) -> Result<Self> {
        let Common { database_url, database_url_file, acting, read_only, over_ssh, .. } = common;
        let url = match (database_url_file, database_url) {
            (Some(file), _) => DatabaseUrl::parse(&read_url(file)?)?,
            (None, Some(_)) if *over_ssh => bail!("over SSH the database is that of --database-url-file: give one"),
            (None, Some(url)) => DatabaseUrl::parse(url)?,
            (None, None) => DatabaseUrl::Sqlite(environment.database()),
        };
        let outbox = common.outbox.clone().filter(|_| !over_ssh).unwrap_or_else(|| environment.outbox());
        Ok(Self {
            store: if *read_only { Store::open_read_only(&url).await? } else { Store::open(&url).await? },
            actor: acting.clone().unwrap_or_else(|| environment.user.clone()),
            lang: common.lang.or_else(|| environment.locale.parse().ok()).unwrap_or_default(),
            now: common.now.unwrap_or_else(|| clock.now()),
            clock: common.now.map_or(clock, |now| clock.set_to(now)),
            role: Role::Viewer,
            read_only: *read_only,
            program: environment.program.clone(),
            url_file: database_url_file.clone(),
            is_named: acting.is_some(),
            outbox,
            seed,
        })
    }

    /// Reads the actor's role. It is viewer with `--read-only`, and for a local user who is not among the operators.
    ///
    /// # Errors
    /// If there are operators and the name given with `--as` is not an active one.
    pub async fn load_role(&mut self) -> Result<()> {
        let role = self.store.authority(&self.actor).await?.effective();
        if role.is_none() && self.is_named {
            return Err(AccessError::NoOperator(self.actor.clone()).into());
        }
        self.role = role.filter(|_| !self.read_only).unwrap_or(Role::Viewer);
        Ok(())
    }

    /// Checks the schema, and migrates the embedded database; a server's is migrated only by `migrate`.
    ///
    /// # Errors
    /// If the schema is missing, older or newer and is not migrated here.
    pub async fn prepare_schema(&self) -> Result<()> {
        match self.store.schema().await? {
            Schema::Current => Ok(()),
            Schema::Absent | Schema::Older(_) if self.store.is_embedded() && !self.read_only => {
                self.migrate().await.map(drop)
            }
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
        Ok(self.store.migrate(&self.seed, self.clock.real()()).await?)
    }

    pub fn operations(&self) -> Operations<'_> {
        Operations { store: &self.store, actor: &self.actor, now: self.now, writer: &TemplateWriter }
    }

    /// The outbox; `None` if the Lambda delivers for this database or the session is read-only.
    pub async fn outbox(&self) -> Result<Option<Maildir>> {
        let settings = self.store.settings().await.context("cannot read the settings")?;
        (outbox_delivers(&settings) && !self.read_only)
            .then(|| Maildir::open(&self.outbox).map_err(Into::into))
            .transpose()
    }

    pub const fn outbox_folder(&self) -> &PathBuf {
        &self.outbox
    }

    pub const fn engine<'a>(&'a self, courier: Option<&'a Maildir>, progress: &'a dyn Progress) -> Engine<'a, Maildir> {
        Engine {
            store: &self.store,
            courier,
            now: self.now,
            clock: self.clock.real(),
            deadline: None,
            progress,
            writer: &TemplateWriter,
        }
    }
}

/// The first line of `file`, which must be closed to users outside its owner and group.
fn read_url(file: &Path) -> Result<String> {
    let shown = file.display();
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let mode = fs::metadata(file).with_context(|| format!("cannot read {shown}"))?.mode();
        if mode & 0o007 != 0 {
            bail!("everybody may read {shown}, which holds a password: chmod o= {shown}");
        }
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    let url = text.lines().next().unwrap_or_default().trim();
    if url.is_empty() {
        bail!("{shown} holds no database URL: write it on its first line");
    }
    Ok(url.to_owned())
}

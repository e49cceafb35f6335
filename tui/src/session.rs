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
    operations::{AccessError, OperationError, Operations},
    operator::{Right, Role},
    store::{Authority, DatabaseUrl, MigrateReport, Schema, SettingsSeed, Store},
    writer::TemplateWriter,
};

use crate::{admission::Admission, args::Common, environment::Environment};

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
    /// What the database says of the actor: nobody's until [`Session::load_role`] has read it.
    authority: Authority,
    pub admission: Admission,
    /// Path of this executable; a forced command repeats it and `url_file`.
    pub program: PathBuf,
    pub url_file: Option<PathBuf>,
    outbox: PathBuf,
    seed: SettingsSeed,
}

impl Session {
    /// Opens the database without checking its schema: see [`Session::prepare_schema`].
    ///
    /// # Errors
    /// If the database is named twice or cannot be opened, its URL's file is readable by other users, or SSH is used without
    /// that file.
    pub async fn open(common: &Common, environment: &Environment, seed: SettingsSeed, clock: Clock) -> Result<Self> {
        let Common { acting, read_only, over_ssh, .. } = common;
        let (url, url_file) = match (&common.database_url, &common.database_url_file) {
            (None, None) => (&environment.url, &environment.url_file),
            flags => flags,
        };
        let url = match (url_file, url) {
            (Some(_), Some(_)) => bail!(
                "the database is named twice: keep one of --database-url and --database-url-file, or of DATABASE_URL and \
                 DATABASE_URL_FILE"
            ),
            (Some(file), None) => DatabaseUrl::parse(&read_url(file)?)?,
            (None, Some(_)) if *over_ssh => bail!("over SSH the database is that of --database-url-file: give one"),
            (None, Some(url)) => DatabaseUrl::parse(url)?,
            (None, None) => DatabaseUrl::Sqlite(environment.database()),
        };
        let outbox = common.outbox.clone().filter(|_| !over_ssh).unwrap_or_else(|| environment.outbox());
        Ok(Self {
            store: if *read_only { Store::open_read_only(&url).await? } else { Store::open(&url).await? },
            actor: acting.clone().unwrap_or_else(|| environment.account.clone()),
            lang: common.lang.or_else(|| environment.locale.parse().ok()).unwrap_or_default(),
            now: common.now.unwrap_or_else(|| clock.now()),
            clock: common.now.map_or(clock, |now| clock.set_to(now)),
            role: Role::Viewer,
            authority: Authority { is_guarded: true, role: None, is_disabled: false },
            admission: Admission { is_named: acting.is_some(), read_only: *read_only },
            program: environment.program.clone(),
            url_file: url_file.clone(),
            outbox,
            seed,
        })
    }

    /// Reads the actor's role, whatever the age of the schema.
    ///
    /// # Errors
    /// If there are operators and the name given with `--as` is not an active one, or if the operators cannot be seen.
    pub async fn load_role(&mut self) -> Result<()> {
        self.authority = self.store.authority_on_any_schema(&self.actor).await?;
        let role = self.admission.role(self.authority);
        self.role = role.ok_or_else(|| AccessError::NoOperator(self.actor.clone()))?;
        Ok(())
    }

    /// Checks the role that was read: the operations check it again in the transactions that write.
    ///
    /// # Errors
    /// [`AccessError`] when the actor does not have the right.
    pub fn check_right(&self, right: Right) -> Result<(), OperationError> {
        match self.role.may(right) {
            true => Ok(()),
            false if self.admission.read_only => Err(AccessError::ReadOnly.into()),
            false => self.operations().check_right(self.authority, right),
        }
    }

    /// Whether the database has operators, or had some.
    pub const fn is_guarded(&self) -> bool {
        self.authority.is_guarded
    }

    /// Checks the schema, and migrates the embedded database; a server's is migrated only by `migrate`.
    ///
    /// # Errors
    /// If the schema is missing or older and is not migrated here, or is unfit.
    pub async fn prepare_schema(&self) -> Result<()> {
        match self.store.schema().await? {
            Schema::Current => Ok(()),
            Schema::Absent | Schema::Older(_) if self.store.is_embedded() && !self.admission.read_only => {
                self.migrate().await.map(drop)
            }
            Schema::Absent => bail!("this database has no Relance schema yet: run `relance migrate` on it first"),
            Schema::Older(pending) => {
                bail!("this database lacks {pending} migrations: run `relance migrate` on it first")
            }
            Schema::Unfit(unfit) => Err(unfit.into()),
        }
    }

    pub async fn migrate(&self) -> Result<MigrateReport> {
        Ok(self.store.migrate(&self.seed, self.clock.real()()).await?)
    }

    pub fn operations(&self) -> Operations<'_> {
        Operations { store: &self.store, actor: &self.actor, now: self.now, writer: &TemplateWriter }
    }

    /// Reads the URL's file again, where there is one: the password may have changed since.
    pub fn read_url_again(&self) {
        let Some(file) = &self.url_file else { return };
        match read_url(file).and_then(|url| Ok(DatabaseUrl::parse(&url)?)) {
            Ok(url) => {
                tracing::info!(file = %file.display(), "the database refused the password: its URL was read again");
                self.store.reconnect(&url);
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "the database's URL could not be read again"),
        }
    }

    /// The outbox; `None` if the Lambda delivers for this database or the session is read-only.
    pub async fn outbox(&self) -> Result<Option<Maildir>> {
        let settings = self.store.settings().await.context("cannot read the settings")?;
        (outbox_delivers(&settings) && !self.admission.read_only)
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

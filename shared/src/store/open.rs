//! Where the database is, and connecting to it: each way it can fail is one sentence.

use std::{
    fmt, fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{PATIENCE, Store};

/// Few: the console asks for one thing at a time, and every waiting Lambda holds its own.
const CONNECTIONS: u32 = 4;

/// The port where Supabase's pooler hands each transaction to whichever server connection is free.
const TRANSACTION_POOLER: u16 = 6543;

/// Where a database is. Printing it never shows the password.
#[derive(Clone)]
pub enum DatabaseUrl {
    Postgres(Box<PgConnectOptions>),
    Sqlite(PathBuf),
}

/// Why a text is no database URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error(
        "the database URL starts with neither postgres:// nor sqlite://: write it like postgres://USER:PASSWORD@HOST:5432/DATABASE or sqlite:///path/to/relance.db"
    )]
    Scheme,
    #[error("sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db")]
    Path,
    #[error(
        "the postgres:// URL cannot be read ({0}): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX"
    )]
    Postgres(String),
    #[error(
        "port 6543 of {host} is a transaction pooler, which mixes up the statements of different connections: use the session port 5432"
    )]
    TransactionPooler { host: String },
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error("cannot reach PostgreSQL at {server}: {reason}")]
    Unreachable { server: String, reason: String },
    #[error(
        "PostgreSQL at {server} does not let {user} in ({reason}): check the user and the password of the database URL"
    )]
    Refused { server: String, user: String, reason: String },
    #[error("PostgreSQL at {server} has no database {database:?}: create it, or correct the name in the database URL")]
    NoDatabase { server: String, database: String },
    #[error(
        "no encrypted connection to PostgreSQL at {server} ({reason}): only on a network you trust, add ?sslmode=disable to the database URL"
    )]
    Tls { server: String, reason: String },
    #[error("cannot make the folder {}: {reason}", folder.display())]
    Folder { folder: PathBuf, reason: io::Error },
    #[error("cannot write the database file {}: {reason}", file.display())]
    NotWritable { file: PathBuf, reason: String },
    #[error("{} is not a SQLite database, or it is damaged: restore it from a copy, or name another file", file.display())]
    NotADatabase { file: PathBuf },
    #[error("cannot open the database {place}: {reason}")]
    Other { place: String, reason: String },
}

impl DatabaseUrl {
    /// Reads `postgres://…`, `postgresql://…` or `sqlite://PATH`.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite://") {
            let usable = !path.is_empty() && !path.contains(['?', '\0']) && path != ":memory:";
            return usable.then(|| Self::Sqlite(path.into())).ok_or(UrlError::Path);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(UrlError::Scheme);
        }
        let mut options = PgConnectOptions::from_str(text).map_err(|e| UrlError::Postgres(cause(&e)))?;
        if options.get_port() == TRANSACTION_POOLER {
            return Err(UrlError::TransactionPooler { host: options.get_host().to_owned() });
        }
        let query = text.split_once('?').map_or("", |(_, query)| query);
        if !query.split('&').any(|pair| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode=")) {
            let mode = if is_local(&options) { PgSslMode::Prefer } else { PgSslMode::Require };
            options = options.ssl_mode(mode);
        }
        Ok(Self::Postgres(Box::new(options.application_name("relance"))))
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;
    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

/// Without the password: `postgres://relance@db.example:5432/nzoo`.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(to) => {
                write!(f, "postgres://{}@{}/{}", to.get_username(), server(to), database(to))
            }
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Store {
    /// Connects; on SQLite, makes the file and its folders where they are missing, readable by their owner only.
    /// It neither creates nor checks the schema: see [`Store::migrate`] and [`Store::schema`].
    pub async fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        match url {
            DatabaseUrl::Postgres(options) => open_postgres(options).await,
            DatabaseUrl::Sqlite(file) => open_sqlite(file).await,
        }
    }
}

async fn open_postgres(to: &PgConnectOptions) -> Result<Store, OpenError> {
    // Once outside the pool: the pool would go on knocking at a closed door until its patience ends, and then say
    // only that it waited.
    let knock = async { to.connect().await?.close().await };
    match tokio::time::timeout(PATIENCE, knock).await {
        Ok(answer) => answer.map_err(|e| explain_postgres(to, &e))?,
        Err(_) => {
            let reason = format!("no answer within {} seconds", PATIENCE.as_secs());
            return Err(OpenError::Unreachable { server: server(to), reason });
        }
    }
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    Ok(Store::Postgres(pool.connect_lazy_with(to.clone())))
}

async fn open_sqlite(file: &Path) -> Result<Store, OpenError> {
    create(file)?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // A claim must be on the disk before its message leaves.
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten: addresses and messages are personal data.
        .pragma("secure_delete", "on");
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
    let pool = pool.connect_with(options).await.map_err(|e| explain_sqlite(file, &e))?;
    let tables = sqlx::query("select count(*) from sqlite_schema").execute(&pool);
    tables.await.map_err(|e| explain_sqlite(file, &e))?;
    Ok(Store::Sqlite(pool))
}

/// SQLite would create the file itself, but readable by everyone.
fn create(file: &Path) -> Result<(), OpenError> {
    if file.exists() {
        return Ok(());
    }
    let mut folders = fs::DirBuilder::new();
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    folders.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folders.mode(0o700);
        options.mode(0o600);
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        folders.create(folder).map_err(|reason| OpenError::Folder { folder: folder.to_owned(), reason })?;
    }
    options.open(file).map(drop).map_err(|e| OpenError::NotWritable { file: file.to_owned(), reason: e.to_string() })
}

fn explain_postgres(to: &PgConnectOptions, error: &sqlx::Error) -> OpenError {
    let server = server(to);
    match error {
        sqlx::Error::Io(e) => OpenError::Unreachable { server, reason: e.to_string() },
        sqlx::Error::Tls(e) => OpenError::Tls { server, reason: e.to_string() },
        sqlx::Error::Database(e) => {
            let reason = e.message().to_owned();
            match e.code().as_deref() {
                Some("28P01" | "28000") => OpenError::Refused { server, user: to.get_username().to_owned(), reason },
                Some("3D000") => OpenError::NoDatabase { server, database: database(to).to_owned() },
                _ => OpenError::Unreachable { server, reason },
            }
        }
        other => {
            OpenError::Other { place: DatabaseUrl::Postgres(Box::new(to.clone())).to_string(), reason: cause(other) }
        }
    }
}

fn explain_sqlite(file: &Path, error: &sqlx::Error) -> OpenError {
    let file = file.to_owned();
    // The low byte of SQLite's extended codes is the kind.
    let kind = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<u32>().ok());
    match kind.map(|code| code & 0xff) {
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_FULL
        Some(3 | 8 | 14 | 13) => OpenError::NotWritable { file, reason: cause(error) },
        // SQLITE_CORRUPT, SQLITE_NOTADB
        Some(11 | 26) => OpenError::NotADatabase { file },
        _ => OpenError::Other { place: file.display().to_string(), reason: cause(error) },
    }
}

/// The innermost sentence, without the layers that repeat where it came from.
pub(super) fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(e) => e.message().to_owned(),
        sqlx::Error::Configuration(e) | sqlx::Error::Tls(e) => e.to_string(),
        sqlx::Error::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}

fn server(to: &PgConnectOptions) -> String {
    match to.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", to.get_host(), to.get_port()),
    }
}

/// PostgreSQL's own rule: without a name, the database of the user's name.
fn database(to: &PgConnectOptions) -> &str {
    to.get_database().unwrap_or(to.get_username())
}

fn is_local(to: &PgConnectOptions) -> bool {
    let host = to.get_host().trim_matches(['[', ']']);
    to.get_socket().is_some() || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

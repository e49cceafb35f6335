//! Connecting to a database, with one message for each way to fail.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    error::cause,
    pool::{CONNECTIONS, pool},
    url::{DatabaseUrl, UrlError, database, server},
};
use crate::store::{ACQUIRE_TIMEOUT, Store};

/// How long SQLite waits for another writer, and a caller for a free connection, which may be waiting for one. SQLite asks
/// again every tenth of a second at the most and keeps no queue, so a program that writes page after page can overtake the
/// others for some time.
const WRITER_TIMEOUT: Duration = Duration::from_secs(30);

/// SQLite's page cache for many writes in a row: 32 MiB, where 2 are the default.
const LONG_WRITES_CACHE: &str = "-32768";

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(
        "cannot reach PostgreSQL at {server} ({reason}): check that it runs, and the host and the port of the database URL"
    )]
    Unreachable { server: String, reason: String },
    #[error(
        "PostgreSQL at {server} does not let {user} in ({reason}): check the user and the password of the database URL"
    )]
    Refused { server: String, user: String, reason: String },
    #[error("PostgreSQL at {server} has no database {database:?}: create it, or correct the name in the database URL")]
    NoDatabase { server: String, database: String },
    #[error(
        "PostgreSQL at {server} offers no encryption ({reason}): turn it on there, or, only on a network you trust, add ?sslmode=disable to the database URL"
    )]
    NoTls { server: String, reason: String },
    #[error(
        "PostgreSQL at {server} does not prove who it is ({reason}): add the certificate of its authority to the database URL, like ?sslrootcert=/etc/relance/ca.pem, and name the server as its own certificate does"
    )]
    Unproven { server: String, reason: String },
    #[error("cannot make the folder {} ({reason}): allow it, or keep the database elsewhere", folder.display())]
    Folder { folder: PathBuf, reason: io::Error },
    #[error("cannot write the database file {} ({reason}): allow it, or keep the database elsewhere", file.display())]
    NotWritable { file: PathBuf, reason: String },
    #[error("there is no database {}: start without --read-only once, or name another file", file.display())]
    Missing { file: PathBuf },
    #[error("{} is not a SQLite database, or it is damaged: restore it from a copy, or name another file", file.display())]
    NotADatabase { file: PathBuf },
    #[error("cannot open the database {place}: {reason}")]
    Other { place: String, reason: String },
}

impl Store {
    /// Like [`Store::open`], but the database itself refuses every write, and no file is created.
    pub async fn open_read_only(url: &DatabaseUrl) -> Result<Self, OpenError> {
        match url {
            DatabaseUrl::Postgres(options) => {
                open_postgres(&options.clone().options([("default_transaction_read_only", "on")])).await
            }
            DatabaseUrl::Sqlite(file) if file.exists() => {
                // The file is opened for writing: the write-ahead log needs its own files even for reading.
                connect_sqlite(file, sqlite_options(file).pragma("query_only", "on")).await
            }
            DatabaseUrl::Sqlite(file) => Err(OpenError::Missing { file: file.clone() }),
        }
    }

    /// For many writes in a row. On SQLite it has a connection of its own: each other connection's write empties a
    /// connection's cache, so that the pool's, used in turn, would read every page again.
    pub(crate) async fn for_long_writes(&self) -> sqlx::Result<Self> {
        match self {
            Self::Postgres(_) => Ok(self.clone()),
            Self::Sqlite(pool) => {
                let options = (*pool.connect_options()).clone().pragma("cache_size", LONG_WRITES_CACHE);
                SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map(Self::Sqlite)
            }
        }
    }

    /// Makes the connections of this store and its clones from now on with `url`; `false` where it is a file.
    pub fn reconnect(&self, url: &DatabaseUrl) -> bool {
        match (self, url) {
            (Self::Postgres(pool), DatabaseUrl::Postgres(options)) => {
                pool.set_connect_options((**options).clone());
                true
            }
            _ => false,
        }
    }

    /// Connects; on SQLite, creates the file and its folders where they are missing, readable by their owner only.
    /// It neither creates nor checks the schema: see [`Store::migrate`] and [`Store::schema`].
    pub async fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        match url {
            DatabaseUrl::Postgres(options) => open_postgres(options).await,
            DatabaseUrl::Sqlite(file) => open_sqlite(file).await,
        }
    }
}

async fn open_postgres(to: &PgConnectOptions) -> Result<Store, OpenError> {
    // Connects once outside the pool: the pool would retry until its timeout, and then report only the timeout.
    let probe = async { to.connect().await?.close().await };
    match tokio::time::timeout(ACQUIRE_TIMEOUT, probe).await {
        Ok(answer) => answer.map_err(|e| explain_postgres(to, &e))?,
        Err(_) => {
            let reason = format!("no answer within {} seconds", ACQUIRE_TIMEOUT.as_secs());
            return Err(OpenError::Unreachable { server: server(to), reason });
        }
    }
    Ok(Store::Postgres(pool(to)))
}

async fn open_sqlite(file: &Path) -> Result<Store, OpenError> {
    create(file)?;
    connect_sqlite(file, sqlite_options(file)).await
}

fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(WRITER_TIMEOUT)
        // Each full buffer wakes the reader once: the default of 50 rows spends more on that than on reading.
        .row_buffer_size(1_000)
        // A claim must be on the disk before its message is sent.
        .synchronous(SqliteSynchronous::Full)
        // Deleted data is overwritten: addresses and messages are personal data.
        .pragma("secure_delete", "on")
}

async fn connect_sqlite(file: &Path, options: SqliteConnectOptions) -> Result<Store, OpenError> {
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(WRITER_TIMEOUT);
    // On a full disk SQLite rolls a transaction back by itself. The driver's own rollback then fails, and it would
    // consider the transaction open for ever: such a connection is dropped.
    let pool = pool.before_acquire(|connection, _| {
        let is_free = !connection.is_in_transaction();
        Box::pin(async move { Ok(is_free) })
    });
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
        // A certificate that is refused comes as this kind of error.
        sqlx::Error::Io(e) if e.kind() == io::ErrorKind::InvalidData => {
            OpenError::Unproven { server, reason: e.to_string() }
        }
        sqlx::Error::Io(e) => OpenError::Unreachable { server, reason: e.to_string() },
        sqlx::Error::Tls(e) => {
            let reason = e.to_string();
            // The driver has one kind of error for both.
            match reason.contains("does not support") {
                true => OpenError::NoTls { server, reason },
                false => OpenError::Unproven { server, reason },
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::is_full;

    async fn refusal(url: &str) -> OpenError {
        Store::open(&DatabaseUrl::parse(url).expect("a URL")).await.expect_err("refused")
    }

    #[tokio::test]
    async fn a_new_database_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/b/relance.db");
        let store = Store::open(&DatabaseUrl::Sqlite(file.clone())).await.expect("a new database");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(&folder.path().join("a"))), (0o600, 0o700));
            assert_eq!(mode(&folder.path().join("a/b/relance.db-wal")), 0o600, "what is not yet in the file, too");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn every_connection_to_a_file_is_durable_and_checks_its_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("a new database");
        let Store::Sqlite(pool) = &store else { panic!("SQLite") };
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            let mut db = pool.acquire().await.expect("a connection");
            let journal: String = sqlx::query_scalar("pragma journal_mode").fetch_one(&mut *db).await.expect("asked");
            let mut ask = Vec::new();
            for pragma in ["pragma foreign_keys", "pragma synchronous", "pragma secure_delete", "pragma busy_timeout"] {
                ask.push(sqlx::query_scalar::<_, i64>(pragma).fetch_one(&mut *db).await.expect("asked"));
            }
            assert_eq!((journal.as_str(), ask.as_slice()), ("wal", [1, 2, 1, 30_000].as_slice()));
            connections.push(db);
        }
        drop(connections);
        store.close().await;
    }

    #[tokio::test]
    async fn once_there_is_room_again_a_full_disk_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("a new database");
        let Store::Sqlite(pool) = &store else { panic!("SQLite") };
        let mut tx = pool.begin_with("begin immediate").await.expect("a transaction");
        for sql in ["create table t (x blob)", "pragma max_page_count = 8"] {
            sqlx::query(sql).execute(&mut *tx).await.expect("done");
        }
        let full = sqlx::query("insert into t values (randomblob(1000000))").execute(&mut *tx).await;
        assert!(is_full(&full.expect_err("no room")));
        drop(tx);
        for _ in 0..2 * CONNECTIONS {
            store.begin().await.expect("a transaction").commit().await.expect("committed");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("letter.txt");
        let letter = "Bonjour. ".repeat(200);
        fs::write(&file, &letter).expect("written");
        let error = refusal(&format!("sqlite://{}", file.display())).await;
        assert!(matches!(error, OpenError::NotADatabase { .. }), "{error}");
        assert_eq!(
            error.to_string(),
            format!(
                "{} is not a SQLite database, or it is damaged: restore it from a copy, or name another file",
                file.display()
            )
        );
        assert_eq!(fs::read_to_string(&file).expect("read"), letter);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("file"), "").expect("written");
        let inside_a_file = folder.path().join("file/below/relance.db");
        let error = refusal(&format!("sqlite://{}", inside_a_file.display())).await;
        assert!(matches!(&error, OpenError::Folder { folder, .. } if folder.ends_with("file/below")), "{error}");
        let error = refusal(&format!("sqlite://{}", folder.path().display())).await;
        assert!(matches!(&error, OpenError::NotWritable { .. }), "a folder is no file: {error}");
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_named_with_its_port() {
        // Bound and released: nothing listens there now.
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
        let error = refusal(&format!("postgres://relance:s3cret@{free}/nzoo")).await;
        let expected = format!("cannot reach PostgreSQL at {free} (");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
}

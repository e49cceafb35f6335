//! What goes wrong with a database, and how it is told.

use std::{io, path::PathBuf};

use super::url::UrlError;

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
        "no encrypted connection to PostgreSQL at {server} ({reason}): only on a network you trust, add ?sslmode=disable to the database URL"
    )]
    Tls { server: String, reason: String },
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

/// Whether the database refused to write because it was opened for reading alone.
pub(crate) fn is_read_only(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    // read_only_sql_transaction; SQLITE_READONLY.
    matches!(code.as_deref(), Some("25006" | "8"))
}

/// Whether there was no room left on the disk.
pub fn is_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    // disk_full; SQLITE_FULL.
    matches!(code.as_deref(), Some("53100" | "13"))
}

/// The innermost sentence, without the layers that repeat where it came from.
pub fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(e) => e.message().to_owned(),
        sqlx::Error::Configuration(e) | sqlx::Error::Tls(e) => e.downcast_ref().map_or_else(|| e.to_string(), cause),
        sqlx::Error::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}

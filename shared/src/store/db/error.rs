//! Classifies database errors, in the same way for both engines.

/// Whether the database refused to write because it was opened read-only.
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

/// The innermost message, without the layers around it.
pub fn cause(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(e) => e.message().to_owned(),
        sqlx::Error::Configuration(e) | sqlx::Error::Tls(e) => e.downcast_ref().map_or_else(|| e.to_string(), cause),
        sqlx::Error::Io(e) => e.to_string(),
        other => other.to_string(),
    }
}

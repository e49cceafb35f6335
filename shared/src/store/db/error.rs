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

/// Whether the connection broke or the server ended it: another one may work.
pub fn is_connection_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // Class 08 is connection_exception; admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout,
        // idle_in_transaction_session_timeout.
        sqlx::Error::Database(e) => e.code().is_some_and(|code| {
            code.starts_with("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(&&*code)
        }),
        _ => false,
    }
}

/// Whether PostgreSQL refused the user or the password.
pub fn is_refused(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    // invalid_password, invalid_authorization_specification.
    matches!(code.as_deref(), Some("28P01" | "28000"))
}

/// Whether the database cannot be reached, is damaged or has no room: whatever is asked next fails too.
pub fn is_database_away(error: &sqlx::Error) -> bool {
    let cannot_connect = matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_));
    cannot_connect || is_connection_lost(error) || is_refused(error) || is_damaged(error) || is_full(error)
}

fn is_damaged(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    // data_corrupted, index_corrupted; SQLITE_CORRUPT and its extended codes, SQLITE_NOTADB.
    matches!(code.as_deref(), Some("XX001" | "XX002" | "11" | "267" | "523" | "779" | "26"))
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

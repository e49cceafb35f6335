//! How long a query may wait for PostgreSQL: nothing tells us of a server that has fallen silent.

use std::{io, time::Duration};

use tokio::time::timeout;

/// How long a query may stay without its answer, unless [`with_patience`] says otherwise: somewhat longer than the server
/// lets it run.
pub const PATIENCE: Duration = Duration::from_secs(65);

tokio::task_local! {
    /// How long the queries of this task may stay without their answers.
    static LIMIT: Duration;
}

/// Runs `work`, whose queries on PostgreSQL may each take `limit` instead of [`PATIENCE`].
pub async fn with_patience<T>(limit: Duration, work: impl Future<Output = T>) -> T {
    LIMIT.scope(limit, work).await
}

/// Waits for the answer of PostgreSQL, but not for ever: see [`with_patience`].
///
/// # Errors
/// [`sqlx::Error::Io`] when it does not come, besides those of `query`.
pub(crate) async fn patient<T>(query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    // On the heap: one method may await many queries, and its future holds the largest of them.
    let limit = LIMIT.try_with(|limit| *limit).unwrap_or(PATIENCE);
    timeout(limit, Box::pin(query)).await.unwrap_or_else(|_| Err(gone()))
}

pub(super) fn gone() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}

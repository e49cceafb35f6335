//! The state of a schema, the result of a migration, and why one failed.

use std::time::Duration;

use serde::Serialize;

use super::columns::LackingColumn;
use crate::store::cause;

/// The oldest server whose views can run with the rights of their caller.
pub(super) const OLDEST_POSTGRES: i64 = 15;

pub(super) const LOCK_POLL: Duration = Duration::from_millis(100);
/// Enough time for another migration to index a large table.
pub(super) const LOCK_POLLS: u32 = 3000;

/// A database's schema, compared with the one that this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    Current,
    /// Never migrated, though the old system's tables may be there.
    Absent,
    /// This many migrations are pending.
    Older(usize),
    Unfit(Unfit),
}

/// Why this program can do nothing with a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(
        "migration {0} of the database is unknown to this version of relance: a newer one made it, so upgrade relance"
    )]
    Newer(i64),
    #[error(
        "migration {0} of the database is not the one this version of relance has: use the version that migrated it, or a later one"
    )]
    Changed(i64),
    /// Connected as this role of PostgreSQL, to which every table looks empty.
    #[error(
        "row level security hides every row of the database from the role {0}: let a superuser run `alter role {0} bypassrls`, or connect as the owner of the tables"
    )]
    Hidden(String),
}

/// What a migration did; all zero and empty when there was nothing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MigrateReport {
    /// Numbered migrations that ran.
    pub applied: usize,
    /// Environment variables whose values were written to the settings.
    pub seeded_from: Vec<String>,
    /// Whether the old system approved by itself, which this one does only once it is switched on here.
    pub auto_mode_switched_off: bool,
    /// Ids of the old system's strategies that were unchanged, and were replaced by ours.
    pub replaced_strategies: Vec<String>,
    /// Ids of the old system's strategies that an admin had changed, and that were kept.
    pub kept_strategies: Vec<String>,
    /// Indexes that an interrupted migration had left invalid.
    pub rebuilt_indexes: Vec<&'static str>,
}

/// A variable whose value its setting cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the variable {variable} is wrong: {reason}")]
pub struct SeedError {
    pub(super) variable: String,
    pub(super) reason: String,
}

/// Why a database was not migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("Relance needs PostgreSQL {OLDEST_POSTGRES} or later, and this server is version {0}: upgrade the server")]
    ServerTooOld(i64),
    #[error("the table `reservations` cannot be read: {}: correct it, then run `relance migrate` again", list(.0))]
    Reservations(Vec<LackingColumn>),
    #[error(
        "another migration of this database has been running for {} minutes: wait for it to end, then try again",
        minutes()
    )]
    Busy,
    #[error(
        "migration {number} failed ({reason}): nothing of it was kept; correct the cause and run `relance migrate` again"
    )]
    Statement { number: i64, reason: String },
    #[error("the database failed while migrating ({}): run `relance migrate` again", cause(.0))]
    Database(#[from] sqlx::Error),
}

fn list(lacking: &[LackingColumn]) -> String {
    lacking.iter().map(LackingColumn::to_string).collect::<Vec<_>>().join("; ")
}

const fn minutes() -> u64 {
    LOCK_POLL.as_millis() as u64 * LOCK_POLLS as u64 / 60_000
}

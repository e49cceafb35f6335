//! The database itself: where it is, opening and migrating it, and hearing of changes.

mod error;
mod migrate;
mod open;
mod state;
mod url;
mod watch;

pub(crate) use error::is_read_only;
pub use error::{OpenError, cause, is_full};
pub use migrate::{MigrateError, MigrateReport, Schema};
pub use state::EngineState;
pub use url::{DatabaseUrl, UrlError};
pub use watch::Watch;

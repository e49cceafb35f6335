//! The database itself: its URL, opening it, its state, and notification of changes.

mod error;
mod open;
mod pool;
mod state;
mod url;
mod watch;

pub(crate) use error::is_read_only;

pub use error::{cause, is_connection_lost, is_database_away, is_full, is_refused};
pub use open::OpenError;
pub(crate) use pool::{CONNECTIONS, close};
pub use state::{EngineState, LastRun};
pub use url::{DatabaseUrl, UrlError};
pub use watch::Watch;

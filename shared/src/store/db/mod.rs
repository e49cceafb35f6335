//! The database itself: its URL, opening it, its state, and notification of changes.

mod error;
mod open;
mod state;
mod url;
mod watch;

pub(crate) use error::is_read_only;
pub use error::{cause, is_full};
pub(crate) use open::CONNECTIONS;
pub use open::OpenError;
pub use state::{EngineState, LastRun};
pub use url::{DatabaseUrl, UrlError};
pub use watch::Watch;

//! What an admin may change: settings, strategies, paused channels; and what a new database starts with.

mod adopt;
mod channels;
mod seed;
mod settings;
mod strategies;

pub use channels::Pause;
pub(super) use seed::fill;
pub use seed::{SeedError, SettingsSeed};
pub use settings::SettingChange;
pub use strategies::Unusable;

//! What an admin may change: settings, strategies, paused channels.

mod channels;
mod settings;
mod strategies;

pub use channels::Pause;
pub use settings::SettingChange;
pub use strategies::Unusable;

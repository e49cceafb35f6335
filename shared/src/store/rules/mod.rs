//! What an admin may change: settings, strategies, paused channels.

mod channels;
mod settings;
mod strategies;

pub use channels::{ChannelRefusal, Pause};
pub use settings::SettingChange;
pub use strategies::Unusable;

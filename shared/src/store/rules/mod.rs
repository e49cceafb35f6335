//! What an admin may change or must mend: settings, strategies, channels held back, stages that fail.

mod channels;
mod failing_stages;
mod settings;
mod strategies;

pub use channels::{ChannelRefusal, Pause};
pub use failing_stages::FailingStage;
pub use settings::SettingChange;
pub use strategies::Unusable;

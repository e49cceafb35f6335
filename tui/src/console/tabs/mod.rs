//! A folder a tab.

pub mod clients;
pub mod follow_ups;
pub mod overview;
pub mod settings;
pub mod strategies;

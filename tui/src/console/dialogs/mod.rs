//! What may stand before the tabs.

pub mod help;
pub mod palette;
pub mod state;
pub mod update;
pub mod view;

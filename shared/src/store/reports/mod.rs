//! Figures for people: the overview, the last days, what waits.

mod backlog;
mod daily;
mod overview;
mod thresholds;

pub use backlog::Backlog;
pub use daily::Day;
pub use overview::Overview;
pub use thresholds::ThresholdCounts;

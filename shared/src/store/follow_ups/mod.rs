//! Follow-ups: their rows, what came of them, and what limits them.

mod feedback;
mod history;
mod quota;
mod records;
mod suppressions;

pub use feedback::Outcome;
pub(super) use history::rests_from;
pub use quota::Quota;
pub(super) use records::COLUMNS;
pub use suppressions::Suppressed;

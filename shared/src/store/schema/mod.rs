//! The schema: creating it, bringing it up to date, taking the old system's tables over, and what it starts with.

mod adopt;
mod authority;
mod columns;
mod grants;
mod migrate;
mod report;
mod seed;

pub use columns::LackingColumn;
pub use report::{MigrateError, MigrateReport, Schema, SeedError, Unfit};
pub use seed::SettingsSeed;

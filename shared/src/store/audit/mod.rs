//! Writing the audit trail, and reading it for display. No decision of the programs is based on it.

mod lines;
mod record;

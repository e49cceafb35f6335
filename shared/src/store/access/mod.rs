//! Who may work with the database.

mod operators;

pub use operators::{Authority, Operator, OperatorKey};

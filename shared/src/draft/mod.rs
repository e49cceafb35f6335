//! Writing the message: a sheet of facts, a writer that may say nothing else, and a check that it did not.

pub mod facts;

pub use facts::{FactSheet, Offer, Tone};

//! Relance: which clients are drifting away, what to write to them, whether it may be sent, and what came of it.
//!
//! The folders follow the data: [`reservation`] → [`client`] → [`strategy`] → [`draft`] → [`follow_up`] → [`courier`].
//! All but [`courier`] are pure: no clock, no database, no randomness but what is passed in. [`store`] holds all SQL,
//! [`engine`] runs the schedule on it, and [`operations`] is what a person may do to it.

pub mod audit;
pub mod calendar;
pub mod client;
pub mod clock;
pub mod consent;
pub mod courier;
pub mod date_input;
pub mod demo;
mod digest;
mod domain;
pub mod draft;
pub mod engine;
pub mod feedback;
pub mod filter;
pub mod follow_up;
pub mod import;
pub mod legible;
pub mod locale;
pub mod money;
pub mod operations;
pub mod operator;
pub mod reservation;
pub mod settings;
pub mod stage;
pub mod store;
pub mod strategy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text_enum;
pub mod writer;

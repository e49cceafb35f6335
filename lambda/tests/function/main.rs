//! The function as Lambda runs it: the real process, with a Runtime API, a real PostgreSQL and an emulated AWS.

mod aws;
mod crash;
mod faults;
mod fixtures;
mod messages;
mod provider;
mod runtime_api;
mod start;
mod together;

//! The function as Lambda runs it: the real process behind a Runtime API, on real PostgreSQL, before an emulated AWS.

mod aws;
mod crash;
mod messages;
mod provider;
mod runtime_api;
mod scene;
mod start;
mod together;

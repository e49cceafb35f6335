//! Migrating takes over the old follow-up system's database in place, and loses nothing.
//!
//! The old system ran on PostgreSQL only.

mod postgres;

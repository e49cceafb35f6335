//! The database of the system before Relance is taken over in place, and nothing in it is lost.
//!
//! Only PostgreSQL ever held it.

mod postgres;

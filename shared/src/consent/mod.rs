//! Whether a client may be written to on a channel: derived from everything that was ever said about it.
//!
//! Nobody stores the answer. What is stored are the events ([`event`]); the answer is a pure function of them
//! ([`derive`]), so that whoever doubts it can read why. For now a client's events are the three columns of
//! `client_contacts`.

pub mod derive;
pub mod event;

pub use derive::{BEFORE_ANY_WORD, in_force};
pub use event::{Event, Source, Word};

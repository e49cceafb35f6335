//! Consent: whether a client may be contacted on a channel.
//!
//! The answer is not stored. It is a pure function ([`derive`]) of the stored events ([`event`]), so that it can always
//! be explained. For now a client's events are the three columns of `client_contacts`.

pub mod derive;
pub mod event;

pub use derive::{DEFAULT_CONSENT, in_force};
pub use event::{Decision, Event, Source};

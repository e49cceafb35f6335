//! Who a client is and how they are doing: reservations folded into a profile, a profile scored into an insight.

pub mod channel;
mod id;

pub use channel::Channel;
pub use id::ClientId;

//! What the booking site writes: reservations.

pub mod csv;
pub mod demo;
pub mod reservation;

pub use reservation::{Reservation, ReservationStatus};

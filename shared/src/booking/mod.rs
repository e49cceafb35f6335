//! What the booking site writes: reservations.

pub mod reservation;

pub use reservation::{Reservation, ReservationStatus};

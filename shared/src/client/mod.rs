//! Clients: reservations are folded into a profile, and the profile is scored.

mod channel;
pub mod contact;
mod device;
mod email_address;
pub mod hours;
mod id;
mod key;
mod per_channel;
mod phone_number;
mod placeholders;
pub mod profile;
pub mod score;

pub use channel::Channel;
pub use contact::{Addresses, Contact};
pub use device::{Device, Platform};
pub use email_address::{EmailAddress, EmailAddressError};
pub use id::ClientId;
pub use key::ClientKey;
pub use per_channel::PerChannel;
pub use phone_number::{PhoneNumber, PhoneNumberError};
pub use placeholders::Placeholders;
pub use profile::{Hours, Newest, Profile, ReservationRow, Tally};
pub use score::{Cause, Contribution, Scores};

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{money::Cents, reservation::ReservationStatus};

    /// A client of one paid coworking day, changed as the test needs.
    pub(crate) fn profile(change: impl FnOnce(&mut Profile)) -> Profile {
        let created_at = "2026-03-02T09:30:00Z".parse().expect("a time");
        let once = |text: &str| Tally::from([(text.to_owned(), 1)]);
        let mut profile = Profile {
            client_id: ClientId::of_email("client@exemple.test").expect("an address"),
            name: "Client Exemple".to_owned(),
            phone: String::new(),
            reservations: 1,
            cancellations: 0,
            spent: Cents::units(25),
            cancelled: Cents(0),
            first_at: created_at,
            newest: Newest {
                created_at,
                transaction_id: "T1".to_owned(),
                status: ReservationStatus::Completed,
                space_type: "coworking".to_owned(),
                activity: "Conseil".to_owned(),
                payment_method: "cash".to_owned(),
                location: "Gombe".to_owned(),
            },
            last_day: Some("2026-03-02".parse().expect("a date")),
            spaces: once("coworking"),
            activities: once("Conseil"),
            payments: once("cash"),
            locations: once("Gombe"),
            statuses: once("completed"),
            hours: Hours::default(),
        };
        profile.hours.0[10] = 1;
        change(&mut profile);
        profile
    }
}

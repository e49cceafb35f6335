//! A device with the booking app on it, where push messages arrive.

use crate::text_enum::text_enum;

text_enum! {
    pub enum Platform {
        /// Reached through Apple's push service.
        Ios = "ios",
        /// Reached through Firebase.
        Android = "android",
    }
    unknown: "{0:?} is not a platform: use one of {1}"
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub platform: Platform,
    /// The push token that the platform gave to the app, as the booking app stored it.
    pub token: String,
}

//! The three ways to reach a client.

use crate::text_enum::text_enum;

text_enum! {
    pub enum Channel {
        Email = "email",
        Sms = "sms",
        Push = "push",
    }
    unknown: "{0:?} is not a channel: use one of {1}"
}

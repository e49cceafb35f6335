//! The channels through which a client may, and can, be reached.

use chrono::{DateTime, Utc};

use crate::{
    client::{Channel, Device, EmailAddress, PerChannel, PhoneNumber, Profile},
    locale::Locale,
};

/// Where a client's messages go.
#[derive(Clone, Debug, PartialEq)]
pub struct Addresses {
    /// `None` when the address on the reservations could not receive mail.
    pub email: Option<EmailAddress>,
    /// `None` when no phone number is known, or it is invalid.
    pub phone: Option<PhoneNumber>,
    /// The oldest enabled device.
    pub device: Option<Device>,
}

impl Addresses {
    /// The addresses in the reservations: an e-mail address, a phone number, no device.
    pub fn of(profile: &Profile) -> Self {
        let email = EmailAddress::parse(profile.client_id.as_str()).ok();
        Self { email, phone: PhoneNumber::parse(&profile.phone).ok(), device: None }
    }

    /// The address to which a message on `channel` goes.
    pub fn on(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_ref().map(EmailAddress::as_str),
            Channel::Sms => self.phone.as_ref().map(PhoneNumber::as_str),
            Channel::Push => self.device.as_ref().map(|device| device.token.as_str()),
        }
    }
}

/// A client's addresses and preferences. It has no `Default`, so that callers look up each part.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    pub addresses: Addresses,
    /// The consent in force: see [`crate::consent`].
    pub consent: PerChannel<bool>,
    /// The channels whose address is suppressed.
    pub suppressed: PerChannel<bool>,
    /// How often the client opened or clicked.
    pub reactions: PerChannel<u64>,
    pub locale: Option<Locale>,
    pub paused_until: Option<DateTime<Utc>>,
}

impl Contact {
    /// The usable channels, best first: most opens and clicks, then e-mail, SMS, push. Only channels that are reachable
    /// (see [`Self::reachable`]), consented to and not suppressed.
    pub fn preferred(&self, profile: &Profile) -> Vec<Channel> {
        let mut channels = self.reachable(profile);
        channels.retain(|channel| self.consent[*channel] && !self.suppressed[*channel]);
        channels.sort_by_key(|channel| std::cmp::Reverse(self.reactions[*channel]));
        channels
    }

    /// The channels with an address, whatever the consent and suppressions, so that a refusal can tell these apart. SMS
    /// only for clients who pay by mobile money or gave nothing but a phone number.
    pub fn reachable(&self, profile: &Profile) -> Vec<Channel> {
        // A client who gave only a phone number expects to be reached there.
        let by_sms = profile.pays_by_mobile_money() || profile.client_id.is_phone();
        let suits = |channel: &Channel| *channel != Channel::Sms || by_sms;
        Channel::ALL.into_iter().filter(|c| suits(c) && self.addresses.on(*c).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::{ClientId, Platform, tests::profile},
        testing::fixtures::contact_of,
    };

    #[test]
    fn mail_comes_first_then_sms_for_mobile_money_then_push() {
        let profile = profile(|p| {
            p.phone = "0812345678".to_owned();
            p.payments = [("orange_money".to_owned(), 1)].into();
        });
        let mut contact = contact_of(&profile);
        contact.addresses.device = Some(Device { platform: Platform::Ios, token: "device".to_owned() });
        assert_eq!(contact.preferred(&profile), Channel::ALL);
        contact.reactions = PerChannel { email: 1, sms: 0, push: 4 };
        assert_eq!(contact.preferred(&profile), [Channel::Push, Channel::Email, Channel::Sms]);
        contact.consent.push = false;
        assert_eq!(contact.preferred(&profile), [Channel::Email, Channel::Sms]);
    }

    #[test]
    fn who_pays_in_cash_is_not_bothered_by_sms() {
        let profile = profile(|p| p.phone = "0812345678".to_owned());
        assert_eq!(contact_of(&profile).preferred(&profile), [Channel::Email]);
    }

    #[test]
    fn who_gave_a_number_alone_is_reached_there_and_only_there() {
        let profile = profile(|p| {
            p.client_id = ClientId::of_phone("0812345678").expect("a number");
            p.phone = "0812345678".to_owned();
        });
        assert_eq!(contact_of(&profile).preferred(&profile), [Channel::Sms]);
    }

    #[test]
    fn what_is_no_address_gets_no_mail() {
        for id in ["no-at-sign", "@x.cd", "a@", "a b@x.cd", "a@@x.cd", "é@x.cd", "a@x.cd.", "a\n@x.cd", "a..b@x.cd"] {
            let profile = profile(|p| p.client_id = ClientId::of_email(id).expect("an id"));
            assert_eq!(contact_of(&profile).preferred(&profile), [], "{id}");
        }
    }
}

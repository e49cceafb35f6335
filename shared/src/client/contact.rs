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
    /// The channel that the client asked for.
    pub preferred_channel: Option<Channel>,
    /// How often the client clicked, or came back after a message. Opening counts for nothing: mail programs open
    /// messages that nobody reads.
    pub reactions: PerChannel<u64>,
    pub locale: Option<Locale>,
    pub paused_until: Option<DateTime<Utc>>,
}

impl Contact {
    /// The usable channels, best first; e-mail, SMS, push where the client has said and shown nothing.
    pub fn preferred(&self, profile: &Profile) -> Vec<Channel> {
        self.usable(profile, &Channel::ALL)
    }

    /// Those of `offered` that are usable, in that order unless the client wants another: first the channel they asked
    /// for, then those with most reactions. Usable are channels that are reachable (see [`Self::reachable`]), consented
    /// to and not suppressed.
    pub fn usable(&self, profile: &Profile, offered: &[Channel]) -> Vec<Channel> {
        let reachable = self.reachable(profile);
        let is_usable = |c: &Channel| reachable.contains(c) && self.consent[*c] && !self.suppressed[*c];
        let mut channels: Vec<Channel> = offered.iter().copied().filter(is_usable).collect();
        channels.sort_by_key(|c| std::cmp::Reverse((self.preferred_channel == Some(*c), self.reactions[*c])));
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
    fn the_order_offered_holds_until_the_client_says_or_shows_otherwise() {
        let profile = profile(|p| {
            p.phone = "0812345678".to_owned();
            p.payments = [("orange_money".to_owned(), 1)].into();
        });
        let offered = [Channel::Sms, Channel::Push, Channel::Email];
        let mut contact = contact_of(&profile);
        assert_eq!(contact.usable(&profile, &offered), [Channel::Sms, Channel::Email], "there is no device");
        contact.reactions.email = 1;
        assert_eq!(contact.usable(&profile, &offered), [Channel::Email, Channel::Sms], "they clicked, or came back");
        contact.preferred_channel = Some(Channel::Sms);
        assert_eq!(contact.usable(&profile, &offered), [Channel::Sms, Channel::Email], "they said so");
        contact.consent.sms = false;
        assert_eq!(contact.usable(&profile, &offered), [Channel::Email], "and then that it bothers them");
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

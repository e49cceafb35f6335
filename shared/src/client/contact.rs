//! Through which channels a client may be and can be reached.

use chrono::{DateTime, Utc};
use phonenumber::{Mode, country};

use crate::{
    client::{Channel, ClientId, Device, Profile},
    locale::Locale,
};

/// What a client told us, and what reaches them.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// `None` when the address could not receive mail.
    pub email: Option<String>,
    /// E.164, `None` when no number is known or it is none.
    pub phone: Option<String>,
    /// The oldest one that is switched on.
    pub device: Option<Device>,
    pub consent: Consent,
    /// Which of these addresses nothing is sent to any more, by channel.
    pub suppressed: [bool; 3],
    /// How often the client opened or clicked, by channel.
    pub reactions: [u64; 3],
    pub locale: Option<Locale>,
    pub paused_until: Option<DateTime<Utc>>,
}

/// A booking client may be written to until they say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    pub email: bool,
    pub sms: bool,
    pub push: bool,
}

impl Default for Consent {
    fn default() -> Self {
        Self { email: true, sms: true, push: true }
    }
}

impl Consent {
    pub const fn allows(self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
            Channel::Push => self.push,
        }
    }
}

impl Contact {
    /// A client of whom only their reservations are known.
    pub fn of(profile: &Profile) -> Self {
        Self {
            email: deliverable(&profile.client_id),
            phone: e164(&profile.phone),
            device: None,
            consent: Consent::default(),
            suppressed: [false; 3],
            reactions: [0; 3],
            locale: None,
            paused_until: None,
        }
    }

    /// Where a message on `channel` would go.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Sms => self.phone.as_deref(),
            Channel::Push => self.device.as_ref().map(|device| device.token.as_str()),
        }
    }

    pub const fn is_suppressed(&self, channel: Channel) -> bool {
        self.suppressed[channel as usize]
    }

    /// The channels that suit, best first: e-mail; SMS for who pays by mobile money; push where a device is
    /// registered. Those that got opens and clicks move up. Only reachable, consented ones count that are not suppressed.
    pub fn preferred(&self, profile: &Profile) -> Vec<Channel> {
        let mut channels = self.reachable(profile);
        channels.retain(|channel| self.consent.allows(*channel) && !self.is_suppressed(*channel));
        channels.sort_by_key(|channel| std::cmp::Reverse(self.reactions[*channel as usize]));
        channels
    }

    /// The same without regard to consent and suppression, so that a refusal can tell them apart.
    pub fn reachable(&self, profile: &Profile) -> Vec<Channel> {
        let suits = |channel: &Channel| *channel != Channel::Sms || profile.pays_by_mobile_money();
        Channel::ALL.into_iter().filter(|c| suits(c) && self.address(*c).is_some()).collect()
    }
}

/// The client's own id as an address mail can go to: `local@domain`, printable ASCII without spaces, 254 at most
/// (RFC 5321, 4.5.3.1).
fn deliverable(client: &ClientId) -> Option<String> {
    let address = client.as_str();
    let (local, domain) = address.rsplit_once('@')?;
    let printable = address.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&b));
    let shaped = !local.is_empty() && !local.contains('@') && !domain.is_empty() && address.len() <= 254;
    (printable && shaped && !domain.starts_with('.') && !domain.ends_with('.')).then(|| address.to_owned())
}

/// A number as written in Kinshasa, in E.164; `None` when it is none.
pub fn e164(written: &str) -> Option<String> {
    let plausible = written.bytes().filter(u8::is_ascii_digit).count() >= 6 && written.len() <= 40;
    if !plausible {
        return None;
    }
    let number = phonenumber::parse(Some(country::CD), written).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Platform, tests::profile};

    #[test]
    fn numbers_are_read_as_they_are_written_in_kinshasa() {
        for written in ["0812345678", "+243 812 345 678", "243812345678", "00243812345678", "081-234-56-78"] {
            assert_eq!(e164(written).as_deref(), Some("+243812345678"), "{written}");
        }
        for written in ["", "12", "call me", "0812", "+24381234567890123"] {
            assert_eq!(e164(written), None, "{written}");
        }
    }

    #[test]
    fn mail_comes_first_then_sms_for_mobile_money_then_push() {
        let profile = profile(|p| {
            p.phone = "0812345678".to_owned();
            p.payments = [("orange_money".to_owned(), 1)].into();
        });
        let mut contact = Contact {
            device: Some(Device { platform: Platform::Ios, token: "device".to_owned() }),
            ..Contact::of(&profile)
        };
        assert_eq!(contact.preferred(&profile), Channel::ALL);
        contact.reactions = [1, 0, 4];
        assert_eq!(contact.preferred(&profile), [Channel::Push, Channel::Email, Channel::Sms]);
        contact.consent.push = false;
        assert_eq!(contact.preferred(&profile), [Channel::Email, Channel::Sms]);
    }

    #[test]
    fn who_pays_in_cash_is_not_bothered_by_sms() {
        let profile = profile(|p| p.phone = "0812345678".to_owned());
        assert_eq!(Contact::of(&profile).preferred(&profile), [Channel::Email]);
    }

    #[test]
    fn what_is_no_address_gets_no_mail() {
        for id in ["no-at-sign", "@x.cd", "a@", "a b@x.cd", "a@@x.cd", "é@x.cd", "a@x.cd.", "a\n@x.cd"] {
            let profile = profile(|p| p.client_id = ClientId::of_email(id).expect("an id"));
            assert_eq!(Contact::of(&profile).preferred(&profile), [], "{id}");
        }
    }
}

//! How the demo's clients may be reached besides their e-mail: what they consented to, and their devices.

use std::fmt::Write;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

use super::{dice::Dice, phone};
use crate::{
    client::{Device, PerChannel, Platform},
    locale::Locale,
};

/// A client's contact preferences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoContact {
    pub consent: PerChannel<bool>,
    /// `None`: the language of the settings.
    pub locale: Option<Locale>,
    /// A number that replaces the one on the reservations.
    pub phone: Option<String>,
    pub paused_until: Option<DateTime<Utc>>,
}

/// `None` for most clients, who have no preferences.
pub(super) fn contact(dice: &mut Dice, today: NaiveDate) -> Option<DemoContact> {
    let [email, sms, push] = match dice.between(0..=99) {
        0..=1 => [false, false, false],
        2 => [false, true, true],
        3 => [true, false, true],
        4 => [true, true, false],
        _ => [true, true, true],
    };
    let locale = match dice.between(0..=99) {
        0..=9 => Some(Locale::En),
        10..=24 => Some(Locale::Fr),
        _ => None,
    };
    let contact = DemoContact {
        consent: PerChannel { email, sms, push },
        locale,
        phone: dice.chance(3).then(|| phone::mobile(dice)),
        // Some pauses are over.
        paused_until: dice
            .chance(2)
            .then(|| today.and_time(NaiveTime::MIN).and_utc() + Duration::days(dice.between(-20..=60))),
    };
    let said_nothing = contact.consent == PerChannel::all(true)
        && contact.locale.is_none()
        && contact.phone.is_none()
        && contact.paused_until.is_none();
    (!said_nothing).then_some(contact)
}

/// One client in four has the app, a few of them on two devices.
pub(super) fn devices(dice: &mut Dice) -> Vec<Device> {
    let count = dice.weigh(&[(75, 0), (22, 1), (3, 2)]);
    let device = |_| {
        let platform = dice.weigh(&[(30, Platform::Ios), (70, Platform::Android)]);
        Device { platform, token: token(dice) }
    };
    (0..count).map(device).collect()
}

fn token(dice: &mut Dice) -> String {
    dice.bytes::<32>().iter().fold(String::with_capacity(64), |mut token, byte| {
        // Writing to a string cannot fail.
        let _ = write!(token, "{byte:02x}");
        token
    })
}

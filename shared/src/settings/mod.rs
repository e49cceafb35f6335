//! Every value an admin may change, with its meaning, its range and its default.
//!
//! The database holds the values; the command, the console and the checks are all made from the one table [`KEYS`].

use crate::{
    calendar::{Calendar, OpenHours},
    client::{EmailAddress, Placeholders},
    text_enum::text_enum,
};

pub use error::{SettingError, ValueError};
pub use key::{Group, Key};
pub use link::Link;
pub use stored::Stored;
pub use table::{KEYS, Options};
pub use values::OfferStep;

mod error;
mod key;
mod link;
mod stored;
mod table;
mod values;

text_enum! {
    /// Who sends the messages of a database.
    pub enum Delivery {
        /// Files in a folder, written by `relance` itself.
        Outbox = "outbox",
        /// The Lambda, through SES and SNS.
        Aws = "aws",
    }
    unknown: "{0:?} is not a way of delivery: write one of {1}"
}

/// From whom e-mails come.
#[derive(Clone, Debug, PartialEq)]
pub struct Sender {
    pub address: EmailAddress,
    /// `None`: answers go to the sender.
    pub reply_to: Option<EmailAddress>,
}

/// The settings the booking site's table had from the start keep their columns; the rest is [`Options`].
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// False: the schedule does nothing.
    pub enabled: bool,
    /// True: follow-ups with enough confidence that no person has edited are approved automatically.
    pub auto_mode_enabled: bool,
    /// Minutes between two analyses of the schedule.
    pub check_interval_minutes: i64,
    /// Follow-ups written a business day, and as many sent.
    pub daily_follow_up_limit: i64,
    pub high_risk_threshold: i64,
    pub low_engagement_threshold: i64,
    pub critical_inactivity_days: i64,
    pub delivery: Delivery,
    pub options: Options,
}

impl Options {
    /// The addresses and numbers that name no client: the house's own, and those that an admin listed.
    pub fn known_placeholders(&self) -> Placeholders {
        let own = [Some(&self.sender_email), self.reply_to.as_ref()];
        Placeholders::new(
            own.into_iter().flatten().map(ToString::to_string),
            &self.booking_link.to_string(),
            &self.placeholders,
        )
    }
}

impl Settings {
    /// What a new database starts with.
    pub fn new(delivery: Delivery) -> Self {
        Self {
            enabled: true,
            auto_mode_enabled: false,
            check_interval_minutes: 60,
            daily_follow_up_limit: 50,
            high_risk_threshold: 70,
            low_engagement_threshold: 40,
            critical_inactivity_days: 30,
            delivery,
            options: Options::default(),
        }
    }

    pub fn calendar(&self) -> Calendar {
        let Options { open_from, open_until, open_last_day, time_zone, .. } = self.options;
        Calendar { zone: time_zone, open: OpenHours { from: open_from, until: open_until, last_day: open_last_day } }
    }

    /// From whom e-mails come.
    ///
    /// # Errors
    /// What the database holds is no address.
    pub fn sender(&self) -> Result<Sender, SettingError> {
        let Options { sender_email, reply_to, .. } = &self.options;
        let reply_to = reply_to.as_ref().map(|address| address.get("reply_to").cloned()).transpose()?;
        Ok(Sender { address: sender_email.get("sender_email")?.clone(), reply_to })
    }

    /// Where a message leads its client.
    ///
    /// # Errors
    /// What the database holds is no link.
    pub fn booking_link(&self) -> Result<&Link, SettingError> {
        self.options.booking_link.get("booking_link")
    }

    /// The values in the database that nothing can be sent, or written, with.
    pub fn faults(&self) -> Vec<SettingError> {
        [self.sender().err(), self.booking_link().err()].into_iter().flatten().collect()
    }

    /// Whether a risk of 0 to 100 is marked as high. The SQL in `store/reports/thresholds.rs` uses the same rule.
    pub const fn is_high_risk(&self, risk: i64) -> bool {
        risk >= self.high_risk_threshold
    }

    /// Whether an engagement of 0 to 100 is marked as low. The SQL uses the same rule.
    pub fn is_low_engagement(&self, engagement: f64) -> bool {
        engagement <= self.low_engagement_threshold as f64
    }

    /// Whether this many whole days since the last reservation are too many. The SQL uses the same rule.
    pub const fn is_inactive(&self, days_since_last: i64) -> bool {
        days_since_last > self.critical_inactivity_days
    }

    /// The value of `key`, as [`Settings::set`] reads it.
    pub fn get(&self, key: &str) -> Result<String, SettingError> {
        Ok((table::find(key)?.get)(self))
    }

    /// Changes one value; on error, nothing is changed.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        let key = table::find(key)?;
        let mut changed = self.clone();
        (key.set)(&mut changed, value.trim()).map_err(|reason| SettingError::Value {
            key: key.name,
            value: value.to_owned(),
            reason,
        })?;
        if changed.options.open_from >= changed.options.open_until {
            let reason = ValueError::ClosesBeforeItOpens;
            return Err(SettingError::Value { key: key.name, value: value.to_owned(), reason });
        }
        *self = changed;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_what_it_writes() {
        let mut settings = Settings::new(Delivery::Outbox);
        let before = settings.clone();
        for key in KEYS {
            let value = settings.get(key.name).expect("a known key");
            settings.set(key.name, &value).unwrap_or_else(|e| panic!("{e}"));
        }
        assert_eq!(settings, before);
    }

    #[test]
    fn a_wrong_value_is_refused_and_changes_nothing() {
        let mut settings = Settings::new(Delivery::Aws);
        let before = settings.clone();
        let mut refusal = |key: &str, value: &str| settings.set(key, value).expect_err("refused").to_string();
        insta::assert_snapshot!([
            refusal("high_risk_threshold", "101"),
            refusal("enabled", "maybe"),
            refusal("delivery", "pigeon"),
            refusal("open_from", "19"),
            refusal("time_zone", "Kinshasa"),
            refusal("offers", "100:10,500:15"),
            refusal("offers", "100:0"),
            refusal("booking_link", "http://nzoo"),
            refusal("booking_link", "https://nzooimmo..com"),
            refusal("sender_email", "nobody"),
            refusal("sender_email", "contact@nzooimmo..com"),
            refusal("reply_to", "nobody"),
            refusal("lease_seconds", "9"),
            refusal("sms_countries", "243,882"),
            refusal("placeholders", "n/a"),
            refusal("mood", "good"),
        ]
        .join("\n"), @r#"
        high_risk_threshold cannot be "101": write a whole number from 0 to 100
        enabled cannot be "maybe": write true or false
        delivery cannot be "pigeon": write outbox or aws
        open_from cannot be "19": opening must come before closing
        time_zone cannot be "Kinshasa": write a zone like Africa/Kinshasa
        offers cannot be "100:10,500:15": write steps like 1000:20,500:15,100:10 (above so much:percent), highest first
        offers cannot be "100:0": write steps like 1000:20,500:15,100:10 (above so much:percent), highest first
        booking_link cannot be "http://nzoo": write an address like https://nzooimmo.com/reservation
        booking_link cannot be "https://nzooimmo..com": write an address like https://nzooimmo.com/reservation
        sender_email cannot be "nobody": write an address like relance@nzooimmo.com
        sender_email cannot be "contact@nzooimmo..com": write an address like relance@nzooimmo.com
        reply_to cannot be "nobody": write an address like relance@nzooimmo.com
        lease_seconds cannot be "9": write a whole number from 10 to 900
        sms_countries cannot be "243,882": write calling codes of countries like 243,242, or none
        placeholders cannot be "n/a": write at most 500 addresses, domains and telephone numbers like test@test.com,@test.com,0810000000, or none
        there is no setting "mood": `relance settings` lists them
        "#);
        assert_eq!(settings, before);
    }

    #[test]
    fn what_the_database_holds_stays_visible_and_is_told_to_whoever_needs_it() {
        assert_eq!(Settings::new(Delivery::Aws).faults(), []);
        let mut settings = Settings::new(Delivery::Aws);
        settings.options = serde_json::from_value(serde_json::json!({
            "sender_email": "contact@nzooimmo..com", "reply_to": "n/a", "booking_link": "https://nzoo",
        }))
        .expect("options are read whatever they hold");
        for (key, value) in
            [("sender_email", "contact@nzooimmo..com"), ("reply_to", "n/a"), ("booking_link", "https://nzoo")]
        {
            assert_eq!(settings.get(key).as_deref(), Ok(value));
        }
        let told: Vec<String> = settings.faults().iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        reply_to cannot be "n/a": write an address like relance@nzooimmo.com
        booking_link cannot be "https://nzoo": write an address like https://nzooimmo.com/reservation
        "#);
        settings.set("reply_to", "none").expect("it is set right");
        assert!(settings.sender().expect_err("the sender's is wrong, too").to_string().starts_with("sender_email "));
        // Another setting is saved over it, and nothing is lost.
        settings.set("business_name", "N'zoo").expect("set");
        let stored = serde_json::to_value(&settings.options).expect("JSON");
        assert_eq!(stored["sender_email"], "contact@nzooimmo..com");
    }
}

//! Settings as the screen shows them.

use relance::{locale::Locale, settings::Key};

use super::Text;

impl Text {
    pub const fn meaning(self, key: &Key) -> &'static str {
        match self.0 {
            Locale::Fr => key.meaning_fr,
            Locale::En => key.meaning_en,
        }
    }

    /// A value, or a range, with the words an admin would type: every one of them is read back.
    pub fn setting_value(self, value: &str) -> String {
        match (self.0, value) {
            (Locale::Fr, "true") => "oui".to_owned(),
            (Locale::Fr, "false") => "non".to_owned(),
            (Locale::En, "true") => "yes".to_owned(),
            (Locale::En, "false") => "no".to_owned(),
            (_, "true | false") => self.say("oui | non", "yes | no").to_owned(),
            (_, value) => value.to_owned(),
        }
    }

    /// Why a value was refused, in French; what has no French yet stays as it is.
    pub(super) fn setting_reason(self, reason: &str) -> String {
        let told = match reason {
            "write true or false" => "écrivez oui ou non",
            "write outbox or aws" => "écrivez outbox ou aws",
            "write a day like saturday" => "écrivez un jour en anglais, comme saturday",
            "write a zone like Africa/Kinshasa" => "écrivez un fuseau comme Africa/Kinshasa",
            "write an address like relance@nzooimmo.com" => "écrivez une adresse comme relance@nzooimmo.com",
            "write an address that starts with https://" => "écrivez une adresse qui commence par https://",
            "write a three-letter code like USD" => "écrivez un code de trois lettres comme USD",
            "opening must come before closing" => "l'ouverture doit précéder la fermeture",
            steps if steps.starts_with("write steps like") => {
                "écrivez des paliers comme 1000:20,500:15,100:10 (au-dessus de tant:pour cent), le plus haut d'abord"
            }
            language if language.ends_with("use fr or en") => "écrivez fr ou en",
            reason => return numbered(reason).unwrap_or_else(|| reason.to_owned()),
        };
        told.to_owned()
    }
}

/// The reasons that carry numbers.
fn numbered(reason: &str) -> Option<String> {
    if let Some((lowest, highest)) =
        reason.strip_prefix("write a whole number from ").and_then(|r| r.split_once(" to "))
    {
        return Some(format!("écrivez un nombre entier de {lowest} à {highest}"));
    }
    if let Some(highest) = reason.strip_prefix("write an amount from 0 to ").and_then(|r| r.strip_suffix(", like 0.09"))
    {
        return Some(format!("écrivez un montant de 0 à {highest}, comme 0,09"));
    }
    let longest = reason.strip_prefix("write 1 to ")?.strip_suffix(" characters on one line")?;
    Some(format!("écrivez 1 à {longest} caractères sur une ligne"))
}

#[cfg(test)]
mod tests {
    use relance::settings::{Delivery, KEYS, Settings};

    use super::*;

    #[test]
    fn every_setting_refuses_a_wrong_value_in_french() {
        let mut settings = Settings::new(Delivery::Outbox);
        for key in KEYS {
            let error = settings.set(key.name, "\u{1}").expect_err("no setting takes a control character");
            let told = Text(Locale::Fr).setting_error(&error);
            assert!(told.contains("écrivez"), "{}: {told}", key.name);
        }
        let error = settings.set("open_from", "20").expect_err("it closes at 19");
        assert!(Text(Locale::Fr).setting_error(&error).contains("l'ouverture doit précéder"));
    }

    #[test]
    fn a_shown_value_is_read_back_as_the_same() {
        for lang in Locale::ALL {
            let mut settings = Settings::new(Delivery::Outbox);
            let before = settings.clone();
            for key in KEYS {
                let value = settings.get(key.name).expect("a known key");
                settings.set(key.name, &Text(lang).setting_value(&value)).unwrap_or_else(|e| panic!("{e}"));
            }
            assert_eq!(settings, before);
        }
    }
}

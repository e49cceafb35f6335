//! Settings as the screen shows them.

use relance::{
    client::EmailAddressError,
    locale::Locale,
    settings::{Key, ValueError},
};

use super::Text;

impl Text {
    pub const fn meaning(self, key: &Key) -> &'static str {
        match self.0 {
            Locale::Fr => key.meaning_fr,
            Locale::En => key.meaning_en,
        }
    }

    /// A value, or a range, in the words an admin would type; each of them is accepted as input.
    pub fn setting_value(self, value: &str) -> String {
        match (self.0, value) {
            (Locale::Fr, "true") => "oui".to_owned(),
            (Locale::Fr, "false") => "non".to_owned(),
            (Locale::En, "true") => "yes".to_owned(),
            (Locale::En, "false") => "no".to_owned(),
            (_, "true | false") => self.tr("oui | non", "yes | no").to_owned(),
            (_, value) => value.to_owned(),
        }
    }

    /// Why a value was refused, in French.
    pub(super) fn setting_reason(self, reason: &ValueError) -> String {
        match reason {
            ValueError::Number { lowest, highest } => format!("écrivez un nombre entier de {lowest} à {highest}"),
            ValueError::Amount { highest } => format!("écrivez un montant de 0 à {}, comme 0,09", highest.0 / 100),
            ValueError::Switch => "écrivez oui ou non".to_owned(),
            ValueError::Text { longest } => format!("écrivez 1 à {longest} caractères sur une ligne"),
            ValueError::Address(EmailAddressError::Line) => "écrivez 1 à 254 caractères sur une ligne".to_owned(),
            ValueError::Address(EmailAddressError::Shape) => {
                "écrivez une adresse comme relance@nzooimmo.com".to_owned()
            }
            ValueError::Link => "écrivez une adresse comme https://nzooimmo.com/reservation".to_owned(),
            ValueError::Delivery => "écrivez outbox ou aws".to_owned(),
            ValueError::Weekday => "écrivez un jour en anglais, comme saturday".to_owned(),
            ValueError::Zone => "écrivez un fuseau comme Africa/Kinshasa".to_owned(),
            ValueError::Language(_) => "écrivez fr ou en".to_owned(),
            ValueError::Currency => "écrivez un code de trois lettres comme USD".to_owned(),
            ValueError::Offers => {
                "écrivez des paliers comme 1000:20,500:15,100:10 (au-dessus de tant:pour cent), le plus haut d'abord"
                    .to_owned()
            }
            ValueError::Countries => "écrivez des indicatifs de pays comme 243,242, ou none".to_owned(),
            ValueError::Placeholders => "écrivez au plus 500 adresses, domaines et numéros comme \
                                         test@test.com,@test.com,0810000000, ou none"
                .to_owned(),
            ValueError::ClosesBeforeItOpens => "l'ouverture doit précéder la fermeture".to_owned(),
        }
    }
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
            let message = Text(Locale::Fr).setting_error(&error);
            assert!(message.contains("écrivez"), "{}: {message}", key.name);
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

//! Phrases of the settings tab.

use super::queries::Marked;
use crate::console::text::{Text, phrases};
use relance::locale::Locale;

phrases! {
    default_value: "D'origine", "Default";
    never_changed: "jamais changé ici", "never changed here";
    allowed: "Valeurs permises", "Allowed values";
    change_title: "Changer un paramètre", "Change a setting";
}

impl Text {
    pub fn changed_by(self, by: &str, at: &str) -> String {
        match self.0 {
            Locale::Fr => format!("changé par {by}, le {at}"),
            Locale::En => format!("changed by {by} on {at}"),
        }
    }

    /// How many clients each threshold would mark, and the change, one line each: `Risque élevé (50) : 35 / 120 (+27)`.
    pub fn marked(self, Marked { now, then, settings }: &Marked) -> String {
        let clients = self.number(then.clients);
        let lines = [
            (self.high_risk(), settings.high_risk_threshold, now.high_risk, then.high_risk),
            (
                self.tr("Peu engagés", "Low engagement"),
                settings.low_engagement_threshold,
                now.low_engagement,
                then.low_engagement,
            ),
            (self.tr("Longtemps absents", "Long away"), settings.critical_inactivity_days, now.inactive, then.inactive),
        ]
        .map(|(label, threshold, now, then)| {
            let more = match then - now {
                0 => String::new(),
                more if more > 0 => format!(" (+{})", self.number(more)),
                fewer => format!(" (−{})", self.number(-fewer)),
            };
            self.labelled(&format!("{label} ({threshold})"), &format!("{} / {clients}{more}", self.number(then)))
        });
        lines.join("\n")
    }

    pub fn set_to(self, key: &str, value: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Enregistré : {key} = {value}"),
            Locale::En => format!("Saved: {key} = {value}"),
        }
    }
}

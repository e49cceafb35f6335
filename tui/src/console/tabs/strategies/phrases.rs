//! Phrases of the strategies tab.

use relance::locale::Locale;

use crate::console::text::{Text, phrases};

phrases! {
    conditions: "Conditions", "Conditions";
    conditions_short: "Cond.", "Cond.";
    windows: "Périodes", "Windows";
    all_year: "toute l'année", "the whole year";
    prompt: "Consigne du rédacteur", "The writer's brief";
    unusable: "inutilisable", "unusable";
    unusable_why: "Cette stratégie est laissée de côté :", "This strategy is left out:";
    new_strategy: "Nouvelle stratégie", "New strategy";
    identifier: "Identifiant", "Identifier";
    description: "Description", "Description";
    cooldown_days: "Repos (jours)", "Rests (days)";
    condition_label: "Condition", "Condition";
    window_label: "Période", "Window";
    brief: "Consigne", "Brief";
    french_template: "Modèle (fr)", "Template (fr)";
    english_template: "Modèle (en)", "Template (en)";
    what_it_does: "Ce qu'elle ferait", "What it would do";
    once_it_is_complete: "dès qu'elle est complète", "once it is complete";
    fires_for: "clients remplissent ses conditions", "clients meet its conditions";
    would_choose: "seraient relancés par elle", "would be followed up by it";
    would_write_today: "au plus seraient écrites aujourd'hui", "at most would be written today";
    no_draft: "aucun texte ne peut en être écrit", "no text can be written by it";
    strategy_saved: "Stratégie enregistrée.", "Strategy saved.";
    cooldown_wanted: "Le repos : un nombre entier de jours.", "Rest: a whole number of days.";
    window_wanted: "Une période : un nom, puis MM-JJ MM-JJ, comme rentrée 08-25 09-20.",
        "A window: a name, then MM-DD MM-DD, like rentrée 08-25 09-20.";
    unusable_fixed_elsewhere: "Cette stratégie est inutilisable : corrigez-la avec `relance strategies`.",
        "This strategy cannot be used: correct it with `relance strategies`.";
}

impl Text {
    pub fn ask_reset(self, name: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Rendre à « {name} » tout ce qu'elle avait à l'origine ?"),
            Locale::En => format!("Give “{name}” back everything it came with?"),
        }
    }

    pub fn switched(self, name: &str, active: bool) -> String {
        match (self.0, active) {
            (Locale::Fr, true) => format!("Activée : {name}."),
            (Locale::Fr, false) => format!("Arrêtée : {name}."),
            (Locale::En, true) => format!("Switched on: {name}."),
            (Locale::En, false) => format!("Switched off: {name}."),
        }
    }
}

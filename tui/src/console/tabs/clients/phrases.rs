//! Phrases of the clients tab.

use chrono_tz::Tz;
use relance::{follow_up::FollowUp, locale::Locale, operations::Verdict, strategy::Strategy};

use crate::console::text::{Text, phrases};

phrases! {
    contact_title: "Contact", "Contact";
    contact_hint: "fr ou en ; un numéro ; un jour comme lundi, +30j ou 01/12/2026. Un champ vide oublie ce qui a été dit.",
        "fr or en; a number; a day like monday, +30d or 2026-12-01. An empty field forgets what was said.";
    contact_changed: "Contact enregistré.", "Contact saved.";
    open_client_first: "Ouvrez d'abord le client avec Entrée.", "Open the client first, with Enter.";
    language_label: "Langue", "Language";
    paused_until_label: "Pause jusqu'au", "Paused until";
    language_wanted: "Écrivez fr ou en.", "Write fr or en.";
    number_wanted: "Ce n'est pas un numéro de téléphone : écrivez-le comme 0812345678 ou +243812345678.",
        "That is no telephone number: write it like 0812345678 or +243812345678.";
    nameless: "(sans nom)", "(no name)";
    address: "Client", "Client";
    risk_short: "Risq", "Risk";
    engagement_short: "Eng.", "Eng.";
    last_activity: "Dernière act.", "Last seen";
    last_activity_short: "Activité", "Last seen";
    next: "Proch.", "Next";
    reservations: "Réservations", "Reservations";
    cancellations: "annulées", "cancelled";
    best_hours: "Meilleures heures", "Best hours";
    interests: "Intérêts", "Interests";
    phone: "Téléphone", "Phone";
    next_follow_up: "Prochaine relance", "Next follow-up";
    recommended: "Recommandée", "Recommended";
    last_sent: "Dernier envoi", "Last sent";
    now_heading: "Et maintenant ?", "What now?";
    history: "Ses relances", "Their follow-ups";
    no_history: "aucune relance jusqu'ici", "no follow-up so far";
    no_channel: "aucun : pas d'adresse ou pas d'accord", "none: no address or no consent";
}

impl Text {
    pub fn ask_generate(self, client: &str, strategy: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Écrire maintenant une relance pour {client} ?\nStratégie : {strategy}"),
            Locale::En => format!("Write a follow-up for {client} now?\nStrategy: {strategy}"),
        }
    }

    pub fn and_older(self, n: usize) -> String {
        format!("{} {}", self.tr("… et de plus anciennes :", "… and older ones:"), self.count(n))
    }

    pub fn generated(self, follow_up: &FollowUp, zone: Tz) -> String {
        let (at, channel) =
            (self.short_time(follow_up.scheduled_date, zone), self.channel_word(follow_up.draft.channel));
        match self.0 {
            Locale::Fr => format!("Écrite ({channel}, {at}) : à valider dans l'onglet Relances."),
            Locale::En => format!("Written ({channel}, {at}): review it in the Follow-ups tab."),
        }
    }

    /// Whether the client would get a follow-up now, and why not.
    pub fn verdict(self, verdict: &Verdict, strategies: &[Strategy], zone: Tz) -> String {
        let name = |id: &relance::strategy::StrategyId| {
            strategies.iter().find(|s| s.id == *id).map_or(id.0.clone(), |s| s.name.clone())
        };
        match verdict {
            Verdict::NotNeeded => self
                .tr("Tout va bien : rien n'appelle une relance.", "All is well: nothing calls for a follow-up.")
                .to_owned(),
            Verdict::AlreadyOpen(open) => {
                let (status, at) = (self.status_word(open.status), self.short_time(open.scheduled_date, zone));
                match self.0 {
                    Locale::Fr => format!("Une relance est ouverte : {status}, prévue le {at}."),
                    Locale::En => format!("A follow-up is open: {status}, due on {at}."),
                }
            }
            Verdict::NoneApplies => {
                self.tr("Aucune stratégie active ne s'applique.", "No active strategy applies.").to_owned()
            }
            Verdict::Refused(id, refusal) => match self.0 {
                Locale::Fr => format!("« {} » conviendrait, mais {}.", name(id), self.refusal(refusal, zone)),
                Locale::En => format!("“{}” would fit, but {}.", name(id), self.refusal(refusal, zone)),
            },
            Verdict::WouldWrite(id, channel) => {
                let channel = self.channel_word(*channel);
                match self.0 {
                    Locale::Fr => format!("« {} » attend une place du jour, par {channel}.", name(id)),
                    Locale::En => format!("“{}” waits for a slot of the day, by {channel}.", name(id)),
                }
            }
        }
    }
}

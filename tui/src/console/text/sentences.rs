//! What the status line and the dialogs say: whole sentences.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use relance::{
    desk::Verdict,
    draft::sms,
    engine::{Stage, Ticked},
    follow_up::{FollowUp, Status},
    locale::Locale,
    strategy::Strategy,
};

use super::{Text, phrases};

phrases! {
    busy: "Une action est en cours : attendez qu'elle finisse.", "An action is under way: wait until it is done.";
    nothing_selected: "Rien n'est sélectionné.", "Nothing is selected.";
    refreshed: "À jour.", "Up to date.";
    found_again: "La base de données répond de nouveau.", "The database answers again.";
    wait_for_settings: "Les paramètres ne sont pas encore lus.", "The settings have not been read yet.";
    lambda_sends: "Approuvée et due maintenant : c'est la Lambda qui envoie.",
        "Approved and due now: it is the Lambda that sends.";
    unchanged: "Rien n'a changé.", "Nothing has changed.";
    past: "Cette date est passée.", "That date is past.";
    not_a_date: "Écrivez demain, +3j, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM.",
        "Write tomorrow, +3d, YYYY-MM-DD or YYYY-MM-DD HH:MM.";
    discard: "Le texte a changé. L'abandonner ?", "The text has changed. Discard it?";
    lambda_ticks: "Analyser et écrire les relances maintenant ? C'est la Lambda qui enverra.",
        "Analyse and write follow-ups now? The Lambda will send them.";
    outbox_ticks: "Analyser, écrire les relances et envoyer maintenant celles qui sont approuvées et dues ?",
        "Analyse, write follow-ups and send those approved and due now?";
    unusable_fixed_elsewhere: "Cette stratégie est inutilisable : corrigez-la avec `relance strategies`.",
        "This strategy cannot be used: correct it with `relance strategies`.";
    broken: "L'action s'est interrompue : rafraîchissez avec R, puis voyez où elle en est.",
        "The action broke off: refresh with R, then see how far it came.";
    demo_notice: "La base était vide : ces clients sont inventés. `relance import` les remplace par les vôtres.",
        "The database was empty: these clients are invented. `relance import` replaces them by yours.";
    disabled: "Le système est arrêté : rien n'a été fait.", "The system is switched off: nothing was done.";
}

impl Text {
    pub fn ask_generate(self, client: &str, strategy: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Écrire maintenant une relance pour {client} ?\nStratégie : {strategy}"),
            Locale::En => format!("Write a follow-up for {client} now?\nStrategy: {strategy}"),
        }
    }

    pub fn ask_send(self, client: &str, channel: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Envoyer maintenant cette relance à {client} par {channel} ?"),
            Locale::En => format!("Send this follow-up to {client} by {channel} now?"),
        }
    }

    pub fn approved_until(self, follow_up: &FollowUp, zone: Tz) -> String {
        let at = self.short_time(follow_up.scheduled_date, zone);
        match self.0 {
            Locale::Fr => format!("Approuvée, partira le {at} : {}", follow_up.client_id),
            Locale::En => format!("Approved, leaves on {at}: {}", follow_up.client_id),
        }
    }

    pub fn edited(self, follow_up: &FollowUp) -> String {
        match self.0 {
            Locale::Fr => format!("Texte enregistré, à valider : {}", follow_up.client_id),
            Locale::En => format!("Text saved, to be reviewed: {}", follow_up.client_id),
        }
    }

    pub fn cancelled(self, follow_up: &FollowUp) -> String {
        match self.0 {
            Locale::Fr => format!("Annulée, ne partira pas : {}", follow_up.client_id),
            Locale::En => format!("Cancelled, will not leave: {}", follow_up.client_id),
        }
    }

    pub fn rescheduled(self, follow_up: &FollowUp, zone: Tz) -> String {
        let at = self.time(follow_up.scheduled_date, zone);
        match self.0 {
            Locale::Fr => format!("Reportée au {at} : {}", follow_up.client_id),
            Locale::En => format!("Rescheduled to {at}: {}", follow_up.client_id),
        }
    }

    pub fn generated(self, follow_up: &FollowUp, zone: Tz) -> String {
        let (at, channel) = (self.short_time(follow_up.scheduled_date, zone), self.channel_word(follow_up.channel));
        match self.0 {
            Locale::Fr => format!("Écrite ({channel}, {at}) : à valider dans l'onglet Relances."),
            Locale::En => format!("Written ({channel}, {at}): review it in the Follow-ups tab."),
        }
    }

    /// What became of one that was to leave at once, and whether it did.
    pub fn after_sending(self, follow_up: &FollowUp, zone: Tz) -> String {
        let client = &follow_up.client_id;
        match follow_up.status {
            Status::Sent => match self.0 {
                Locale::Fr => format!("Envoyée à {client}."),
                Locale::En => format!("Sent to {client}."),
            },
            status => {
                let why = follow_up.failure.as_deref().map(|f| self.failure(f)).unwrap_or_default();
                let then = follow_up.next_try_at.map(|at| self.time(at, zone));
                match (self.0, then) {
                    (Locale::Fr, Some(at)) => format!("Pas encore partie ({why}) : prochain essai le {at}."),
                    (Locale::En, Some(at)) => format!("Has not left yet ({why}): next try on {at}."),
                    (Locale::Fr, None) => format!("N'est pas partie : {} {why}", self.status_word(status)),
                    (Locale::En, None) => format!("Has not left: {} {why}", self.status_word(status)),
                }
                .trim_end()
                .to_owned()
            }
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

    pub fn set_to(self, key: &str, value: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Enregistré : {key} = {value}"),
            Locale::En => format!("Saved: {key} = {value}"),
        }
    }

    pub fn progress(self, stage: Stage, done: u64, total: Option<u64>) -> String {
        let done = self.number(i64::try_from(done).unwrap_or(i64::MAX));
        match total {
            Some(total) => {
                format!("{}… {done} / {}", self.stage(stage), self.number(i64::try_from(total).unwrap_or(i64::MAX)))
            }
            None => format!("{}… {done}", self.stage(stage)),
        }
    }

    pub fn ticked(self, ticked: &Ticked) -> String {
        if ticked.disabled {
            return self.disabled().to_owned();
        }
        let count = |n: u64| self.number(i64::try_from(n).unwrap_or(i64::MAX));
        let scored = ticked.analysed.as_ref().map_or(0, |a| a.folded + a.rescored);
        let written = ticked.generated.as_ref().map_or(0, |g| g.written);
        let mut parts = match self.0 {
            Locale::Fr => vec![format!("analysés : {}", count(scored)), format!("écrites : {}", count(written))],
            Locale::En => vec![format!("analysed: {}", count(scored)), format!("written: {}", count(written))],
        };
        if let Some(sent) = &ticked.sent {
            parts.push(format!("{}{}", self.say("envoyées : ", "sent: "), count(sent.sent)));
            if sent.failed + sent.uncertain > 0 {
                let lost = count(sent.failed + sent.uncertain);
                parts.push(format!("{}{lost}", self.say("échouées ou incertaines : ", "failed or uncertain: ")));
            }
        }
        if ticked.returned > 0 {
            parts.push(format!("{}{}", self.say("revenus : ", "came back: "), count(ticked.returned)));
        }
        format!("{} — {}.", self.say("Terminé", "Done"), parts.join(", "))
    }

    /// The answer to "why nothing?".
    pub fn verdict(self, verdict: &Verdict, strategies: &[Strategy], zone: Tz) -> String {
        let name = |id: &relance::strategy::StrategyId| {
            strategies.iter().find(|s| s.id == *id).map_or(id.0.clone(), |s| s.name.clone())
        };
        match verdict {
            Verdict::NotNeeded => self
                .say("Tout va bien : rien n'appelle une relance.", "All is well: nothing calls for a follow-up.")
                .to_owned(),
            Verdict::AlreadyOpen(open) => {
                let (status, at) = (self.status_word(open.status), self.short_time(open.scheduled_date, zone));
                match self.0 {
                    Locale::Fr => format!("Une relance est ouverte : {status}, prévue le {at}."),
                    Locale::En => format!("A follow-up is open: {status}, due on {at}."),
                }
            }
            Verdict::NoneApplies => {
                self.say("Aucune stratégie active ne s'applique.", "No active strategy applies.").to_owned()
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

    pub fn characters(self, n: usize) -> String {
        let n = self.number(i64::try_from(n).unwrap_or(i64::MAX));
        format!("{n} {}", self.say("caractères", "characters"))
    }

    /// The length of an SMS, and how many messages the operator bills for it: `142 caractères · 1 SMS`.
    pub fn sms_length(self, message: &str) -> String {
        format!("{} · {} SMS", self.characters(message.chars().count()), sms::segments(message).count)
    }

    pub fn approval(self, by: &str, at: Option<DateTime<Utc>>, zone: Tz) -> String {
        let at = at.map(|at| self.short_time(at, zone)).unwrap_or_default();
        match self.0 {
            Locale::Fr => format!("par {by}, {at}"),
            Locale::En => format!("by {by}, {at}"),
        }
    }
}

//! Phrases of the overview tab.

use relance::{
    client::Channel,
    engine::Ticked,
    feedback::{PauseCause, PauseReason},
    locale::Locale,
    settings::SettingError,
    store::{ChannelRefusal, FailingStage},
};

use crate::console::text::{Text, phrases};

phrases! {
    waiting: "À régler", "To look after";
    all_is_well: "rien n'attend", "nothing waits";
    written: "Écrites", "Written";
    last_run: "Dernier passage", "Last run";
    next_run: "Prochaine analyse", "Next analysis";
    today: "aujourd'hui", "today";
    soon: "d'un moment à l'autre", "any moment";
    low_engagement: "Peu engagés", "Low engagement";
    to_follow_up: "À relancer", "To follow up";
    total_value: "Valeur totale", "Total value";
    by_status: "Relances par statut", "Follow-ups by status";
    written_today: "Écrites aujourd'hui", "Written today";
    sent_today: "Envoyées aujourd'hui", "Sent today";
    returns: "Retours", "Returns";
    returned_value: "Retours", "Came back";
    schedule: "Programme", "Schedule";
    delivery: "Envoi", "Delivery";
    by_outbox: "dossier local", "a local folder";
    by_outbox_elsewhere: "autre processus", "another process";
    by_lambda: "Lambda (AWS)", "Lambda (AWS)";
    auto_mode: "Mode automatique", "Automatic mode";
    data: "Données", "Data";
    invented: "démonstration", "invented (demo)";
    booked: "réelles", "real";
    on: "actif", "on";
    off: "arrêté", "off";
    lambda_ticks: "Analyser et écrire les relances maintenant ? C'est la Lambda qui enverra.",
        "Analyse and write follow-ups now? The Lambda will send them.";
    outbox_ticks: "Analyser, écrire les relances et envoyer maintenant celles qui sont approuvées et dues ?",
        "Analyse, write follow-ups and send those approved and due now?";
    resume_with_p: "Cherchez la cause, puis p rouvre le canal.", "Find the cause, then p resumes the channel.";
    disabled_alert: "le système est arrêté", "the system is switched off";
    nothing_paused: "Aucun canal n'est suspendu.", "No channel is paused.";
    disabled: "Le système est arrêté : rien n'a été fait.", "The system is switched off: nothing was done.";
}

impl Text {
    pub fn last_days(self, n: usize) -> String {
        format!("{} {} {}", self.tr("Les", "The last"), self.count(n), self.tr("derniers jours", "days"))
    }

    /// A paused channel, and why.
    pub fn paused(self, channel: Channel, because: &PauseReason) -> String {
        let word = self.channel_word(channel);
        match (self.0, because) {
            (Locale::En, because) => format!("{word} paused (p): {because}"),
            (Locale::Fr, PauseReason::Told(sentence)) => format!("{word} suspendu (p)\u{a0}: {sentence}"),
            (Locale::Fr, PauseReason::Counted { cause, count, of }) => {
                let what = match cause {
                    PauseCause::Complaints => "signalés indésirables",
                    PauseCause::DeadAddresses => "partis à des adresses mortes",
                };
                format!("{word} suspendu (p)\u{a0}: {count} des {of} derniers messages {what}")
            }
        }
    }

    /// Nobody's engagement is so low; at `tenth`, that of a tenth of the clients would be.
    pub fn nobody_at(self, threshold: i64, tenth: i64) -> String {
        match self.0 {
            Locale::Fr => format!("peu engagés : nul à {threshold} ou moins, un sur dix à {tenth}"),
            Locale::En => format!("low engagement: none at {threshold} or less, one in ten at {tenth}"),
        }
    }

    pub fn faulty_setting(self, fault: &SettingError) -> String {
        match (self.0, fault.key()) {
            (Locale::Fr, Some(key)) => format!("à corriger, {key} : {}", self.setting_error(fault)),
            _ => format!("to mend: {fault}"),
        }
    }

    pub fn refused(self, ChannelRefusal { channel, because, .. }: &ChannelRefusal, since: &str) -> String {
        let word = self.channel_word(*channel);
        match self.0 {
            Locale::Fr => format!("{word} refusé depuis le {since} : {because}"),
            Locale::En => format!("{word} refused since {since}: {because}"),
        }
    }

    pub fn failing(self, FailingStage { stage, because, .. }: &FailingStage, since: &str) -> String {
        let stage = self.stage(*stage);
        match self.0 {
            Locale::Fr => format!("{stage} en échec depuis le {since} : {because}"),
            Locale::En => format!("{stage} has failed since {since}: {because}"),
        }
    }

    pub fn uncertain_ones(self, n: i64) -> String {
        format!(
            "{} {}",
            self.number(n),
            self.tr(
                if n == 1 { "à trancher : partie ou non ?" } else { "à trancher : parties ou non ?" },
                "to settle: did they leave?"
            )
        )
    }

    pub fn failed_ones(self, n: i64) -> String {
        format!("{} {}", self.number(n), self.tr(if n == 1 { "échouée" } else { "échouées" }, "failed"))
    }

    pub fn bounced_ones(self, n: i64) -> String {
        format!(
            "{} {}",
            self.number(n),
            self.tr(if n == 1 { "rejetée en 7 jours" } else { "rejetées en 7 jours" }, "bounced in 7 days")
        )
    }

    pub fn pending_ones(self, n: i64, since: &str) -> String {
        match self.0 {
            Locale::Fr => format!("{} à valider, la plus ancienne depuis {since}", self.number(n)),
            Locale::En => format!("{} to review, the oldest since {since}", self.number(n)),
        }
    }

    pub fn old_tick(self, at: &str) -> String {
        format!("{} {at}", self.tr("aucune analyse depuis le", "no analysis since"))
    }

    pub fn stuck_since(self, at: &str) -> String {
        format!("{} {at}", self.tr("approuvée et pas partie, depuis le", "approved and not sent, since"))
    }

    pub fn unusable_one(self, id: &str) -> String {
        format!("{} {id}", self.tr("stratégie inutilisable :", "unusable strategy:"))
    }

    pub fn resumed(self, channel: Channel) -> String {
        match self.0 {
            Locale::Fr => format!("Le canal {} envoie de nouveau.", self.channel_word(channel)),
            Locale::En => format!("The channel {} sends again.", self.channel_word(channel)),
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
            parts.push(format!("{}{}", self.tr("envoyées : ", "sent: "), count(sent.sent)));
            if sent.failed + sent.uncertain > 0 {
                let lost = count(sent.failed + sent.uncertain);
                parts.push(format!("{}{lost}", self.tr("échouées ou incertaines : ", "failed or uncertain: ")));
            }
        }
        if let Some(why) = ticked.sent.as_ref().and_then(|sent| sent.account_refused.as_ref()) {
            parts.push(format!("{}{why}", self.tr("rien ne peut partir : ", "nothing can be sent: ")));
        }
        if ticked.returned > 0 {
            parts.push(format!("{}{}", self.tr("revenus : ", "came back: "), count(ticked.returned)));
        }
        format!("{} — {}.", self.tr("Terminé", "Done"), parts.join(", "))
    }
}

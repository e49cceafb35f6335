//! What the status line and the dialogs say: whole sentences.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use relance::{
    client::Channel,
    draft::sms,
    engine::{Stage, Ticked},
    feedback::{PauseCause, PauseReason},
    follow_up::{FollowUp, Status},
    locale::Locale,
    money::Cents,
    operations::Verdict,
    operator::Role,
    strategy::Strategy,
};

use super::{Text, phrases};
use crate::console::message::{Decision, Marked};

phrases! {
    busy: "Une action est en cours : attendez qu'elle finisse.", "An action is under way: wait until it is done.";
    nothing_selected: "Rien n'est sélectionné.", "Nothing is selected.";
    refreshed: "À jour.", "Up to date.";
    found_again: "La base de données répond de nouveau.", "The database answers again.";
    wait_for_settings: "Les paramètres ne sont pas encore lus.", "The settings have not been read yet.";
    lambda_sends: "Approuvée et due maintenant : c'est la Lambda qui envoie.",
        "Approved and due now: it is the Lambda that sends.";
    unchanged: "Rien n'a changé.", "Nothing has changed.";
    disk_full: "Le disque de la base est plein, rien n'est enregistré : faites de la place, puis recommencez.",
        "The database's disk is full, nothing was saved: make room, then do it again.";
    past: "Cette date est passée.", "That date is past.";
    not_a_date: "Écrivez demain, lundi, +3j ou une date, puis l'heure si ce n'est pas 9 h : demain 14:30.",
        "Write tomorrow, monday, +3d or a date, then the time if it is not 9:00: tomorrow 14:30.";
    discard: "Le texte a changé. L'abandonner ?", "The text has changed. Discard it?";
    lambda_ticks: "Analyser et écrire les relances maintenant ? C'est la Lambda qui enverra.",
        "Analyse and write follow-ups now? The Lambda will send them.";
    outbox_ticks: "Analyser, écrire les relances et envoyer maintenant celles qui sont approuvées et dues ?",
        "Analyse, write follow-ups and send those approved and due now?";
    unusable_fixed_elsewhere: "Cette stratégie est inutilisable : corrigez-la avec `relance strategies`.",
        "This strategy cannot be used: correct it with `relance strategies`.";
    broken: "L'action s'est interrompue : rafraîchissez avec R, puis voyez où elle en est.",
        "The action broke off: refresh with R, then see how far it came.";
    resume_with_p: "Cherchez la cause, puis p rouvre le canal.", "Find the cause, then p resumes the channel.";
    disabled_alert: "le système est arrêté", "the system is switched off";
    nothing_paused: "Aucun canal n'est suspendu.", "No channel is paused.";
    mouse_on: "Souris active : M la rend au terminal.", "Mouse on: M gives it back to the terminal.";
    mouse_off: "Souris rendue au terminal.", "Mouse given back to the terminal.";
    copied: "Copié.", "Copied.";
    nothing_to_take_back: "Aucune décision à reprendre.", "No decision to take back.";
    one_at_a_time: "Une seule à la fois : laissez les autres (A).", "One at a time: leave the others (A).";
    range_begins: "Allez à l'autre bout, puis v.", "Go to the other end, then v.";
    range_is_lost: "L'autre bout n'est plus dans la liste : recommencez.", "The other end is not in the list any more: begin again.";
    ask_approve: "Approuver ces relances ?", "Approve these follow-ups?";
    ask_settle: "Cette relance est-elle partie ?\noui : le client l'a reçue\nnon : rien n'est parti, elle repartira",
        "Did this follow-up leave?\nyes: the client has it\nno: nothing left, it will leave again";
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

    /// What a decision made of one follow-up.
    pub fn decided(self, decision: &Decision, follow_up: &FollowUp, zone: Tz) -> String {
        let (at, client) = (self.time(follow_up.scheduled_date, zone), &follow_up.client_id);
        match (self.0, decision) {
            (Locale::Fr, Decision::Approve) => format!("Approuvée, partira le {at} : {client} (z la reprend)"),
            (Locale::En, Decision::Approve) => format!("Approved, leaves on {at}: {client} (z takes it back)"),
            (Locale::Fr, Decision::Cancel { .. }) => format!("Annulée, ne partira pas : {client} (z la reprend)"),
            (Locale::En, Decision::Cancel { .. }) => format!("Cancelled, will not leave: {client} (z takes it back)"),
            (Locale::Fr, Decision::Reschedule { .. }) => format!("Reportée au {at} : {client}"),
            (Locale::En, Decision::Reschedule { .. }) => format!("Rescheduled to {at}: {client}"),
            (Locale::Fr, Decision::Settle { left: true }) => format!("Notée comme envoyée : {client}"),
            (Locale::En, Decision::Settle { left: true }) => format!("Recorded as sent: {client}"),
            (Locale::Fr, Decision::Settle { left: false }) => format!("Repartira : {client}"),
            (Locale::En, Decision::Settle { left: false }) => format!("Will leave again: {client}"),
        }
    }

    pub fn taken_back(self, follow_up: &FollowUp) -> String {
        let (client, status) = (&follow_up.client_id, self.status_word(follow_up.status));
        match self.0 {
            Locale::Fr => format!("Décision reprise, de nouveau {status} : {client}"),
            Locale::En => format!("Decision taken back, {status} again: {client}"),
        }
    }

    /// `12 relances`.
    pub fn so_many(self, n: usize) -> String {
        let written = self.count(n);
        match (self.0, n) {
            (Locale::Fr, 0 | 1) => format!("{written} relance"),
            (Locale::Fr, _) => format!("{written} relances"),
            (Locale::En, 1) => format!("{written} follow-up"),
            (Locale::En, _) => format!("{written} follow-ups"),
        }
    }

    pub fn picked(self, n: usize) -> String {
        format!(
            "{} {}",
            self.count(n),
            if n == 1 { self.say("choisie", "picked") } else { self.say("choisies", "picked") }
        )
    }

    pub fn picked_as_many_as_may_be(self, n: usize) -> String {
        match self.0 {
            Locale::Fr => format!("Les {} premières sont choisies : il y en a d'autres.", self.count(n)),
            Locale::En => format!("The first {} are picked: there are more.", self.count(n)),
        }
    }

    pub fn and_older(self, n: usize) -> String {
        format!("{} {}", self.say("… et de plus anciennes :", "… and older ones:"), self.count(n))
    }

    pub fn sms_cost(self, cost: Cents, currency: &str) -> String {
        format!("{} {}", self.say("coûtera environ", "will cost about"), self.money(cost, currency))
    }

    pub fn done_to_all(self, n: usize) -> String {
        match self.0 {
            Locale::Fr => format!("C'est fait pour {}.", self.so_many(n)),
            Locale::En => format!("Done for {}.", self.so_many(n)),
        }
    }

    pub fn done_to_some(self, done: usize, refused: usize, why: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Fait pour {}, refusé pour {} : {why}", self.count(done), self.count(refused)),
            Locale::En => format!("Done for {}, refused for {}: {why}", self.count(done), self.count(refused)),
        }
    }

    pub fn only_uncertain_are_settled(self, status: Status) -> String {
        let status = self.status_word(status);
        match self.0 {
            Locale::Fr => format!("Cette relance est {status} : on ne tranche que les incertaines."),
            Locale::En => format!("This follow-up is {status}: only uncertain ones are settled."),
        }
    }

    pub fn changed_by(self, by: &str, at: &str) -> String {
        match self.0 {
            Locale::Fr => format!("changé par {by}, le {at}"),
            Locale::En => format!("changed by {by} on {at}"),
        }
    }

    pub fn ask_reset(self, name: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Rendre à « {name} » tout ce qu'elle avait à l'origine ?"),
            Locale::En => format!("Give “{name}” back everything it came with?"),
        }
    }

    /// Whom thresholds would mark, and how many more that is: `Risque élevé (50) : 35 / 120 (+27)`, a line each.
    pub fn marked(self, Marked { now, then, settings }: &Marked) -> String {
        let clients = self.number(then.clients);
        let lines = [
            (self.high_risk(), settings.high_risk_threshold, now.high_risk, then.high_risk),
            (
                self.say("Peu engagés", "Low engagement"),
                settings.low_engagement_threshold,
                now.low_engagement,
                then.low_engagement,
            ),
            (
                self.say("Longtemps absents", "Long away"),
                settings.critical_inactivity_days,
                now.inactive,
                then.inactive,
            ),
        ]
        .map(|(told, threshold, now, then)| {
            let more = match then - now {
                0 => String::new(),
                more if more > 0 => format!(" (+{})", self.number(more)),
                fewer => format!(" (−{})", self.number(-fewer)),
            };
            self.labelled(&format!("{told} ({threshold})"), &format!("{} / {clients}{more}", self.number(then)))
        });
        lines.join("\n")
    }

    pub fn last_days(self, n: usize) -> String {
        format!("{} {} {}", self.say("Les", "The last"), self.count(n), self.say("derniers jours", "days"))
    }

    /// A channel that sends nothing, and why.
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

    pub fn uncertain_ones(self, n: i64) -> String {
        format!(
            "{} {}",
            self.number(n),
            self.say(
                if n == 1 { "à trancher : partie ou non ?" } else { "à trancher : parties ou non ?" },
                "to settle: did they leave?"
            )
        )
    }

    pub fn failed_ones(self, n: i64) -> String {
        format!("{} {}", self.number(n), self.say(if n == 1 { "échouée" } else { "échouées" }, "failed"))
    }

    pub fn bounced_ones(self, n: i64) -> String {
        format!(
            "{} {}",
            self.number(n),
            self.say(if n == 1 { "rejetée en 7 jours" } else { "rejetées en 7 jours" }, "bounced in 7 days")
        )
    }

    pub fn pending_ones(self, n: i64, since: &str) -> String {
        match self.0 {
            Locale::Fr => format!("{} à valider, la plus ancienne depuis {since}", self.number(n)),
            Locale::En => format!("{} to review, the oldest since {since}", self.number(n)),
        }
    }

    pub fn old_tick(self, at: &str) -> String {
        format!("{} {at}", self.say("aucune analyse depuis le", "no analysis since"))
    }

    pub fn stuck_since(self, at: &str) -> String {
        format!("{} {at}", self.say("approuvée et pas partie, depuis le", "approved and not sent, since"))
    }

    pub fn unusable_one(self, id: &str) -> String {
        format!("{} {id}", self.say("stratégie inutilisable :", "unusable strategy:"))
    }

    pub fn not_allowed(self, role: Role, needed: Role) -> String {
        let (role, needed) = (self.role_word(role), self.role_word(needed));
        match self.0 {
            Locale::Fr => format!("Vous êtes {role} : il faut être {needed}. Demandez à un administrateur."),
            Locale::En => format!("You are {role}, and this needs the role {needed}: ask an admin."),
        }
    }

    pub fn works_elsewhere(self, place: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Cette touche vaut ailleurs : {place}."),
            Locale::En => format!("That key works elsewhere: {place}."),
        }
    }

    pub fn resumed(self, channel: Channel) -> String {
        match self.0 {
            Locale::Fr => format!("Le canal {} envoie de nouveau.", self.channel_word(channel)),
            Locale::En => format!("The channel {} sends again.", self.channel_word(channel)),
        }
    }

    pub fn edited(self, follow_up: &FollowUp) -> String {
        match self.0 {
            Locale::Fr => format!("Texte enregistré, à valider : {}", follow_up.client_id),
            Locale::En => format!("Text saved, to be reviewed: {}", follow_up.client_id),
        }
    }

    pub fn generated(self, follow_up: &FollowUp, zone: Tz) -> String {
        let (at, channel) =
            (self.short_time(follow_up.scheduled_date, zone), self.channel_word(follow_up.draft.channel));
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
                let why = follow_up.outcome.failure.as_deref().map(|f| self.failure(f)).unwrap_or_default();
                let then = follow_up.sending.next_try_at.map(|at| self.time(at, zone));
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

    pub fn approval(self, by: &str, at: DateTime<Utc>, zone: Tz) -> String {
        let at = self.short_time(at, zone);
        match self.0 {
            Locale::Fr => format!("par {by}, {at}"),
            Locale::En => format!("by {by}, {at}"),
        }
    }
}

//! Phrases of the follow-ups tab.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use relance::{
    draft::sms,
    follow_up::{FollowUp, Status},
    locale::Locale,
    money::Cents,
};

use super::actions::Decision;
use crate::console::text::{Text, phrases};

phrases! {
    confidence_short: "Conf", "Conf";
    due: "Date", "Date";
    subject: "Objet", "Subject";
    facts: "Faits", "Facts";
    written_by: "Texte", "Text";
    approved: "Approuvée", "Approved";
    attempts: "Essais", "Attempts";
    next_try: "Prochain essai", "Next try";
    reason: "Raison", "Reason";
    old_row: "ligne de l'ancien système, sans feuille de faits", "row of the old system, without a fact sheet";
    fact_first_name: "prénom", "first name";
    fact_last_space: "dernier espace", "last space";
    fact_favourite: "espace préféré", "favourite space";
    fact_months: "mois de fidélité", "months as client";
    fact_offer: "remise", "offer";
    fact_season: "occasion", "occasion";
    until: "jusqu'au", "until";
    review: "Relecture", "Review";
    why_heading: "Pourquoi", "Why";
    as_text: "texte brut (t : HTML)", "plain text (t: HTML)";
    as_html: "HTML rendu en texte (t : texte brut)", "HTML rendered as text (t: plain text)";
    as_push: "notification push", "push notification";
    no_sms_price: "coût inconnu : réglez sms_price", "cost unknown: set sms_price";
    client_gone: "Ce client n'a plus de réservation lisible.", "This client has no readable reservation any more.";
    confidence_history: "histoire connue", "known history";
    confidence_strategy: "stratégie nette", "clear strategy";
    confidence_writer: "écriture", "writing";
    confidence_changed: "calculée à l'écriture : depuis, les faits ont changé", "computed when written: the facts have changed since";
    edit_title: "Modifier la relance", "Edit the follow-up";
    cancel_title: "Annuler la relance", "Cancel the follow-up";
    reschedule_title: "Reporter la relance", "Reschedule the follow-up";
    cancel_hint: "Pourquoi ? (peut rester vide)", "Why? (may stay empty)";
    reschedule_hint: "demain 9h · lundi · +3j · 23/11 · 23/11/2026 14:30", "tomorrow 9:00 · monday · +3d · 2026-11-23 · 2026-11-23 14:30";
    lambda_sends: "Approuvée et due maintenant : c'est la Lambda qui envoie.",
        "Approved and due now: it is the Lambda that sends.";
    unchanged: "Rien n'a changé.", "Nothing has changed.";
    past: "Cette date est passée.", "That date is past.";
    not_a_date: "Écrivez demain, lundi, +3j ou une date, puis l'heure si ce n'est pas 9 h : demain 14:30.",
        "Write tomorrow, monday, +3d or a date, then the time if it is not 9:00: tomorrow 14:30.";
    nothing_to_undo: "Aucune décision à reprendre.", "No decision to take back.";
    one_at_a_time: "Une seule à la fois : laissez les autres (A).", "One at a time: leave the others (A).";
    range_begins: "Allez à l'autre bout, puis v.", "Go to the other end, then v.";
    range_is_lost: "L'autre bout n'est plus dans la liste : recommencez.", "The other end is not in the list any more: begin again.";
    ask_approve: "Approuver ces relances ?", "Approve these follow-ups?";
    ask_settle: "Cette relance est-elle partie ?\noui : le client l'a reçue\nnon : rien n'est parti, elle repartira",
        "Did this follow-up leave?\nyes: the client has it\nno: nothing left, it will leave again";
}

impl Text {
    pub fn ask_send(self, client: &str, channel: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Envoyer maintenant cette relance à {client} par {channel} ?"),
            Locale::En => format!("Send this follow-up to {client} by {channel} now?"),
        }
    }

    /// The result of a decision on one follow-up.
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

    pub fn undone(self, follow_up: &FollowUp) -> String {
        let (client, status) = (&follow_up.client_id, self.status_word(follow_up.status));
        match self.0 {
            Locale::Fr => format!("Décision reprise, de nouveau {status} : {client}"),
            Locale::En => format!("Decision taken back, {status} again: {client}"),
        }
    }

    /// `12 relances`.
    pub fn follow_up_count(self, n: usize) -> String {
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
            if n == 1 { self.tr("choisie", "picked") } else { self.tr("choisies", "picked") }
        )
    }

    pub fn pick_limit_reached(self, n: usize) -> String {
        match self.0 {
            Locale::Fr => format!("Les {} premières sont choisies : il y en a d'autres.", self.count(n)),
            Locale::En => format!("The first {} are picked: there are more.", self.count(n)),
        }
    }

    pub fn sms_cost(self, cost: Cents, currency: &str) -> String {
        format!("{} {}", self.tr("coûtera environ", "will cost about"), self.money(cost, currency))
    }

    pub fn done_to_all(self, n: usize) -> String {
        match self.0 {
            Locale::Fr => format!("C'est fait pour {}.", self.follow_up_count(n)),
            Locale::En => format!("Done for {}.", self.follow_up_count(n)),
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

    pub fn edited(self, follow_up: &FollowUp) -> String {
        match self.0 {
            Locale::Fr => format!("Texte enregistré, à valider : {}", follow_up.client_id),
            Locale::En => format!("Text saved, to be reviewed: {}", follow_up.client_id),
        }
    }

    /// The result of sending a follow-up at once.
    pub fn after_sending(self, follow_up: &FollowUp, zone: Tz) -> String {
        let client = &follow_up.client_id;
        match follow_up.status {
            Status::Sent => match self.0 {
                Locale::Fr => format!("Envoyée à {client}."),
                Locale::En => format!("Sent to {client}."),
            },
            status => {
                let why = follow_up.outcome.failure.as_ref().map(|f| self.failure(f)).unwrap_or_default();
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

    pub fn characters(self, n: usize) -> String {
        let n = self.number(i64::try_from(n).unwrap_or(i64::MAX));
        format!("{n} {}", self.tr("caractères", "characters"))
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

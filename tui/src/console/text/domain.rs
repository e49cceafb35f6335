//! The terms of the domain, in words.

use relance::{
    client::{Cause, Channel},
    draft::{DraftSource, Tone},
    engine::Stage,
    follow_up::Status,
    locale::Locale,
    operator::Role,
    reservation::ReservationStatus,
    settings::Group,
    store::pages::{ClientColumn, FollowUpColumn},
    strategy::{Condition, Field, Operator, Priority, Window},
};

use super::Text;

impl Text {
    pub const fn status_word(self, status: Status) -> &'static str {
        match status {
            Status::Pending => self.say("à valider", "to review"),
            Status::Approved => self.say("approuvée", "approved"),
            Status::Sending => self.say("en envoi", "sending"),
            Status::Sent => self.say("envoyée", "sent"),
            Status::Failed => self.say("échouée", "failed"),
            Status::Cancelled => self.say("annulée", "cancelled"),
            Status::Uncertain => self.say("incertaine", "uncertain"),
        }
    }

    pub const fn priority_word(self, priority: Priority) -> &'static str {
        match priority {
            Priority::Low => self.say("basse", "low"),
            Priority::Medium => self.say("moyenne", "medium"),
            Priority::High => self.say("haute", "high"),
            Priority::Urgent => self.say("urgente", "urgent"),
        }
    }

    pub const fn channel_word(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.say("e-mail", "e-mail"),
            Channel::Sms => self.say("SMS", "SMS"),
            Channel::Push => self.say("push", "push"),
        }
    }

    pub fn channel_words(self, channels: &[Channel]) -> String {
        channels.iter().map(|c| self.channel_word(*c)).collect::<Vec<_>>().join(", ")
    }

    pub const fn role_word(self, role: Role) -> &'static str {
        match role {
            Role::Viewer => self.say("lecteur", "viewer"),
            Role::Reviewer => self.say("relecteur", "reviewer"),
            Role::Manager => self.say("responsable", "manager"),
            Role::Admin => self.say("administrateur", "admin"),
        }
    }

    pub const fn reservation_word(self, status: ReservationStatus) -> &'static str {
        match status {
            ReservationStatus::Pending => self.say("en attente", "pending"),
            ReservationStatus::Confirmed => self.say("confirmée", "confirmed"),
            ReservationStatus::Completed => self.say("terminée", "completed"),
            ReservationStatus::Cancelled => self.say("annulée", "cancelled"),
        }
    }

    /// An outcome of a message; `kind` is the store's name for it.
    pub fn outcome(self, kind: &str) -> &str {
        match kind {
            "sent" => self.say("accepté", "accepted"),
            "delivered" => self.say("délivré", "delivered"),
            "opened" => self.say("ouvert", "opened"),
            "clicked" => self.say("cliqué", "clicked"),
            "bounced" => self.say("rejeté", "bounced"),
            "complained" => self.say("plainte", "complaint"),
            "rejected" => self.say("refusé", "rejected"),
            "delayed" => self.say("retardé", "delayed"),
            "unsubscribed" => self.say("désabonné", "unsubscribed"),
            "converted" => self.say("est revenu", "came back"),
            other => other,
        }
    }

    pub const fn cause(self, cause: Cause) -> &'static str {
        match cause {
            Cause::Base => self.say("départ", "base"),
            Cause::Inactivity => self.say("inactivité", "inactivity"),
            Cause::Spending => self.say("dépenses", "spending"),
            Cause::Cancellations => self.say("annulations", "cancellations"),
            Cause::Rhythm => self.say("rythme", "rhythm"),
            Cause::Cap => self.say("plafond", "cap"),
        }
    }

    pub const fn order(self, order: ClientColumn) -> &'static str {
        match order {
            ClientColumn::Risk => self.say("risque", "risk"),
            ClientColumn::Engagement => self.say("engagement", "engagement"),
            ClientColumn::Value => self.say("valeur", "value"),
            ClientColumn::Activity => self.say("activité", "activity"),
            ClientColumn::Name => self.say("nom", "name"),
            ClientColumn::Next => self.say("prochaine", "next"),
            ClientColumn::Strategy => self.say("stratégie", "strategy"),
        }
    }

    pub const fn follow_up_order(self, order: FollowUpColumn) -> &'static str {
        match order {
            FollowUpColumn::Urgency => self.say("urgence", "urgency"),
            FollowUpColumn::Status => self.say("statut", "status"),
            FollowUpColumn::Channel => self.say("canal", "channel"),
            FollowUpColumn::Due => self.say("date", "date"),
            FollowUpColumn::Confidence => self.say("confiance", "confidence"),
            FollowUpColumn::Client => self.say("client", "client"),
            FollowUpColumn::Strategy => self.say("stratégie", "strategy"),
        }
    }

    pub const fn source(self, source: DraftSource) -> &'static str {
        match source {
            DraftSource::Template => self.say("écrit d'après un modèle", "written from a template"),
            DraftSource::Model => self.say("écrit par le modèle de langue", "written by the language model"),
            DraftSource::Human => self.say("repris par une personne", "changed by a person"),
        }
    }

    pub const fn tone(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Warm => self.say("ton chaleureux", "warm tone"),
            Tone::Caring => self.say("ton bienveillant", "caring tone"),
            Tone::Attentive => self.say("ton attentif", "attentive tone"),
            Tone::Enthusiastic => self.say("ton enthousiaste", "enthusiastic tone"),
        }
    }

    pub const fn language(self, locale: Locale) -> &'static str {
        match locale {
            Locale::Fr => self.say("en français", "in French"),
            Locale::En => self.say("en anglais", "in English"),
        }
    }

    pub const fn stage(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Analysing => self.say("Analyse", "Analysing"),
            Stage::Generating => self.say("Écriture", "Writing"),
            Stage::Sending => self.say("Envoi", "Sending"),
        }
    }

    pub const fn group(self, group: Group) -> &'static str {
        match group {
            Group::Schedule => self.group_schedule(),
            Group::Scores => self.group_scores(),
            Group::Sending => self.group_sending(),
            Group::Message => self.group_message(),
        }
    }

    /// A condition in words: `jours depuis la dernière réservation > 30`.
    pub fn condition(self, condition: &Condition) -> String {
        let value = match condition.value() {
            serde_json::Value::String(text) => format!("« {text} »"),
            number => number.to_string(),
        };
        let value = if self.0 == Locale::En { value.replace("« ", "“").replace(" »", "”") } else { value };
        format!("{} {} {value}", self.field(condition.field()), self.operator(condition.operator()))
    }

    pub const fn field(self, field: Field) -> &'static str {
        match field {
            Field::ReservationStatus => self.say("statut de la réservation", "status of the reservation"),
            Field::DaysSinceLast => self.say("jours depuis la dernière réservation", "days since the last reservation"),
            Field::TotalSpent => self.say("total dépensé", "total spent"),
            Field::TotalReservations => self.say("nombre de réservations", "number of reservations"),
            Field::Cancellations => self.say("annulations", "cancellations"),
            Field::RiskScore => self.say("score de risque", "risk score"),
            Field::EngagementScore => self.say("score d'engagement", "engagement score"),
            Field::ActivityType => self.say("activité", "activity"),
            Field::PaymentMethod => self.say("moyen de paiement", "payment method"),
            Field::Location => self.say("lieu", "location"),
            Field::SpaceType => self.say("type d'espace", "type of space"),
        }
    }

    pub const fn operator(self, operator: Operator) -> &'static str {
        match operator {
            Operator::Equals => "=",
            Operator::NotEquals => "≠",
            Operator::GreaterThan => ">",
            Operator::LessThan => "<",
            Operator::Contains => self.say("contient", "contains"),
            Operator::NotContains => self.say("ne contient pas", "does not contain"),
        }
    }

    /// A window: `rentrée, du 25/08 au 20/09`.
    pub fn window(self, window: &Window) -> String {
        let day = |day| {
            let written = String::from(day);
            match (self.0, written.split_once('-')) {
                (Locale::Fr, Some((month, day))) => format!("{day}/{month}"),
                _ => written,
            }
        };
        let (from, to) = (day(window.from), day(window.to));
        match self.0 {
            Locale::Fr => format!("{}, du {from} au {to}", window.name),
            Locale::En => format!("{}, {from} to {to}", window.name),
        }
    }
}

//! The terms of the domain, in words.

use relance::{
    client::{Cause, Channel},
    draft::{DraftSource, Tone},
    follow_up::Status,
    locale::Locale,
    operator::Role,
    reservation::ReservationStatus,
    settings::Group,
    stage::Stage,
    store::pages::{ClientColumn, FollowUpColumn},
    strategy::{Condition, Field, Operator, Priority, Window},
};

use super::Text;

impl Text {
    pub const fn status_word(self, status: Status) -> &'static str {
        match status {
            Status::Pending => self.tr("à valider", "to review"),
            Status::Approved => self.tr("approuvée", "approved"),
            Status::Sending => self.tr("en envoi", "sending"),
            Status::Sent => self.tr("envoyée", "sent"),
            Status::Failed => self.tr("échouée", "failed"),
            Status::Cancelled => self.tr("annulée", "cancelled"),
            Status::Uncertain => self.tr("incertaine", "uncertain"),
        }
    }

    pub const fn priority_word(self, priority: Priority) -> &'static str {
        match priority {
            Priority::Low => self.tr("basse", "low"),
            Priority::Medium => self.tr("moyenne", "medium"),
            Priority::High => self.tr("haute", "high"),
            Priority::Urgent => self.tr("urgente", "urgent"),
        }
    }

    pub const fn channel_word(self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.tr("e-mail", "e-mail"),
            Channel::Sms => self.tr("SMS", "SMS"),
            Channel::Push => self.tr("push", "push"),
        }
    }

    pub fn channel_words(self, channels: &[Channel]) -> String {
        channels.iter().map(|c| self.channel_word(*c)).collect::<Vec<_>>().join(", ")
    }

    pub const fn role_word(self, role: Role) -> &'static str {
        match role {
            Role::Viewer => self.tr("lecteur", "viewer"),
            Role::Reviewer => self.tr("relecteur", "reviewer"),
            Role::Manager => self.tr("responsable", "manager"),
            Role::Admin => self.tr("administrateur", "admin"),
        }
    }

    pub const fn reservation_word(self, status: ReservationStatus) -> &'static str {
        match status {
            ReservationStatus::Pending => self.tr("en attente", "pending"),
            ReservationStatus::Confirmed => self.tr("confirmée", "confirmed"),
            ReservationStatus::Completed => self.tr("terminée", "completed"),
            ReservationStatus::Cancelled => self.tr("annulée", "cancelled"),
        }
    }

    /// An outcome of a message; `kind` is the store's name for it.
    pub fn outcome(self, kind: &str) -> &str {
        match kind {
            "sent" => self.tr("accepté", "accepted"),
            "delivered" => self.tr("délivré", "delivered"),
            "opened" => self.tr("ouvert", "opened"),
            "clicked" => self.tr("cliqué", "clicked"),
            "bounced" => self.tr("rejeté", "bounced"),
            "complained" => self.tr("plainte", "complaint"),
            "rejected" => self.tr("refusé", "rejected"),
            "delayed" => self.tr("retardé", "delayed"),
            "unsubscribed" => self.tr("désabonné", "unsubscribed"),
            "converted" => self.tr("est revenu", "came back"),
            other => other,
        }
    }

    pub const fn cause(self, cause: Cause) -> &'static str {
        match cause {
            Cause::Base => self.tr("départ", "base"),
            Cause::Inactivity => self.tr("inactivité", "inactivity"),
            Cause::Spending => self.tr("dépenses", "spending"),
            Cause::Cancellations => self.tr("annulations", "cancellations"),
            Cause::Rhythm => self.tr("rythme", "rhythm"),
            Cause::Cap => self.tr("plafond", "cap"),
        }
    }

    pub const fn order(self, order: ClientColumn) -> &'static str {
        match order {
            ClientColumn::Risk => self.tr("risque", "risk"),
            ClientColumn::Engagement => self.tr("engagement", "engagement"),
            ClientColumn::Value => self.tr("valeur", "value"),
            ClientColumn::Activity => self.tr("activité", "activity"),
            ClientColumn::Name => self.tr("nom", "name"),
            ClientColumn::Next => self.tr("prochaine", "next"),
            ClientColumn::Strategy => self.tr("stratégie", "strategy"),
        }
    }

    pub const fn follow_up_order(self, order: FollowUpColumn) -> &'static str {
        match order {
            FollowUpColumn::Urgency => self.tr("urgence", "urgency"),
            FollowUpColumn::Status => self.tr("statut", "status"),
            FollowUpColumn::Channel => self.tr("canal", "channel"),
            FollowUpColumn::Due => self.tr("date", "date"),
            FollowUpColumn::Confidence => self.tr("confiance", "confidence"),
            FollowUpColumn::Client => self.tr("client", "client"),
            FollowUpColumn::Strategy => self.tr("stratégie", "strategy"),
        }
    }

    pub const fn source(self, source: DraftSource) -> &'static str {
        match source {
            DraftSource::Template => self.tr("écrit d'après un modèle", "written from a template"),
            DraftSource::Model => self.tr("écrit par le modèle de langue", "written by the language model"),
            DraftSource::Human => self.tr("repris par une personne", "changed by a person"),
        }
    }

    pub const fn tone(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Warm => self.tr("ton chaleureux", "warm tone"),
            Tone::Caring => self.tr("ton bienveillant", "caring tone"),
            Tone::Attentive => self.tr("ton attentif", "attentive tone"),
            Tone::Enthusiastic => self.tr("ton enthousiaste", "enthusiastic tone"),
        }
    }

    pub const fn language(self, locale: Locale) -> &'static str {
        match locale {
            Locale::Fr => self.tr("en français", "in French"),
            Locale::En => self.tr("en anglais", "in English"),
        }
    }

    pub const fn stage(self, stage: Stage) -> &'static str {
        match stage {
            Stage::Analyse => self.tr("Analyse", "Analysing"),
            Stage::Generate => self.tr("Écriture", "Writing"),
            Stage::Reconcile => self.tr("Envois interrompus", "Broken-off sending"),
            Stage::Send => self.tr("Envoi", "Sending"),
            Stage::Attribute => self.tr("Mesure des retours", "Measuring returns"),
            Stage::Maintain => self.tr("Entretien", "Maintenance"),
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
            Field::ReservationStatus => self.tr("statut de la réservation", "status of the reservation"),
            Field::DaysSinceLast => self.tr("jours depuis la dernière réservation", "days since the last reservation"),
            Field::TotalSpent => self.tr("total dépensé", "total spent"),
            Field::TotalReservations => self.tr("nombre de réservations", "number of reservations"),
            Field::Cancellations => self.tr("annulations", "cancellations"),
            Field::RiskScore => self.tr("score de risque", "risk score"),
            Field::EngagementScore => self.tr("score d'engagement", "engagement score"),
            Field::ActivityType => self.tr("activité", "activity"),
            Field::PaymentMethod => self.tr("moyen de paiement", "payment method"),
            Field::Location => self.tr("lieu", "location"),
            Field::SpaceType => self.tr("type d'espace", "type of space"),
        }
    }

    pub const fn operator(self, operator: Operator) -> &'static str {
        match operator {
            Operator::Equals => "=",
            Operator::NotEquals => "≠",
            Operator::GreaterThan => ">",
            Operator::LessThan => "<",
            Operator::Contains => self.tr("contient", "contains"),
            Operator::NotContains => self.tr("ne contient pas", "does not contain"),
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

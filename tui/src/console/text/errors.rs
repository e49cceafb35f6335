//! What the core refuses, in the screen's language.

use chrono_tz::Tz;
use relance::{
    draft::{Fault, TemplateError, check::Part},
    filter::{Field, Filter, FilterError, Flaw},
    follow_up::{
        Cause, Failure, IllegalStep, Step,
        gate::{Refusal, RefusalCode},
    },
    locale::Locale,
    settings::SettingError,
    strategy::{Bound, ConditionError, Strategy, StrategyError},
};

use super::Text;

impl Text {
    pub fn database_error(self, error: &str) -> String {
        match self.0 {
            Locale::Fr => format!("La base de données ne répond pas : nouvel essai bientôt ({error})."),
            Locale::En => format!("The database does not answer: trying again soon ({error})."),
        }
    }

    /// For a failed action: it is not retried, since the user may no longer want it by then.
    pub fn action_failed(self, error: &str) -> String {
        match self.0 {
            Locale::Fr => format!("La base de données ne répond pas : recommencez quand elle est revenue ({error})."),
            Locale::En => format!("The database does not answer: do it again once it is back ({error})."),
        }
    }

    pub const fn out_of_time(self) -> &'static str {
        self.tr(
            "Tout n'a pas été fait à temps : ce qui est fait reste, le prochain passage continue.",
            "It did not end in time: what it did is kept, and the next run goes on with it.",
        )
    }

    /// A clause, to follow "rien n'a été écrit : ".
    pub fn refusal(self, refusal: &Refusal, zone: Tz) -> String {
        let time = |at: &chrono::DateTime<chrono::Utc>| self.time(*at, zone);
        match (self.0, refusal) {
            (Locale::Fr, Refusal::Disabled) => "le système est arrêté".to_owned(),
            (Locale::Fr, Refusal::NoConsent) => "le client n'est pas d'accord pour ce canal".to_owned(),
            (Locale::Fr, Refusal::Suppressed) => "l'adresse est écartée (rejet, plainte ou désabonnement)".to_owned(),
            (Locale::Fr, Refusal::Unreachable) => {
                "le client n'est joignable par aucun canal de la stratégie".to_owned()
            }
            (Locale::Fr, Refusal::NumberNotServed) => {
                "le numéro ne reçoit pas nos SMS : ce n'est pas un mobile d'un pays de `sms_countries`, ou il n'est à \
                 personne"
                    .to_owned()
            }
            (Locale::Fr, Refusal::Paused(at)) => format!("le client a demandé une pause jusqu'au {}", time(at)),
            (Locale::Fr, Refusal::ApprovalStale) => "le texte a changé depuis l'approbation".to_owned(),
            (Locale::Fr, Refusal::StrategyOff) => "sa stratégie est arrêtée".to_owned(),
            (Locale::Fr, Refusal::NoLongerFires) => {
                "sa stratégie ne s'applique plus : une de ses conditions n'est plus remplie".to_owned()
            }
            (Locale::Fr, Refusal::CameBack) => "le client est revenu de lui-même".to_owned(),
            (Locale::Fr, Refusal::ClientIsHere(day)) => {
                format!("le client est sur place jusqu'au {}", self.date(*day))
            }
            (Locale::Fr, Refusal::OfferExpired(day)) => format!("la remise a pris fin le {}", self.date(*day)),
            (Locale::Fr, Refusal::Cooldown(at)) => {
                format!("cette stratégie se repose pour ce client jusqu'au {}", time(at))
            }
            (Locale::Fr, Refusal::ClientCap(at)) => {
                format!("le client a été relancé il y a peu : pas avant le {}", time(at))
            }
            (Locale::Fr, Refusal::ChannelPaused(at)) => {
                format!("le canal est suspendu pour tous : nouvel essai le {}", time(at))
            }
            (Locale::Fr, Refusal::QuietHours(at)) => format!("hors des heures d'envoi jusqu'au {}", time(at)),
            (Locale::Fr, Refusal::DailyLimit(at)) => {
                format!("la limite du jour est atteinte : pas avant le {}", time(at))
            }
            (Locale::En, Refusal::Paused(at)) => format!("contact is paused until {}", time(at)),
            (Locale::En, Refusal::Cooldown(at)) => format!("this strategy rests for the client until {}", time(at)),
            (Locale::En, Refusal::ClientCap(at)) => {
                format!("the client was written to lately: not before {}", time(at))
            }
            (Locale::En, Refusal::ChannelPaused(at)) => {
                format!("the channel is paused for everybody: looked at again at {}", time(at))
            }
            (Locale::En, Refusal::QuietHours(at)) => format!("quiet hours until {}", time(at)),
            (Locale::En, Refusal::DailyLimit(at)) => format!("the day's limit is reached: not before {}", time(at)),
            (Locale::En, other) => other.to_string(),
        }
    }

    /// Why a follow-up was deferred, refused or cancelled.
    pub fn failure(self, failure: &Failure) -> String {
        match failure.cause() {
            Cause::Gate(code) => self.refusal_code(code).to_owned(),
            Cause::Words(words) => words.to_owned(),
        }
    }

    const fn refusal_code(self, code: RefusalCode) -> &'static str {
        match code {
            RefusalCode::Disabled => self.tr("le système est arrêté", "the system is switched off"),
            RefusalCode::Suppressed => self.tr("adresse écartée", "the address is suppressed"),
            RefusalCode::NoConsent => self.tr("pas d'accord pour ce canal", "no consent for this channel"),
            RefusalCode::Unreachable => self.tr("injoignable", "unreachable"),
            RefusalCode::NumberNotServed => self.tr("numéro auquel ne va aucun SMS", "a number that no SMS goes to"),
            RefusalCode::Paused => self.tr("en pause à sa demande", "contact is paused"),
            RefusalCode::ApprovalStale => {
                self.tr("le texte a changé depuis l'approbation", "the text changed after the approval")
            }
            RefusalCode::StrategyOff => self.tr("sa stratégie est arrêtée", "its strategy is switched off"),
            RefusalCode::NoLongerFires => self.tr(
                "sa stratégie ne s'applique plus : une condition n'est plus remplie",
                "its strategy does not apply any more: a condition no longer holds",
            ),
            RefusalCode::CameBack => self.tr("le client est revenu de lui-même", "the client came back by itself"),
            RefusalCode::ClientIsHere => self.tr("le client est sur place", "the client is here"),
            RefusalCode::OfferExpired => self.tr("la remise a pris fin", "the offer ran out"),
            RefusalCode::Cooldown => self.tr("la stratégie se repose", "the strategy rests"),
            RefusalCode::ClientCap => self.tr("relancé il y a peu", "written to lately"),
            RefusalCode::ChannelPaused => self.tr("canal suspendu", "the channel is paused"),
            RefusalCode::QuietHours => self.tr("hors des heures d'envoi", "quiet hours"),
            RefusalCode::DailyLimit => self.tr("limite du jour atteinte", "the day's limit is reached"),
        }
    }

    pub(super) fn fault(self, fault: &Fault) -> String {
        let part = |part: &Part| match part {
            Part::Subject => "l'objet",
            Part::Message => "le message",
        };
        match fault {
            Fault::Empty(of) => format!("{} est vide", part(of)),
            Fault::TooLong { part: of, length, limit } => {
                format!("{} a {length} caractères, pas plus de {limit} ne passent", part(of))
            }
            Fault::TooManySegments { count, limit } => {
                format!("le message prend {count} SMS, pas plus de {limit} ne passent")
            }
            Fault::LineBreak => "l'objet a plus d'une ligne".to_owned(),
            Fault::Control(of) => format!("{} contient un caractère de commande", part(of)),
            Fault::SubjectOfSms => "un SMS n'a pas d'objet".to_owned(),
            Fault::Placeholder(text) => format!("« {text} » n'a pas été rempli"),
            Fault::Number(text) => format!("aucun fait ne donne le nombre « {text} »"),
            Fault::Percent(text) => format!("aucune remise ne donne « {text} »"),
            Fault::Date(text) => format!("aucun fait ne donne la date « {text} »"),
            Fault::Link(text) => format!("aucun fait ne donne l'adresse « {text} »"),
            Fault::Name(text) => format!("« {text} » n'est pas le prénom du client"),
        }
    }

    /// Why a strategy cannot be saved.
    pub fn strategy_error(self, error: &StrategyError) -> String {
        if self.0 == Locale::En {
            return error.to_string();
        }
        match error {
            StrategyError::Malformed { reason, .. } => format!("La stratégie ne peut pas être lue : {reason}"),
            StrategyError::TooLong | StrategyError::TooLarge(..) => self.too_large(error),
            StrategyError::Id(_) => {
                "L'identifiant : 1 à 64 lettres minuscules, chiffres, _ et -, sans accent.".to_owned()
            }
            StrategyError::Name(_) => "Le nom : 1 à 120 caractères.".to_owned(),
            StrategyError::NoChannel(_) => "Il faut au moins un canal : email, sms ou push.".to_owned(),
            StrategyError::ChannelTwice(_, channel) => format!("{} est nommé deux fois.", self.channel_word(*channel)),
            StrategyError::Template { locale, flaw: TemplateError::Broken { line, reason }, .. } => {
                format!("Modèle ({locale}), ligne {line} : {reason}")
            }
            StrategyError::Template { locale, flaw: TemplateError::Unfit { channel, faults }, .. } => {
                let faults: Vec<String> = faults.iter().map(|fault| self.fault(fault)).collect();
                format!("Modèle ({locale}), {} : {}.", self.channel_word(*channel), faults.join(", "))
            }
        }
    }

    fn too_large(self, error: &StrategyError) -> String {
        let StrategyError::TooLarge(_, bound) = error else {
            return format!("Le fichier d'une stratégie a {} octets au plus.", Strategy::MOST_BYTES);
        };
        let what = match bound {
            Bound::Conditions => "conditions",
            Bound::Windows => "périodes",
            Bound::WindowName => "caractères dans le nom d'une période",
            Bound::Value => "caractères dans la valeur d'une condition",
            Bound::Description => "caractères dans la description",
            Bound::Prompt => "caractères dans la consigne",
        };
        format!("La stratégie est trop grande : {} {what} au plus.", bound.most())
    }

    /// Why a condition is invalid.
    pub fn condition_error(self, error: &ConditionError) -> String {
        if self.0 == Locale::En {
            return error.to_string();
        }
        match error {
            ConditionError::NotForNumbers { field, operator } => {
                format!("« {} » est un nombre : « {} » n'en dit rien.", self.field(*field), self.operator(*operator))
            }
            ConditionError::NotForTexts { field, operator } => {
                format!("« {} » est un texte : « {} » n'en dit rien.", self.field(*field), self.operator(*operator))
            }
            ConditionError::NeedsNumber { field, .. } => format!("« {} » attend un nombre.", self.field(*field)),
            ConditionError::NeedsText { field, .. } => format!("« {} » attend un texte.", self.field(*field)),
            ConditionError::NoSuchStatus(_) => {
                "Le statut d'une réservation est pending, confirmed, completed ou cancelled.".to_owned()
            }
            ConditionError::UnknownType(name) | ConditionError::UnknownOperator(name) => {
                format!("« {name} » n'existe pas.")
            }
        }
    }

    /// Why a text is not a filter.
    pub fn filter_error(self, FilterError { flaw, .. }: &FilterError) -> String {
        if self.0 == Locale::En {
            return flaw.to_string();
        }
        let name = |field: &Field| field.names().get(1).copied().unwrap_or(field.names()[0]);
        match flaw {
            Flaw::Unfinished(field) => format!("{} attend une valeur", name(field)),
            Flaw::OpenQuote => "un guillemet n'est pas fermé".to_owned(),
            Flaw::UnknownField(field) => {
                let fields = Field::ALL.iter().map(name).collect::<Vec<_>>().join(", ");
                format!("« {field} » n'est pas un champ ; il y a : {fields}")
            }
            Flaw::NotOrdered(field) => format!("{0} ne se compare pas : écrivez {0}:valeur", name(field)),
            Flaw::Value { field, value } => format!("« {value} » ne va pas pour {}", name(field)),
            Flaw::TooLong => format!(
                "ce filtre est trop long : {} mots et tests au plus, et {} caractères",
                Filter::MOST_TERMS,
                Filter::MOST_CHARACTERS
            ),
        }
    }

    pub(super) fn illegal_step(self, IllegalStep { status, step }: IllegalStep) -> String {
        let what = match step {
            Step::Approve => "approuvée",
            Step::Edit => "modifiée",
            Step::Reschedule => "reportée",
            Step::Cancel => "annulée",
            Step::Claim => "prise en charge",
            Step::Accepted | Step::FoundSent => "notée comme envoyée",
            Step::Refused => "notée comme refusée",
            Step::Deferred | Step::FoundUnsent => "remise en attente",
            Step::Voided => "remise à valider",
            Step::Lost => "déclarée incertaine",
            Step::TakeBack => "rétablie",
        };
        format!("Une relance {} ne peut pas être {what}.", self.status_word(status))
    }

    pub fn setting_error(self, error: &SettingError) -> String {
        match (self.0, error) {
            (Locale::En, error) => error.to_string(),
            (Locale::Fr, SettingError::Unknown(key)) => format!("Il n'y a pas de paramètre {key}."),
            (Locale::Fr, SettingError::Value { value, reason, .. }) => {
                format!("« {value} » ne va pas : {}.", self.setting_reason(reason))
            }
        }
    }
}

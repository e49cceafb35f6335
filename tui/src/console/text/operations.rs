//! Texts of operation errors, one method per error type.

use chrono_tz::Tz;
use relance::{
    locale::Locale,
    operations::{
        AccessError, FollowUpError, ImportError, OperationError, OperatorError, StrategyChangeError, WritingError,
    },
    store::cause,
};

use super::Text;

impl Text {
    /// In English the library's own text, except that times are shown in business time.
    pub fn operation_error(self, error: &OperationError, zone: Tz) -> String {
        match (self.0, error) {
            (Locale::En, OperationError::Writing(WritingError::Refused(refusal))) => {
                format!("nothing was written: {}", self.refusal(refusal, zone))
            }
            (Locale::En, OperationError::FollowUp(FollowUpError::Overtaken { status, by, at, .. })) => {
                let (at, status) = (self.time(*at, zone), self.status_word(*status));
                format!("{by} was first ({at}): this follow-up is {status}, look at it again.")
            }
            (Locale::En, error) => error.to_string(),
            (Locale::Fr, OperationError::Database(error)) => self.database_error(&cause(error)),
            (Locale::Fr, OperationError::Access(error)) => self.access_error(error),
            (Locale::Fr, OperationError::NoClient(id)) => {
                format!("Il n'y a plus de client {id} : rafraîchissez avec R.")
            }
            (Locale::Fr, OperationError::NoName) => "Il manque l'adresse ou le numéro du client.".to_owned(),
            (Locale::Fr, OperationError::FollowUp(error)) => self.follow_up_error(error, zone),
            (Locale::Fr, OperationError::Writing(error)) => self.writing_error(error, zone),
            (Locale::Fr, OperationError::Strategy(error)) => self.strategy_change_error(error),
            (Locale::Fr, OperationError::Setting(error)) => self.setting_error(error),
            (Locale::Fr, OperationError::NotPaused(channel)) => {
                format!("Le canal {} n'est pas suspendu.", self.channel_words(&[*channel]))
            }
            (Locale::Fr, OperationError::Operator(error)) => operator_error(error),
            (Locale::Fr, OperationError::Import(error)) => self.import_error(error),
        }
    }

    fn access_error(self, error: &AccessError) -> String {
        match error {
            AccessError::NotAllowed { name, role, needed } => {
                let (role, needed) = (self.role_word(*role), self.role_word(*needed));
                format!("{name} est {role} : il faut être {needed}. Demandez à un administrateur.")
            }
            AccessError::NoOperator(name) => {
                format!("{name} n'est pas un opérateur actif de cette base (--as NOM).")
            }
            AccessError::ReadOnly => "Cette console regarde seulement : relancez-la sans --read-only.".to_owned(),
        }
    }

    fn follow_up_error(self, error: &FollowUpError, zone: Tz) -> String {
        match error {
            FollowUpError::Missing(_) => "Cette relance n'existe plus : rafraîchissez avec R.".to_owned(),
            FollowUpError::Step(error) => self.illegal_step(*error),
            FollowUpError::ChangedMeanwhile(_) => {
                "Quelqu'un d'autre a changé cette relance entre-temps : relisez-la.".to_owned()
            }
            FollowUpError::Overtaken { status, by, at, .. } => {
                let (at, status) = (self.time(*at, zone), self.status_word(*status));
                format!("{by} a été plus rapide ({at}) : cette relance est {status}, relisez-la.")
            }
            FollowUpError::AnotherOpen(_) => "Ce client a une autre relance ouverte : annulez-la d'abord.".to_owned(),
            FollowUpError::FromOldSystem(_) => {
                "Cette relance vient de l'ancien système et personne n'a vérifié son texte \
                                                ici : modifiez-la, puis approuvez-la."
                    .to_owned()
            }
            FollowUpError::Text(fault) => format!("Ce texte ne peut pas partir : {}.", self.fault(fault)),
        }
    }

    fn writing_error(self, error: &WritingError, zone: Tz) -> String {
        match error {
            WritingError::AlreadyOpen(id) => format!("{id} a déjà une relance ouverte."),
            WritingError::NoneApplies(id) => format!("Aucune stratégie ne s'applique à {id}."),
            WritingError::Refused(refusal) => format!("Rien n'a été écrit : {}.", self.refusal(refusal, zone)),
            WritingError::Draft(error) => format!("Le texte n'a pas pu être écrit : {error}"),
            WritingError::PlanChanged(id) => format!(
                "Le client, une stratégie ou un réglage a changé pendant la rédaction pour {id} : demandez-la à nouveau."
            ),
        }
    }

    fn strategy_change_error(self, error: &StrategyChangeError) -> String {
        match error {
            StrategyChangeError::Missing(id) => format!("Il n'y a pas de stratégie {id} en service."),
            StrategyChangeError::ChangedMeanwhile(id) => {
                format!("Quelqu'un d'autre a changé la stratégie {id} entre-temps : rouvrez-la.")
            }
            StrategyChangeError::Exists(id) => format!("Il y a déjà une stratégie {id} : choisissez un autre nom."),
            StrategyChangeError::NotBuiltIn(id) => format!("{id} n'est pas une stratégie d'origine."),
            StrategyChangeError::Senseless(error) => self.strategy_error(error),
        }
    }

    fn import_error(self, error: &ImportError) -> String {
        match error {
            ImportError::NotOurs => "Les réservations de cette base appartiennent au site de réservation.".to_owned(),
            ImportError::File(error) => format!("Le fichier ne peut pas être lu : {error}"),
            ImportError::NotEmpty(n) => format!("La base contient déjà {} réservations.", self.number(*n)),
        }
    }
}

fn operator_error(error: &OperatorError) -> String {
    match error {
        OperatorError::FirstIsAdmin => "Le premier opérateur doit être administrateur.".to_owned(),
        OperatorError::Exists(name) => format!("Il y a déjà un opérateur {name}."),
        OperatorError::Unknown(name) => format!("Il n'y a pas d'opérateur {name}."),
        OperatorError::LastAdmin(name) => format!("{name} est le dernier administrateur actif."),
        OperatorError::KeyTaken(name) => format!("Cette clé est déjà celle de {name}."),
        OperatorError::NoKey(name) => format!("{name} n'a pas cette clé."),
    }
}

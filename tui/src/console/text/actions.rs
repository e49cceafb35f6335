//! Every action of the audit trail in words.

use relance::audit::{Action, UnknownAction};

impl super::Text {
    /// The action as a noun; the stored word of an action that this version does not know.
    pub fn action(self, action: &Result<Action, UnknownAction>) -> &str {
        match action {
            Ok(action) => self.known_action(action),
            Err(UnknownAction(word)) => word,
        }
    }

    const fn known_action(self, action: &Action) -> &'static str {
        match action {
            Action::Generate { .. } => self.tr("écriture", "writing"),
            Action::Approve(_) => self.tr("approbation", "approval"),
            Action::SendNow(_) => self.tr("envoi demandé", "sending asked for"),
            Action::Edit(_) => self.tr("texte modifié", "text edited"),
            Action::Cancel { .. } => self.tr("annulation", "cancellation"),
            Action::Reschedule(_) => self.tr("report", "rescheduling"),
            Action::Settle { .. } => self.tr("incertaine tranchée", "uncertain one settled"),
            Action::TakeBack(_) => self.tr("décision reprise", "decision taken back"),
            Action::Withdraw { .. } => self.tr("retrait", "withdrawal"),
            Action::Refuse { .. } => self.tr("envoi refusé", "sending refused"),
            Action::Send => self.tr("envoi", "sending"),
            Action::Fail => self.tr("envoi échoué", "sending failed"),
            Action::PutBack => self.tr("envoi remis à plus tard", "sending put off"),
            Action::Lose => self.tr("envoi incertain", "sending uncertain"),
            Action::Reconcile { .. } => self.tr("envoi interrompu réglé", "broken-off sending settled"),
            Action::Pause { .. } => self.tr("canal suspendu", "channel paused"),
            Action::Resume { .. } => self.tr("canal rouvert", "channel resumed"),
            Action::ChangeContact { .. } => self.tr("contact changé", "contact changed"),
            Action::Import { .. } => self.tr("réservations importées", "reservations imported"),
            Action::Analyse { .. } => self.tr("analyse demandée", "analysis asked for"),
            Action::Set { .. } => self.tr("paramètre changé", "setting changed"),
            Action::AddStrategy => self.tr("stratégie ajoutée", "strategy added"),
            Action::EditStrategy => self.tr("stratégie modifiée", "strategy edited"),
            Action::EnableStrategy => self.tr("stratégie activée", "strategy switched on"),
            Action::DisableStrategy => self.tr("stratégie arrêtée", "strategy switched off"),
            Action::ResetStrategy => self.tr("stratégie d'origine rétablie", "strategy reset"),
            Action::StrategyReplaced(_) => self.tr("ancienne stratégie remplacée", "old strategy replaced"),
            Action::StrategyKept(_) => self.tr("ancienne stratégie gardée", "old strategy kept"),
            Action::AddOperator { .. } => self.tr("opérateur ajouté", "operator added"),
            Action::ChangeRole { .. } => self.tr("rôle changé", "role changed"),
            Action::DisableOperator { .. } => self.tr("opérateur désactivé", "operator disabled"),
            Action::EnableOperator { .. } => self.tr("opérateur réactivé", "operator enabled"),
            Action::AddKey { .. } => self.tr("clé ajoutée", "key added"),
            Action::RemoveKey { .. } => self.tr("clé retirée", "key removed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use relance::{audit::Action, locale::Locale};
    use serde_json::json;

    use crate::console::text::Text;

    #[test]
    fn what_became_of_a_sending_is_told_in_the_language_of_the_screen() {
        let words = ["send", "fail", "put_back", "lose", "reconcile", "from_another_version"].map(|word| {
            let action = Action::read(word, &json!({ "status": "sent" }));
            [Locale::Fr, Locale::En].map(|locale| Text(locale).action(&action).to_owned())
        });
        let expected = [
            ["envoi", "sending"],
            ["envoi échoué", "sending failed"],
            ["envoi remis à plus tard", "sending put off"],
            ["envoi incertain", "sending uncertain"],
            ["envoi interrompu réglé", "broken-off sending settled"],
            ["from_another_version", "from_another_version"],
        ];
        assert_eq!(words, expected.map(|pair| pair.map(str::to_owned)));
    }
}

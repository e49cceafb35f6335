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
            Action::Generate { .. } => self.say("écriture", "writing"),
            Action::Approve(_) => self.say("approbation", "approval"),
            Action::SendNow(_) => self.say("envoi demandé", "sending asked for"),
            Action::Edit(_) => self.say("texte modifié", "text edited"),
            Action::Cancel { .. } => self.say("annulation", "cancellation"),
            Action::Reschedule(_) => self.say("report", "rescheduling"),
            Action::Settle { .. } => self.say("incertaine tranchée", "uncertain one settled"),
            Action::TakeBack(_) => self.say("décision reprise", "decision taken back"),
            Action::Withdraw { .. } => self.say("retrait", "withdrawal"),
            Action::Refuse { .. } => self.say("envoi refusé", "sending refused"),
            Action::Send => self.say("envoi", "sending"),
            Action::Fail => self.say("envoi échoué", "sending failed"),
            Action::PutBack => self.say("envoi remis à plus tard", "sending put off"),
            Action::Lose => self.say("envoi incertain", "sending uncertain"),
            Action::Reconcile { .. } => self.say("envoi interrompu réglé", "broken-off sending settled"),
            Action::Pause { .. } => self.say("canal suspendu", "channel paused"),
            Action::Resume { .. } => self.say("canal rouvert", "channel resumed"),
            Action::Set { .. } => self.say("paramètre changé", "setting changed"),
            Action::AddStrategy => self.say("stratégie ajoutée", "strategy added"),
            Action::EditStrategy => self.say("stratégie modifiée", "strategy edited"),
            Action::EnableStrategy => self.say("stratégie activée", "strategy switched on"),
            Action::DisableStrategy => self.say("stratégie arrêtée", "strategy switched off"),
            Action::ResetStrategy => self.say("stratégie d'origine rétablie", "strategy reset"),
            Action::StrategyReplaced(_) => self.say("ancienne stratégie remplacée", "old strategy replaced"),
            Action::StrategyKept(_) => self.say("ancienne stratégie gardée", "old strategy kept"),
            Action::AddOperator { .. } => self.say("opérateur ajouté", "operator added"),
            Action::ChangeRole { .. } => self.say("rôle changé", "role changed"),
            Action::DisableOperator { .. } => self.say("opérateur désactivé", "operator disabled"),
            Action::EnableOperator { .. } => self.say("opérateur réactivé", "operator enabled"),
            Action::AddKey { .. } => self.say("clé ajoutée", "key added"),
            Action::RemoveKey { .. } => self.say("clé retirée", "key removed"),
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

//! What came of an action: said on the status line, and the dialog it came from closes.

use relance::follow_up::Status;

use crate::console::{
    message::{Deed, Outcome},
    state::State,
    tabs::follow_ups::deciding,
    theme::Meaning,
};

pub fn succeed(state: &mut State, deed: &Deed, outcome: Outcome) {
    let (text, zone) = (state.text, state.zone());
    if state.dialog.as_ref().is_some_and(|dialog| dialog.awaits(deed)) {
        state.dialog = None;
    }
    let (meaning, told) = match (outcome, deed) {
        (Outcome::Decided(decided), Deed::Decide { decision, .. }) => {
            return deciding::decided(state, decision, decided);
        }
        (Outcome::TakenBack(decided), _) => return deciding::taken_back(state, decided),
        (Outcome::Decided(_), _) => return,
        (Outcome::Resumed(channel), _) => (Meaning::Good, text.resumed(channel)),
        (Outcome::FollowUp(f), Deed::Edit { .. }) => (Meaning::Good, text.edited(&f)),
        (Outcome::FollowUp(f), _) => (Meaning::Good, text.generated(&f, zone)),
        (Outcome::Due { tried: false, .. }, _) => (Meaning::Good, text.lambda_sends().to_owned()),
        (Outcome::Due { follow_up, tried: true }, _) => {
            let left = follow_up.status == Status::Sent;
            (if left { Meaning::Good } else { Meaning::Warning }, text.after_sending(&follow_up, zone))
        }
        (Outcome::Switched, Deed::Switch { id, active }) => {
            (Meaning::Good, text.switched(state.strategy_name(id), *active))
        }
        (Outcome::Switched, _) => return,
        (Outcome::StrategySaved, _) => (Meaning::Good, text.strategy_saved().to_owned()),
        (Outcome::Set(settings), Deed::Set { key, .. }) => {
            let value = text.setting_value(&settings.get(key).unwrap_or_default());
            state.settings = Some(*settings);
            (Meaning::Good, text.set_to(key, &value))
        }
        (Outcome::Set(_), _) => return,
        (Outcome::Ticked(ticked), _) => {
            (if ticked.disabled { Meaning::Warning } else { Meaning::Good }, text.ticked(&ticked))
        }
    };
    state.say(meaning, told);
}

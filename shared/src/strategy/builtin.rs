//! The five strategies every database starts with. `migrate` writes them; this is their one source.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Condition, Priority, Strategy, StrategyId, Window, condition::Field, condition::Operator, season::MonthDay,
};
use crate::client::Channel;

/// The built-in strategies, most urgent first. An admin may change or disable them, never delete them.
pub fn builtin() -> Vec<Strategy> {
    vec![
        Strategy {
            description: "Un client VIP : il a beaucoup dépensé, et n'a plus rien réservé depuis deux semaines.".to_owned(),
            trigger_conditions: vec![above(Field::TotalSpent, 500), above(Field::DaysSinceLast, 14)],
            ai_prompt: "Écris à un client fidèle qui compte parmi les meilleurs. Remercie-le de sa confiance, dis-lui que \
                        son espace l'attend et invite-le à réserver de nouveau. Si une remise est donnée, présente-la comme \
                        un avantage qui lui est réservé. Ton attentif et personnel, jamais insistant."
                .to_owned(),
            ..strategy(
                "high_value_client_retention",
                "Fidélisation des grands clients",
                (Priority::Urgent, &[Channel::Email, Channel::Sms], 7),
            )
        },
        Strategy {
            description: "La dernière réservation vient d'être annulée : comprendre pourquoi et proposer une autre date."
                .to_owned(),
            trigger_conditions: vec![
                condition(Field::ReservationStatus, Operator::Equals, json!("cancelled")),
                below(Field::DaysSinceLast, 14),
            ],
            ai_prompt: "Écris à un client qui vient d'annuler sa réservation. Ne lui fais aucun reproche, demande ce qui n'a \
                        pas convenu et propose de trouver une autre date ou un autre espace. Ton bienveillant et bref."
                .to_owned(),
            also_current: true,
            ..strategy(
                "cancelled_reservation_followup",
                "Suivi d'une réservation annulée",
                (Priority::High, &[Channel::Email], 3),
            )
        },
        Strategy {
            description: "La première réservation payée d'un nouveau client.".to_owned(),
            trigger_conditions: vec![
                below(Field::DaysSinceLast, 7),
                below(Field::TotalReservations, 2),
                above(Field::TotalSpent, 0),
            ],
            ai_prompt: "Souhaite la bienvenue à un client qui vient de faire sa première réservation. Remercie-le, dis-lui \
                        que l'équipe est là pour l'aider et montre-lui en une phrase où réserver la prochaine fois. Ton \
                        chaleureux."
                .to_owned(),
            also_current: true,
            ..strategy("welcome_new_client", "Bienvenue au nouveau client", (Priority::High, &[Channel::Email], 30))
        },
        Strategy {
            description: "Aucune réservation depuis plus d'un mois.".to_owned(),
            trigger_conditions: vec![above(Field::DaysSinceLast, 30)],
            ai_prompt: "Écris à un client qui n'a plus réservé depuis plus d'un mois. Prends de ses nouvelles, rappelle-lui \
                        l'espace qu'il appréciait et invite-le à revenir. Si une remise est donnée, cite-la avec sa date de \
                        fin. Ton attentionné, sans culpabiliser."
                .to_owned(),
            ..strategy(
                "inactive_client_reminder",
                "Rappel au client inactif",
                (Priority::Medium, &[Channel::Email, Channel::Sms], 14),
            )
        },
        Strategy {
            description: "Une occasion de l'année : la rentrée, la fin d'année, les grandes vacances.".to_owned(),
            ai_prompt: "Écris un message de saison à un client, en nommant l'occasion donnée. Dis en quoi un espace de travail \
                        lui serait utile à ce moment de l'année et invite-le à réserver. Ton enjoué et court."
                .to_owned(),
            windows: vec![
                window("rentrée", "08-25", "09-20"),
                window("fin d'année", "12-01", "12-31"),
                window("grandes vacances", "06-20", "07-31"),
            ],
            ..strategy(
                "seasonal_promotion",
                "Offre de saison",
                (Priority::Low, &[Channel::Email, Channel::Push], 21),
            )
        },
    ]
}

/// A strategy with the fields that all built-in ones set; the rest are empty.
fn strategy(id: &str, name: &str, (priority, channels, cooldown_days): (Priority, &[Channel], u16)) -> Strategy {
    Strategy {
        id: StrategyId(id.to_owned()),
        name: name.to_owned(),
        description: String::new(),
        trigger_conditions: Vec::new(),
        ai_prompt: String::new(),
        templates: BTreeMap::new(),
        priority,
        channels: channels.to_vec(),
        cooldown_days,
        windows: Vec::new(),
        also_current: false,
        is_active: true,
    }
}

fn above(field: Field, value: i64) -> Condition {
    condition(field, Operator::GreaterThan, json!(value))
}

fn below(field: Field, value: i64) -> Condition {
    condition(field, Operator::LessThan, json!(value))
}

fn condition(field: Field, operator: Operator, value: Value) -> Condition {
    Condition::new(field, operator, value).unwrap_or_else(|e| unreachable!("{e}"))
}

fn window(name: &str, from: &str, to: &str) -> Window {
    let day = |text: &str| MonthDay::try_from(text.to_owned()).unwrap_or_else(|e| unreachable!("{e}"));
    Window { name: name.to_owned(), from: day(from), to: day(to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_strategies_are_these_five() {
        let line = |s: Strategy| {
            let conditions: Vec<_> = s.trigger_conditions.iter().map(ToString::to_string).collect();
            let channels: Vec<_> = s.channels.iter().map(|c| c.as_str()).collect();
            let current = if s.also_current { ", also current" } else { "" };
            format!(
                "{}: {} | {} | {} | {} d | {} windows{current}",
                s.id,
                conditions.join(", "),
                s.priority,
                channels.join(", "),
                s.cooldown_days,
                s.windows.len()
            )
        };
        insta::assert_snapshot!(builtin().into_iter().map(line).collect::<Vec<_>>().join("\n"), @"
        high_value_client_retention: total_spent greater_than 500, days_since_last greater_than 14 | urgent | email, sms | 7 d | 0 windows
        cancelled_reservation_followup: reservation_status equals cancelled, days_since_last less_than 14 | high | email | 3 d | 0 windows, also current
        welcome_new_client: days_since_last less_than 7, total_reservations less_than 2, total_spent greater_than 0 | high | email | 30 d | 0 windows, also current
        inactive_client_reminder: days_since_last greater_than 30 | medium | email, sms | 14 d | 0 windows
        seasonal_promotion:  | low | email, push | 21 d | 3 windows
        ");
    }

    #[test]
    fn each_says_what_it_is_for_and_what_to_write() {
        for strategy in builtin() {
            assert!(strategy.is_active, "{}", strategy.id);
            assert!(!strategy.name.is_empty() && !strategy.description.is_empty(), "{}", strategy.id);
            assert!(strategy.ai_prompt.len() > 100, "{}", strategy.id);
        }
    }
}

//! The actions that the audit trail records, with their details.
//!
//! A new action needs a variant here and its texts in the console's `text/actions.rs`, nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    client::Channel,
    feedback::{Kind, PauseReason, health::Health},
    follow_up::{FollowUp, Status, gate::RefusalCode},
    locale::Locale,
    operator::{OperatorName, Role},
};

/// A recorded action. Stored as its name (`put_back`) and a JSON object of its fields, which contain no address, phone
/// number or message body. Rows of earlier versions stay readable: a field that was added later, or that some versions
/// left out, is optional.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", content = "details", rename_all = "snake_case")]
pub enum Action {
    /// A follow-up was written.
    Generate {
        /// A person asked for it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_hand: bool,
        /// The failed follow-up that this one replaces, because its address is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<Uuid>,
    },
    Approve(Transition),
    /// Approved if it was not yet, and made due at once.
    SendNow(Transition),
    Edit(Transition),
    Cancel {
        #[serde(flatten)]
        transition: Transition,
        /// The reason that the person typed; may be empty.
        #[serde(default)]
        reason: Option<String>,
    },
    Reschedule(Transition),
    /// It became known whether a follow-up was sent.
    Settle {
        #[serde(flatten)]
        transition: Transition,
        /// The provider's event that proves it; `None` when a person decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<Kind>,
    },
    /// A person undid their own decision.
    TakeBack(Transition),
    /// The schedule cancelled a follow-up that can no longer be sent.
    Withdraw {
        reason: RefusalCode,
    },
    /// The gate refused to send a due follow-up.
    Refuse {
        reason: RefusalCode,
    },
    /// The provider accepted it.
    Send,
    /// The provider refused it for good.
    Fail,
    /// The provider refused it for now.
    PutBack,
    /// It is unknown whether the provider accepted it.
    Lose,
    /// A follow-up whose lease had expired was reconciled.
    Reconcile {
        status: Status,
    },

    /// A channel was paused because of bounces or complaints.
    Pause {
        channel: Channel,
        because: PauseReason,
        health: Health,
    },
    /// A person resumed a channel.
    Resume {
        channel: Channel,
    },

    /// A person changed how a client is written to: what holds from then on. The number itself is left out.
    ChangeContact {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<Locale>,
        #[serde(default)]
        has_phone: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paused_until: Option<DateTime<Utc>>,
    },

    /// A person imported a file of reservations.
    Import {
        new: u64,
        changed: u64,
        unchanged: u64,
        /// Lines that were rejected.
        rejected: u64,
        /// Whether invented clients were deleted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        wiped_demo: bool,
    },
    /// A person had the clients analysed.
    Analyse {
        folded: u64,
        rescored: u64,
    },

    /// A setting was changed; the values as [`crate::settings::Settings::get`] writes them.
    Set {
        key: String,
        from: String,
        to: String,
    },

    AddStrategy,
    EditStrategy,
    EnableStrategy,
    DisableStrategy,
    ResetStrategy,
    /// A migration replaced an unchanged strategy of the old system; the value is that strategy.
    StrategyReplaced(Value),
    /// A migration kept a strategy that an admin had changed or added; the value is that strategy.
    StrategyKept(Value),

    AddOperator {
        operator: OperatorName,
        role: Role,
    },
    ChangeRole {
        operator: OperatorName,
        from: Role,
        to: Role,
    },
    DisableOperator {
        operator: OperatorName,
    },
    EnableOperator {
        operator: OperatorName,
    },
    /// `key` is a fingerprint, `SHA256:…`.
    AddKey {
        operator: OperatorName,
        key: String,
    },
    RemoveKey {
        operator: OperatorName,
        key: String,
    },
}

/// The status of a follow-up before and after. Some rows written by the schedule have neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Status>,
}

impl Transition {
    pub const fn between(before: &FollowUp, after: &FollowUp) -> Self {
        Self { from: Some(before.status), to: Some(after.status) }
    }
}

/// The name of an action that this version does not know: another version, or the old system, wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no action that this version knows")]
pub struct UnknownAction(pub String);

impl Action {
    /// Its name and its details (a JSON object), as stored.
    pub fn into_parts(self) -> (String, Value) {
        let details = || Value::Object(Map::new());
        // Serializing fails only for a field that is not valid JSON; there is none.
        let Ok(Value::Object(mut parts)) = serde_json::to_value(self) else { return (String::new(), details()) };
        let word = parts.remove("action").and_then(|word| word.as_str().map(str::to_owned));
        (word.unwrap_or_default(), parts.remove("details").unwrap_or_else(details))
    }

    /// Reads a stored action. Invalid details are dropped where the action does not require them.
    ///
    /// # Errors
    /// The name is unknown, or the action requires details and these are invalid.
    pub fn read(word: &str, details: &Value) -> Result<Self, UnknownAction> {
        let read = |details: &Value| serde_json::from_value(json!({ "action": word, "details": details })).ok();
        read(details)
            .or_else(|| read(&Value::Object(Map::new())))
            .or_else(|| read(&Value::Null))
            .ok_or_else(|| UnknownAction(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00000000-0000-0000-0000-000000000007";

    /// A row of each kind that this or an earlier version has written.
    fn rows() -> Vec<(&'static str, Value)> {
        let moved = json!({ "from": "pending", "to": "approved" });
        let health = json!({ "sent": 1000, "hard_bounces": 31, "complaints": 0 });
        let operator = json!({ "operator": "awa" });
        let key = json!({ "operator": "awa", "key": "SHA256:abc" });
        vec![
            ("generate", json!({})),
            ("generate", json!({ "by_hand": true })),
            ("generate", json!({ "instead_of": ID })),
            ("approve", json!({})),
            ("approve", moved.clone()),
            ("send_now", moved.clone()),
            ("edit", moved.clone()),
            ("cancel", json!({ "from": "pending", "to": "cancelled", "reason": "déjà au téléphone" })),
            ("reschedule", moved.clone()),
            ("settle", json!({ "from": "uncertain", "to": "sent" })),
            ("settle", json!({ "from": "uncertain", "to": "sent", "event": "delivered" })),
            ("take_back", moved),
            ("withdraw", json!({ "reason": "came_back" })),
            ("refuse", json!({ "reason": "quiet_hours" })),
            ("send", json!({})),
            ("fail", json!({})),
            ("put_back", json!({})),
            ("lose", json!({})),
            ("reconcile", json!({ "status": "uncertain" })),
            (
                "pause",
                json!({ "channel": "email", "because": "31 of the last 1000 messages went to dead addresses",
                "health": health }),
            ),
            (
                "pause",
                json!({ "channel": "email", "because": { "cause": "complaints", "count": 3, "of": 40 },
                "health": { "sent": 40, "hard_bounces": 0, "complaints": 3 } }),
            ),
            ("resume", json!({ "channel": "email" })),
            ("change_contact", json!({ "has_phone": false })),
            ("change_contact", json!({ "locale": "en", "has_phone": true, "paused_until": "2026-12-24T00:00:00Z" })),
            ("import", json!({ "new": 3, "changed": 2, "unchanged": 1, "rejected": 0 })),
            ("import", json!({ "new": 3, "changed": 0, "unchanged": 0, "rejected": 4, "wiped_demo": true })),
            ("analyse", json!({ "folded": 300, "rescored": 0 })),
            ("set", json!({ "key": "enabled", "from": "true", "to": "false" })),
            ("add_strategy", json!({})),
            ("edit_strategy", json!({})),
            ("enable_strategy", json!({})),
            ("disable_strategy", json!({})),
            ("reset_strategy", json!({})),
            ("strategy_replaced", json!({ "id": "vip", "ai_prompt": "Why" })),
            ("strategy_kept", json!({ "id": "vip", "ai_prompt": "Why" })),
            ("add_operator", json!({ "operator": "awa", "role": "admin" })),
            ("change_role", json!({ "operator": "awa", "from": "admin", "to": "viewer" })),
            ("disable_operator", operator.clone()),
            ("enable_operator", operator),
            ("add_key", key.clone()),
            ("remove_key", key),
        ]
    }

    #[test]
    fn every_row_is_read_and_written_as_it_was() {
        for (word, details) in rows() {
            let action = Action::read(word, &details).unwrap_or_else(|unknown| panic!("{unknown}"));
            assert_eq!(action.into_parts(), (word.to_owned(), details));
        }
    }

    #[test]
    fn details_that_say_too_much_or_nothing_do_not_hide_the_action() {
        let nothing = Transition::default();
        for (word, details, read) in [
            ("send", json!({ "attempt": 2 }), Action::Send),
            ("send", Value::Null, Action::Send),
            ("approve", json!({ "from": "nowhere", "to": 3 }), Action::Approve(nothing)),
            ("approve", json!([1]), Action::Approve(nothing)),
            (
                "approve",
                json!({ "from": "pending", "to": "approved", "reason": null, "new": 1 }),
                Action::Approve(Transition { from: Some(Status::Pending), to: Some(Status::Approved) }),
            ),
            ("edit", json!({}), Action::Edit(nothing)),
        ] {
            assert_eq!(Action::read(word, &details), Ok(read), "{word} {details}");
        }
    }

    #[test]
    fn what_this_version_does_not_know_keeps_its_word() {
        for (word, details) in [("whatsapp_sent", json!({})), ("", json!({})), ("reconcile", json!({ "status": "?" }))]
        {
            assert_eq!(Action::read(word, &details), Err(UnknownAction(word.to_owned())));
        }
    }
}

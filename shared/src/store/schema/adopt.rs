//! Takes over the strategies of the system that was in the database before: unchanged seeds are replaced by the
//! built-in strategies, those that an admin changed are kept.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::report::MigrateReport;
use crate::{
    audit::{Action, Entry},
    store::{Store, Tx, on},
    strategy::{Operator, Priority, Strategy, StrategyId},
};

/// The actor in the audit trail.
pub(super) const ACTOR: &str = "migrate";

/// A strategy as the old system seeded it, as far as needed to tell whether it was changed. The names of the fields in
/// conditions varied over the years, so conditions are compared by operator and value.
struct Seed {
    /// The built-in strategy that replaces it.
    ours: &'static str,
    conditions: &'static [(Operator, Expected)],
    priority: Priority,
    channels: &'static [&'static str],
    cooldown_days: i64,
}

enum Expected {
    Number(f64),
    Text(&'static str),
}

const SEEDS: [Seed; 5] = [
    Seed {
        ours: "welcome_new_client",
        conditions: &[(Operator::LessThan, Expected::Number(7.0)), (Operator::GreaterThan, Expected::Number(0.0))],
        priority: Priority::High,
        channels: &["email"],
        cooldown_days: 30,
    },
    Seed {
        ours: "inactive_client_reminder",
        conditions: &[(Operator::GreaterThan, Expected::Number(30.0)), (Operator::GreaterThan, Expected::Number(50.0))],
        priority: Priority::Medium,
        channels: &["email", "sms"],
        cooldown_days: 14,
    },
    Seed {
        ours: "high_value_client_retention",
        conditions: &[
            (Operator::GreaterThan, Expected::Number(500.0)),
            (Operator::GreaterThan, Expected::Number(14.0)),
        ],
        priority: Priority::Urgent,
        channels: &["email", "sms"],
        cooldown_days: 7,
    },
    Seed {
        ours: "cancelled_reservation_followup",
        conditions: &[(Operator::Equals, Expected::Text("cancelled"))],
        priority: Priority::High,
        channels: &["email"],
        cooldown_days: 3,
    },
    Seed {
        ours: "seasonal_promotion",
        conditions: &[(Operator::GreaterThan, Expected::Number(7.0))],
        priority: Priority::Medium,
        channels: &["email", "push"],
        cooldown_days: 21,
    },
];

/// A stored strategy that is not validated yet.
#[derive(sqlx::FromRow)]
struct Found {
    id: String,
    name: String,
    description: String,
    trigger_conditions: Json<Value>,
    ai_prompt: String,
    priority: Priority,
    channels: Json<Value>,
    cooldown_days: i64,
    is_active: bool,
}

impl Found {
    fn is(&self, seed: &Seed) -> bool {
        self.priority == seed.priority
            && self.cooldown_days == seed.cooldown_days
            && same(list(&self.channels), seed.channels, |found, name| found.as_str() == Some(name))
            && same(list(&self.trigger_conditions), seed.conditions, |found, (operator, value)| {
                found["operator"].as_str() == Some(operator.as_str()) && value.is(&found["value"])
            })
    }

    /// All of it, for the audit trail.
    fn written(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "description": self.description,
            "trigger_conditions": *self.trigger_conditions, "ai_prompt": self.ai_prompt,
            "priority": self.priority, "channels": *self.channels, "cooldown_days": self.cooldown_days,
            "is_active": self.is_active,
        })
    }
}

impl Expected {
    fn is(&self, found: &Value) -> bool {
        match (self, found) {
            (Self::Number(expected), Value::String(text)) => text.trim().parse() == Ok(*expected),
            (Self::Number(expected), found) => found.as_f64() == Some(*expected),
            (Self::Text(expected), found) => found.as_str() == Some(expected),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether both have the same items in any order; the lists are short and have no duplicates.
fn same<E>(found: &[Value], expected: &[E], is: impl Fn(&Value, &E) -> bool) -> bool {
    found.len() == expected.len() && expected.iter().all(|e| found.iter().any(|f| is(f, e)))
}

const FIND: &str = "select id, name, description, trigger_conditions, ai_prompt, priority, channels, cooldown_days,
        is_active
    from ai_follow_up_strategies order by id";

/// Deletes the unchanged seeds, and returns `ours` to be written in their place, switched off where the old one was.
/// The audit trail keeps what was deleted.
pub(super) async fn take_over(
    tx: &mut Tx,
    mut ours: Vec<Strategy>,
    now: DateTime<Utc>,
    report: &mut MigrateReport,
) -> sqlx::Result<Vec<Strategy>> {
    let found: Vec<Found> = on!(tx, db => sqlx::query_as(FIND).fetch_all(db).await)?;
    for old in found {
        let action = match SEEDS.iter().find(|seed| old.is(seed)) {
            Some(seed) => {
                const DELETE: &str = "delete from ai_follow_up_strategies where id = $1";
                on!(tx, db => sqlx::query(DELETE).bind(&old.id).execute(db).await.map(drop))?;
                if let Some(strategy) = ours.iter_mut().find(|strategy| strategy.id.0 == seed.ours) {
                    strategy.is_active = old.is_active;
                }
                report.replaced_strategies.push(old.id.clone());
                Action::StrategyReplaced(old.written())
            }
            None => {
                const KEEP: &str = "update ai_follow_up_strategies set kept_at = $2 where id = $1";
                on!(tx, db => sqlx::query(KEEP).bind(&old.id).bind(now).execute(db).await.map(drop))?;
                report.kept_strategies.push(old.id.clone());
                Action::StrategyKept(old.written())
            }
        };
        tx.record(Entry::about_strategy(&StrategyId(old.id), action, ACTOR), now).await?;
    }
    Ok(ours)
}

impl Store {
    /// Ids of the old system's strategies that were kept because an admin had changed them, and that were not changed
    /// since.
    pub async fn kept_strategies(&self) -> sqlx::Result<Vec<String>> {
        const KEPT: &str = "select id from ai_follow_up_strategies where kept_at >= updated_at order by id";
        on!(self, db => sqlx::query_scalar(KEPT).fetch_all(db).await)
    }
}

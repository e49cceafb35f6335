//! What a migrated database starts with: the settings and the built-in strategies.

use chrono::{DateTime, Utc};

use super::{
    adopt,
    report::{MigrateError, MigrateReport, SeedError},
};
use crate::{
    settings::{Delivery, KEYS, Settings},
    store::{Tx, on},
    strategy::{Strategy, builtin},
};

/// Values for the settings from the environment, for the first migration only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsSeed(Vec<Variable>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    name: &'static str,
    key: &'static str,
    value: String,
}

impl SettingsSeed {
    /// Asks `value_of` for each variable that seeds a setting (`AI_DAILY_LIMIT`, …); an empty value counts as none.
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |(name, key)| {
            let value = value_of(name).filter(|value| !value.trim().is_empty())?;
            Some(Variable { name, key, value })
        };
        let seeding = KEYS.iter().filter_map(|key| Some((key.seeded_by?, key.name)));
        Self(seeding.filter_map(variable).collect())
    }

    /// Whether every value fits its setting.
    pub fn check(&self) -> Result<(), SeedError> {
        self.apply(&mut Settings::new(Delivery::Outbox))
    }

    fn apply(&self, settings: &mut Settings) -> Result<(), SeedError> {
        self.0.iter().try_for_each(|Variable { name, key, value }| {
            settings.set(key, value).map_err(|e| SeedError { variable: name, reason: e.to_string() })
        })
    }
}

/// Writes missing strategies; the first time also the settings, with the variables' values, and adopts old strategies.
pub(super) async fn fill(
    tx: &mut Tx,
    variables: &SettingsSeed,
    delivery: Delivery,
    now: DateTime<Utc>,
    report: &mut MigrateReport,
) -> Result<(), MigrateError> {
    let seeded: bool = on!(tx, db => sqlx::query_scalar("select seeded from engine_state").fetch_one(db).await)?;
    if seeded {
        // A later version may add built-in strategies.
        return Ok(write_strategies(tx, builtin(), now).await?);
    }
    seed_settings(tx, variables, delivery, now).await?;
    report.seeded_from = variables.0.iter().map(|variable| variable.name).collect();
    let ours = adopt::take_over(tx, builtin(), now, report).await?;
    write_strategies(tx, ours, now).await?;
    on!(tx, db => sqlx::query("update engine_state set seeded = true").execute(db).await.map(drop))?;
    Ok(())
}

/// Values of the old system's row stay, where no variable sets them.
async fn seed_settings(
    tx: &mut Tx,
    variables: &SettingsSeed,
    delivery: Delivery,
    now: DateTime<Utc>,
) -> Result<(), MigrateError> {
    let old = tx.settings_if_any().await?;
    let mut settings = old.clone().unwrap_or_else(|| Settings::new(delivery));
    variables.apply(&mut settings)?;
    if old.as_ref() != Some(&settings) {
        tx.save_settings(&settings, now).await?;
    }
    Ok(())
}

/// Inserts only those whose id is free: an admin's changes to the others stay.
async fn write_strategies(tx: &mut Tx, strategies: Vec<Strategy>, now: DateTime<Utc>) -> sqlx::Result<()> {
    for strategy in strategies {
        tx.insert_strategy(&strategy, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_variable_is_named() {
        let seed = SettingsSeed::read(|name| (name == "AI_DAILY_LIMIT").then(|| "plenty".to_owned()));
        insta::assert_snapshot!(seed.check().expect_err("refused"), @r#"the variable AI_DAILY_LIMIT is wrong: daily_follow_up_limit cannot be "plenty": write a whole number from 0 to 100000"#);
    }

    #[test]
    fn only_the_variables_that_say_something_count() {
        assert_eq!(SettingsSeed::read(|_| Some("  ".to_owned())), SettingsSeed::default());
        let asked = std::cell::RefCell::new(Vec::new());
        SettingsSeed::read(|name| {
            asked.borrow_mut().push(name.to_owned());
            None
        });
        insta::assert_snapshot!(asked.into_inner().join("\n"), @"
        AI_FOLLOW_UP_ENABLED
        AI_AUTO_MODE_ENABLED
        AI_CHECK_INTERVAL_MINUTES
        AI_DAILY_LIMIT
        AI_HIGH_RISK_THRESHOLD
        AI_LOW_ENGAGEMENT_THRESHOLD
        AI_CRITICAL_INACTIVITY_DAYS
        ");
    }
}

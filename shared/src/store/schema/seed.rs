//! What a migrated database starts with: the settings and the built-in strategies. Where an old system was taken over, the
//! automatic mode is off: nobody has seen yet what this one writes.

use chrono::{DateTime, Utc};

use super::{
    adopt,
    report::{MigrateError, MigrateReport, SeedError},
};
use crate::{
    audit::{Action, Entry},
    settings::{Delivery, KEYS, Settings},
    store::{Tx, on},
    strategy::{Strategy, builtin},
};

/// The setting that a takeover switches off.
const AUTO_MODE: &str = "auto_mode_enabled";

/// Values for the settings from the environment, for the first migration only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsSeed(Vec<Variable>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    name: String,
    key: &'static str,
    value: String,
}

impl SettingsSeed {
    /// Asks `value_of` for each variable that seeds a setting: `AI_DAILY_LIMIT` or, where that is not set,
    /// `VITE_AI_DAILY_LIMIT`, as the booking site has it. An empty value counts as none.
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: String| Some((value_of(&name).filter(|value| !value.trim().is_empty())?, name));
        let variable = |(name, key): (&str, _)| {
            let (value, name) = set(name.to_owned()).or_else(|| set(format!("VITE_{name}")))?;
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
            settings.set(key, value).map_err(|e| SeedError { variable: name.clone(), reason: e.to_string() })
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
    seed_settings(tx, variables, delivery, now, report).await?;
    report.seeded_from = variables.0.iter().map(|variable| variable.name.clone()).collect();
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
    report: &mut MigrateReport,
) -> Result<(), MigrateError> {
    let old = tx.settings_if_any().await?;
    let mut settings = old.clone().unwrap_or_else(|| Settings::new(delivery));
    variables.apply(&mut settings)?;
    if old.is_some() && settings.auto_mode_enabled {
        settings.auto_mode_enabled = false;
        report.auto_mode_switched_off = true;
        let action = Action::Set {
            key: AUTO_MODE.to_owned(),
            from: true.to_string(),
            to: settings.auto_mode_enabled.to_string(),
        };
        tx.save_setting_change(AUTO_MODE, adopt::ACTOR, now).await?;
        tx.record(Entry::new(action, adopt::ACTOR), now).await?;
    }
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
        let limit = |variables: &[(&str, &str)]| {
            let seed = SettingsSeed::read(|name| {
                variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
            });
            let mut settings = Settings::new(Delivery::Outbox);
            seed.apply(&mut settings).expect("they fit");
            (settings.daily_follow_up_limit, seed.0.into_iter().map(|variable| variable.name).collect::<Vec<_>>())
        };
        let (ours, theirs) = (("AI_DAILY_LIMIT", "7"), ("VITE_AI_DAILY_LIMIT", "9"));
        assert_eq!(limit(&[theirs]), (9, vec![theirs.0.to_owned()]), "as the booking site has it");
        assert_eq!(limit(&[theirs, ours]), (7, vec![ours.0.to_owned()]));
        assert_eq!(limit(&[theirs, ("AI_DAILY_LIMIT", " ")]).0, 9);
        let asked = std::cell::RefCell::new(Vec::new());
        SettingsSeed::read(|name| {
            asked.borrow_mut().push(name.to_owned());
            (!name.starts_with("VITE_")).then(|| "1".to_owned())
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

//! `settings`, `resume` and `strategies`.

use std::{fs::File, io::Read, path::Path};

use anyhow::{Context, Result, bail};
use relance::{
    client::Channel,
    operations::StrategyChangeError,
    settings::{KEYS, Settings},
    strategy::{Strategy, StrategyId},
};
use serde_json::json;

use super::Outcome;
use crate::{args::StrategyAction, output::Output, session::Session};

pub async fn settings(session: &Session, key: Option<&str>, value: Option<&str>, out: &mut Output) -> Result<Outcome> {
    match (key, value) {
        (Some(key), Some(value)) => {
            let settings = session.operations().set(key, value).await?;
            show(&settings, key, out)?;
        }
        (Some(key), None) => {
            let settings = session.store.settings().await?;
            if out.json {
                show(&settings, key, out)?;
            } else {
                out.print_line(settings.get(key)?)?;
            }
        }
        (None, _) => {
            let settings = session.store.settings().await?;
            if out.json {
                for key in KEYS {
                    show(&settings, key.name, out)?;
                }
                return Ok(Outcome::Done);
            }
            let rows: Result<Vec<_>> = KEYS
                .iter()
                .map(|key| {
                    let value = settings.get(key.name)?;
                    Ok(vec![key.name.to_owned(), value, key.range.to_owned(), key.meaning_en.to_owned()])
                })
                .collect();
            out.table(&["SETTING", "VALUE", "MAY BE", "MEANING"], &rows?)?;
        }
    }
    Ok(Outcome::Done)
}

pub async fn resume(session: &Session, channel: Channel, out: &mut Output) -> Result<Outcome> {
    session.operations().resume(channel).await?;
    out.report(&json!({ "channel": channel, "paused": false }), format!("{channel} sends again"))?;
    Ok(Outcome::Done)
}

fn show(settings: &Settings, key: &str, out: &mut Output) -> Result<()> {
    let value = settings.get(key)?;
    out.report(&json!({ "key": key, "value": value }), format!("{key} = {value}"))
}

pub async fn strategies(session: &Session, action: Option<&StrategyAction>, out: &mut Output) -> Result<Outcome> {
    match action {
        None | Some(StrategyAction::List) => return list(session, out).await,
        Some(StrategyAction::Show { id }) => {
            let (strategies, unusable) = session.store.strategies().await?;
            if let Some(broken) = unusable.iter().find(|u| u.id == *id) {
                bail!("strategy {id} makes no sense and is left out: {}", broken.reason);
            }
            let strategy =
                strategies.iter().find(|s| s.id == *id).ok_or_else(|| StrategyChangeError::Missing(id.clone()))?;
            out.document(strategy)?;
        }
        Some(StrategyAction::Add { file }) => {
            let strategy = read(file, "added")?;
            session.operations().add_strategy(&strategy).await?;
            out.report(&strategy, format!("strategy {} is added", strategy.id))?;
            say_leap_days(&strategy, out)?;
        }
        Some(StrategyAction::Edit { id, file }) => {
            let strategy = read(file, "taken")?;
            if strategy.id != *id {
                bail!("{} describes strategy {}, not {id}: an id cannot be changed", file.display(), strategy.id);
            }
            let (strategies, _) = session.store.strategies().await?;
            // One that makes no sense has nothing to be overwritten by mistake.
            let seen = strategies.iter().find(|stored| stored.id == *id);
            session.operations().edit_strategy(&strategy, seen).await?;
            out.report(&strategy, format!("strategy {id} is changed"))?;
            say_leap_days(&strategy, out)?;
        }
        Some(StrategyAction::Enable { id }) => switch(session, id, true, out).await?,
        Some(StrategyAction::Disable { id }) => switch(session, id, false, out).await?,
        Some(StrategyAction::Reset { id }) => {
            let strategy = session.operations().reset_strategy(id).await?;
            out.report(&strategy, format!("strategy {id} is as it came"))?;
        }
    }
    Ok(Outcome::Done)
}

fn read(file: &Path, done: &str) -> Result<Strategy> {
    let shown = file.display();
    let mut text = Vec::new();
    let opened = File::open(file).with_context(|| format!("cannot read {shown}"))?;
    // No more than tells that it is too long.
    let read = opened.take(Strategy::MOST_BYTES as u64 + 1).read_to_end(&mut text);
    read.with_context(|| format!("cannot read {shown}"))?;
    Strategy::from_json(&String::from_utf8_lossy(&text)).with_context(|| format!("{shown} was not {done}"))
}

/// A line for each window that begins or ends on 29 February.
fn say_leap_days(strategy: &Strategy, out: &mut Output) -> Result<()> {
    for window in strategy.windows.iter().filter(|window| window.names_leap_day()) {
        out.print_line(format!("{}: in years without 02-29, 02-28 takes its place", window.name))?;
    }
    Ok(())
}

async fn switch(session: &Session, id: &StrategyId, on: bool, out: &mut Output) -> Result<()> {
    session.operations().switch_strategy(id, on).await?;
    let state = if on { "enabled" } else { "disabled" };
    out.report(&json!({ "id": id, "is_active": on }), format!("strategy {id} is {state}"))
}

async fn list(session: &Session, out: &mut Output) -> Result<Outcome> {
    let (strategies, unusable) = session.store.strategies().await?;
    let mut rows = Vec::new();
    for strategy in &strategies {
        if out.json {
            out.object(strategy)?;
            continue;
        }
        let channels: Vec<String> = strategy.channels.iter().map(ToString::to_string).collect();
        let conditions: Vec<String> = strategy.trigger_conditions.iter().map(ToString::to_string).collect();
        rows.push(vec![
            strategy.id.to_string(),
            if strategy.is_active { "on" } else { "off" }.to_owned(),
            strategy.priority.to_string(),
            channels.join(", "),
            format!("{} d", strategy.cooldown_days),
            if conditions.is_empty() { "always".to_owned() } else { conditions.join(" and ") },
        ]);
    }
    if !out.json {
        out.table(&["STRATEGY", "", "PRIORITY", "CHANNELS", "COOLDOWN", "FIRES WHEN"], &rows)?;
    }
    for broken in &unusable {
        let line = format!("{} makes no sense and is left out: {}", broken.id, broken.reason);
        out.report(&json!({ "id": broken.id, "error": broken.reason }), line)?;
    }
    Ok(Outcome::Done)
}

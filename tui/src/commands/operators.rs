//! `operators`: who may use this database, and the `authorized_keys` lines for OpenSSH.

use std::{fs, io::Read, path::Path};

use anyhow::{Context, Result};
use relance::{
    operator::PublicKey,
    store::{Operator, OperatorKey},
};
use serde::Serialize;
use serde_json::json;

use super::Outcome;
use crate::{
    args::{KeyAction, OperatorAction},
    forced_command,
    output::Output,
    session::Session,
};

/// An operator as listed.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    operator: &'a Operator,
    keys: Vec<Key<'a>>,
}

#[derive(Serialize)]
struct Key<'a> {
    fingerprint: String,
    label: &'a str,
}

pub async fn run(session: &Session, action: &OperatorAction, out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    match action {
        OperatorAction::List => list(session, out).await?,
        OperatorAction::Add { name, role, key } => {
            let key = key.as_deref().map(read_key).transpose()?;
            let added = operations.add_operator(name, *role, key.as_ref()).await?;
            out.report(&added, format!("{name} is {role}"))?;
        }
        OperatorAction::Role { name, role } => {
            let changed = operations.change_role(name, *role).await?;
            out.report(&changed, format!("{name} is {role}"))?;
        }
        OperatorAction::Key { action: KeyAction::Add { name, file } } => {
            let key = read_key(file)?;
            operations.add_key(name, &key).await?;
            let fingerprint = key.fingerprint();
            out.report(&json!({ "operator": name, "added": fingerprint }), format!("{name} has key {fingerprint}"))?;
        }
        OperatorAction::Key { action: KeyAction::Remove { name, fingerprint } } => {
            operations.remove_key(name, fingerprint).await?;
            out.report(&json!({ "operator": name, "removed": fingerprint }), format!("{name} has that key no more"))?;
        }
        OperatorAction::Disable { name } => {
            out.report(&operations.disable_operator(name, true).await?, format!("{name} may do nothing any more"))?;
        }
        OperatorAction::Enable { name } => {
            out.report(&operations.disable_operator(name, false).await?, format!("{name} is let in again"))?;
        }
        OperatorAction::AuthorizedKeys { kind, key } => {
            // A malformed key is answered like an unknown one: with no line.
            if let Ok(key) = format!("{kind} {key}").parse::<PublicKey>()
                && let Some(name) = session.store.key_holder(&key).await?
            {
                out.print_line(forced_command::line(&session.program, session.url_file.as_deref(), &name, &key))?;
            }
        }
    }
    Ok(Outcome::Done)
}

async fn list(session: &Session, out: &mut Output) -> Result<()> {
    let operators = session.store.operators().await?;
    let keys = session.store.operator_keys().await?;
    let keys_of = |operator: &Operator| -> Vec<Key<'_>> {
        let own = keys.iter().filter(|key| key.operator == operator.name);
        own.map(|OperatorKey { key, label, .. }| Key {
            fingerprint: key.parse::<PublicKey>().map(|key| key.fingerprint()).unwrap_or_default(),
            label,
        })
        .collect()
    };
    let mut rows = Vec::new();
    for operator in &operators {
        let keys = keys_of(operator);
        if out.json {
            out.object(&Line { operator, keys })?;
            continue;
        }
        let labels: Vec<String> = keys.iter().map(|key| format!("{} {}", key.fingerprint, key.label)).collect();
        rows.push(vec![
            operator.name.to_string(),
            operator.role.to_string(),
            if operator.disabled_at.is_some() { "disabled" } else { "" }.to_owned(),
            labels.join(", "),
        ]);
    }
    if !out.json {
        out.table(&["NAME", "ROLE", "", "KEYS"], &rows)?;
        if rows.is_empty() {
            out.print_line(if session.is_guarded() {
                "there is no operator any more, so nobody may change anything: SECURITY.md says how the database's owner \
                 lets the first one be added again"
            } else {
                "there is no operator yet, so whoever holds the database's URL is admin: add the first one"
            })?;
        }
    }
    Ok(())
}

fn read_key(file: &Path) -> Result<PublicKey> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read the key from standard input")?;
        text
    } else {
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
    };
    text.parse().with_context(|| format!("{} was not taken", file.display()))
}

//! Whose a reservation is: names that are new get a client, and what names nobody is set apart.
//!
//! Only the program knows what is an address, and what an admin listed; the database remembers what it said, in
//! `client_names` and `placeholders`, for the views that join reservations with their clients.

use chrono::{DateTime, Utc};

use super::EngineError;
use crate::{
    client::{ClientId, ClientKey, Placeholders},
    store::Store,
};

/// Names read at once.
const PAGE: i64 = 10_000;

/// The clients with these addresses, new ones included.
pub(super) async fn clients_of(
    store: &Store,
    placeholders: &Placeholders,
    addresses: Vec<ClientId>,
    now: DateTime<Utc>,
) -> Result<Vec<ClientKey>, EngineError> {
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    let (named, nobodies): (Vec<ClientId>, Vec<ClientId>) =
        addresses.into_iter().partition(|address| placeholders.names_a_client(address.as_str()));
    let nobodies: Vec<String> = nobodies.iter().map(ClientId::to_string).collect();
    let mut tx = store.begin().await?;
    tx.add_placeholders(&nobodies).await?;
    let clients = tx.client_keys(&named, now).await?;
    tx.commit().await?;
    Ok(clients)
}

/// Assigns the numbers of reservations whose address names nobody to clients.
pub(super) async fn name_by_number(
    store: &Store,
    placeholders: &Placeholders,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    loop {
        let unknown = store.unknown_numbers(PAGE).await?;
        if unknown.is_empty() {
            return Ok(());
        }
        let is_last = (unknown.len() as i64) < PAGE;
        let (mut numbers, mut nobodies) = (Vec::new(), Vec::new());
        for written in unknown {
            match placeholders.number(&written).and_then(|number| ClientId::of_phone(number.as_str())) {
                Some(number) => numbers.push((written, number)),
                None => nobodies.push(written),
            }
        }
        let mut tx = store.begin().await?;
        tx.add_placeholders(&nobodies).await?;
        tx.add_numbers(&numbers, now).await?;
        tx.commit().await?;
        if is_last {
            return Ok(());
        }
    }
}

/// Judges all known names again, because the settings may be others than when they were judged.
pub(super) async fn judge_again(store: &Store, placeholders: &Placeholders) -> Result<(), EngineError> {
    let names_nobody = |name: &String| match name.contains('@') {
        true => !placeholders.names_a_client(name),
        false => placeholders.number(name).is_none(),
    };
    let mut after = String::new();
    loop {
        let mut names = store.placeholders_after(&after, PAGE).await?;
        let Some(last) = names.last() else { break };
        after.clone_from(last);
        names.retain(|name| !names_nobody(name));
        let mut tx = store.begin().await?;
        tx.remove_placeholders(&names).await?;
        tx.commit().await?;
    }
    after.clear();
    loop {
        let mut names = store.names_after(&after, PAGE).await?;
        let Some(last) = names.last() else { return Ok(()) };
        after.clone_from(last);
        names.retain(names_nobody);
        if !names.is_empty() {
            let mut tx = store.begin().await?;
            tx.add_placeholders(&names).await?;
            tx.commit().await?;
        }
    }
}

//! `contact`: how a client is written to.

use anyhow::Result;
use relance::{client::ClientKey, operations::ContactChange, store::ContactDetails};
use serde::Serialize;

use super::Outcome;
use crate::{args::ContactArgs, output::Output, session::Session};

#[derive(Serialize)]
struct Line<'a> {
    client_key: ClientKey,
    #[serde(flatten)]
    details: &'a ContactDetails,
}

/// Changes what `args` names; without any, it only tells.
pub async fn run(session: &Session, name: &str, args: &ContactArgs, out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    let client = operations.client_named(name).await?;
    let change = ContactChange {
        locale: args.language.as_ref().map(|said| said.0),
        phone: args.phone.as_ref().map(|said| said.0.clone()),
        paused_until: args.pause_until.as_ref().map(|said| said.0),
    };
    let details = if change == ContactChange::default() {
        session.store.contact_details(client).await?
    } else {
        operations.change_contact(client, &change).await?
    };
    if out.json {
        out.object(&Line { client_key: client, details: &details })?;
    }
    for line in lines(&details) {
        out.print_line(line)?;
    }
    Ok(Outcome::Done)
}

fn lines(details: &ContactDetails) -> [String; 3] {
    let language = details.locale.map_or("that of the settings".to_owned(), |locale| locale.to_string());
    let phone = details.phone.as_deref().unwrap_or("that of the reservations");
    let paused = details.paused_until.map_or("no".to_owned(), |at| format!("until {}", at.format("%Y-%m-%dT%H:%MZ")));
    [format!("language: {language}"), format!("phone: {phone}"), format!("paused: {paused}")]
}

//! `import` and `demo`: filling the database.

use std::{fs::File, io::BufReader, path::Path};

use anyhow::{Context, Result};
use relance::{demo, import::Reader, operations::ImportEvent};
use serde::Serialize;

use super::Outcome;
use crate::{output::Output, progress::Bar, session::Session};

#[derive(Serialize)]
struct Rejected {
    line: u64,
    error: String,
}

pub async fn import(session: &Session, path: &Path, dry_run: bool, out: &mut Output) -> Result<Outcome> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
    let length = file.metadata().with_context(|| format!("cannot read {shown}"))?.len();
    let reader =
        Reader::open(BufReader::with_capacity(1 << 16, file)).with_context(|| format!("{shown} cannot be imported"))?;
    let bar = Bar::reading("importing", length);
    let mut first_error = Ok(());
    let done = session
        .operations()
        .import(reader, dry_run, |event| match event {
            ImportEvent::Reached(bytes) => bar.reached(bytes),
            ImportEvent::Rejected(rejection) => bar.print(|| {
                let said = Rejected { line: rejection.line, error: rejection.reason.to_string() };
                let printed = out.report(&said, rejection.to_string());
                if first_error.is_ok() {
                    first_error = printed;
                }
            }),
        })
        .await?;
    drop(bar);
    first_error?;
    let taken = done.taken;
    if done.wiped_demo {
        out.print_line(if dry_run { "the invented clients would leave" } else { "the invented clients have left" })?;
    }
    let rehearsed = if dry_run { " (dry run: nothing was written)" } else { "" };
    out.report(
        &done,
        format!(
            "{} new, {} changed, {} unchanged, {} rejected; {} clients, {} cancelled{rehearsed}",
            taken.new, taken.changed, taken.unchanged, done.rejected, done.clients, done.cancelled
        ),
    )?;
    Ok(if done.rejected == 0 { Outcome::Done } else { Outcome::Failed })
}

#[derive(Serialize)]
struct Filled {
    clients: u32,
    reservations: u64,
    seed: u64,
}

pub async fn demo(session: &Session, clients: u32, seed: u64, out: &mut Output) -> Result<Outcome> {
    let bar = Bar::counting("inventing clients", Some(u64::from(clients)));
    let invented = demo::clients(clients, seed, session.now);
    let taken = session.operations().fill_with_demo(invented, |stored| bar.reached(stored)).await?;
    drop(bar);
    let filled = Filled { clients, reservations: taken.new, seed };
    out.report(&filled, format!("{clients} invented clients with {} reservations", taken.new))?;
    Ok(Outcome::Done)
}

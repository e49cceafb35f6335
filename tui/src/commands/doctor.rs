//! `migrate` and `doctor`.

use anyhow::Result;
use relance::{courier::maildir::Maildir, engine::outbox_delivers, store::Schema};
use serde::Serialize;

use super::Outcome;
use crate::{output::Output, session::Session};

pub async fn migrate(session: &Session, out: &mut Output) -> Result<Outcome> {
    let done = session.migrate().await?;
    out.report(&done, format!("{} migrations applied", done.applied))?;
    for (list, what) in [
        (done.seeded_from.clone(), "settings taken from"),
        (done.replaced_strategies.clone(), "strategies of the old system replaced by ours"),
        (done.kept_strategies.clone(), "strategies of the old system kept, for they were edited"),
        (done.rebuilt_indexes.iter().map(ToString::to_string).collect(), "indexes rebuilt"),
    ] {
        if !list.is_empty() {
            out.print_line(format!("{what}: {}", list.join(", ")))?;
        }
    }
    if done.auto_mode_switched_off {
        out.print_line(
            "the old system approved by itself, this one does not yet: look at what it writes, \
             then `relance settings auto_mode_enabled true`",
        )?;
    }
    Ok(Outcome::Done)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Ok,
    /// Worth knowing.
    Note,
    Wrong,
}

#[derive(Serialize)]
struct Finding {
    health: Health,
    what: &'static str,
    said: String,
}

pub async fn doctor(session: &Session, out: &mut Output) -> Result<Outcome> {
    let mut findings = Vec::new();
    let mut find = |health, what, said: String| findings.push(Finding { health, what, said });
    let engine = if session.store.is_embedded() { "embedded (SQLite)" } else { "PostgreSQL" };
    find(Health::Ok, "database", format!("{engine}, reachable"));
    let schema = session.store.schema().await?;
    match schema {
        Schema::Current => find(Health::Ok, "schema", "up to date".to_owned()),
        Schema::Absent | Schema::Older(_) if session.store.is_embedded() => {
            find(Health::Note, "schema", "not up to date: the next command brings it there".to_owned());
        }
        Schema::Absent => find(Health::Wrong, "schema", "not there: run `relance migrate`".to_owned()),
        Schema::Older(n) => find(Health::Wrong, "schema", format!("{n} migrations behind: run `relance migrate`")),
        Schema::Unfit(ref unfit) => find(Health::Wrong, "schema", unfit.to_string()),
    }
    for lacking in session.store.lacking_columns().await? {
        find(Health::Wrong, "reservations", format!("{lacking}: nothing can be analysed until it is corrected"));
    }
    if schema == Schema::Current {
        inspect(session, &mut find).await?;
    }
    for finding in &findings {
        let mark = match finding.health {
            Health::Ok => "ok   ",
            Health::Note => "note ",
            Health::Wrong => "WRONG",
        };
        out.report(finding, format!("{mark}  {}: {}", finding.what, finding.said))?;
    }
    let wrong = findings.iter().any(|finding| finding.health == Health::Wrong);
    Ok(if wrong { Outcome::Failed } else { Outcome::Done })
}

async fn inspect(session: &Session, find: &mut impl FnMut(Health, &'static str, String)) -> Result<()> {
    let settings = session.store.settings().await?;
    let state = session.store.engine_state().await?;
    match settings.enabled {
        true => find(Health::Ok, "schedule", "on".to_owned()),
        false => find(Health::Note, "schedule", "off: `relance settings enabled true` turns it on".to_owned()),
    }
    if outbox_delivers(&settings) {
        match Maildir::open(session.outbox_folder()) {
            Ok(_) => find(Health::Ok, "delivery", format!("outbox {}", session.outbox_folder().display())),
            Err(error) => find(Health::Wrong, "delivery", error.to_string()),
        }
    } else {
        find(Health::Ok, "delivery", "aws: the Lambda sends".to_owned());
    }
    if !state.owns_reservations {
        find(Health::Ok, "reservations", "the booking site's; import and demo leave them alone".to_owned());
    } else if state.holds_demo {
        find(Health::Note, "reservations", "invented clients; the first import wipes them".to_owned());
    } else {
        find(Health::Ok, "reservations", format!("{}, ours", session.store.count_reservations().await?));
    }
    let nameless = session.store.nameless_marks().await?.rows;
    if nameless > 0 {
        let said = format!(
            "{nameless} name nobody: their address is none, a placeholder (`relance settings placeholders`) or the \
             house's own, and so is their number"
        );
        find(Health::Note, "reservations", said);
    }
    match state.analysed_at {
        Some(at) => find(Health::Ok, "analysis", format!("last at {}", at.format("%Y-%m-%dT%H:%M:%SZ"))),
        None => find(Health::Note, "analysis", "never: run `relance analyse` or `relance tick`".to_owned()),
    }
    for failing in session.store.failing_stages().await? {
        let said = format!(
            "{} has failed since {} ({}): the rest goes on without it",
            failing.stage,
            failing.since.format("%Y-%m-%dT%H:%M:%SZ"),
            failing.because
        );
        find(Health::Wrong, "schedule", said);
    }
    let (strategies, unusable) = session.store.strategies().await?;
    let active = strategies.iter().filter(|s| s.is_active).count();
    let health = if active > 0 { Health::Ok } else { Health::Note };
    find(health, "strategies", format!("{active} active of {}", strategies.len() + unusable.len()));
    for broken in unusable {
        find(Health::Wrong, "strategies", format!("{} makes no sense and is left out: {}", broken.id, broken.reason));
    }
    for id in session.store.kept_strategies().await? {
        let said = format!("{id} comes from the old system and was edited: it is kept as it is");
        find(Health::Note, "strategies", said);
    }
    for pause in session.store.pauses().await? {
        let said = format!(
            "{} is paused since {} ({}): find the cause, then `relance resume {0}`",
            pause.channel,
            pause.paused_at.format("%Y-%m-%dT%H:%M:%SZ"),
            pause.because
        );
        find(Health::Wrong, "sending", said);
    }
    for fault in settings.faults() {
        find(Health::Wrong, "settings", fault.to_string());
    }
    for refusal in session.store.channel_refusals().await? {
        let said = format!(
            "{} is refused since {}: {}: nothing is lost, what is approved leaves once it is mended",
            refusal.channel,
            refusal.since.format("%Y-%m-%dT%H:%M:%SZ"),
            refusal.because
        );
        find(Health::Wrong, "sending", said);
    }
    let backlog = session.store.backlog(session.now).await?;
    if backlog.for_a_person > 0 {
        let said = format!(
            "{} may or may not have left: see `relance follow-ups --status uncertain`, then `relance settle`",
            backlog.for_a_person
        );
        find(Health::Wrong, "follow-ups", said);
    }
    let waiting = backlog.uncertain - backlog.for_a_person;
    if waiting > 0 {
        find(Health::Note, "follow-ups", format!("{waiting} may or may not have left: word of them may still come"));
    }
    Ok(())
}

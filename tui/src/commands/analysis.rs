//! `analyse`, `generate`, `send`, `tick` and `run`: commands that run the engine.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, bail};
use relance::{
    engine::{Analysed, Generated, Rhythm, Sent, Ticked},
    follow_up::gate::RefusalCode,
    operations::database_error,
    operator::Right,
    stage::Stage,
    store::is_refused,
    strategy::StrategyId,
};
use tokio::signal::unix::{SignalKind, signal};

use super::{Outcome, review};
use crate::{output::Output, progress::Bar, session::Session};

/// Time between two ticks of `run`.
const TICK_INTERVAL: Duration = Duration::from_secs(60);

/// Time until the next tick where the database failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

pub async fn analyse(session: &Session, out: &mut Output) -> Result<Outcome> {
    let bar = Bar::counting("analysing", None);
    let analysed = session.engine(None, &bar).analyse().await?;
    drop(bar);
    out.report(&analysed, analysis_line(&analysed))?;
    print_unusable(&analysed, out)?;
    Ok(Outcome::Done)
}

pub async fn generate(session: &Session, out: &mut Output) -> Result<Outcome> {
    let bar = Bar::counting("writing", None);
    let generated = session.engine(None, &bar).generate().await?;
    drop(bar);
    out.report(&generated, generation_line(&generated))?;
    Ok(Outcome::Done)
}

pub async fn generate_for(
    session: &Session,
    name: &str,
    strategy: Option<&StrategyId>,
    out: &mut Output,
) -> Result<Outcome> {
    let operations = session.operations();
    let client = operations.client_named(name).await?;
    let follow_up = operations.generate(client, strategy).await?;
    out.report(&follow_up, review::line(&follow_up))?;
    Ok(Outcome::Done)
}

pub async fn send(session: &Session, out: &mut Output) -> Result<Outcome> {
    let outbox = session.outbox().await?;
    let bar = Bar::counting("sending", None);
    let engine = session.engine(outbox.as_ref(), &bar);
    engine.reconcile().await?;
    let sent = engine.send().await?;
    drop(bar);
    match sent {
        Some(sent) => {
            out.report(&sent, sending_line(&sent))?;
            Ok(Outcome::Done)
        }
        None => bail!(LAMBDA_SENDS),
    }
}

pub async fn tick(session: &Session, out: &mut Output) -> Result<Outcome> {
    let outbox = session.outbox().await?;
    let bar = Bar::counting("working", None);
    let ticked = session.engine(outbox.as_ref(), &bar).tick(Rhythm::AtOnce).await?;
    drop(bar);
    report(&ticked, out)?;
    Ok(if ticked.failed.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// Ticks until SIGTERM or SIGINT, or until its operator may no longer; a running tick is finished first.
pub async fn run(session: &mut Session, out: &mut Output) -> Result<Outcome> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let mut timer = tokio::time::interval(TICK_INTERVAL);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = timer.tick() => {}
            _ = terminate.recv() => return Ok(Outcome::Done),
            _ = interrupt.recv() => return Ok(Outcome::Done),
        }
        session.now = session.clock.now();
        if let Err(error) = scheduled_tick(session, out).await {
            let Some(cause) = error.chain().find_map(database_error) else { return Err(error) };
            tracing::error!(error = format!("{error:#}"), "this tick failed, the next one tries again");
            if is_refused(cause) {
                session.read_url_again();
            }
            // The database may be back by then.
            timer.reset_after(RETRY_INTERVAL);
        }
        out.flush()?;
    }
}

async fn scheduled_tick(session: &Session, out: &mut Output) -> Result<()> {
    session.operations().authorise(Right::Tick).await?;
    let outbox = session.outbox().await?;
    report(&session.engine(outbox.as_ref(), &()).tick(Rhythm::Scheduled).await?, out)
}

const SWITCHED_OFF: &str = "nothing was done: the setting `enabled` is false";
const LAMBDA_SENDS: &str = "nothing was sent: the setting `delivery` of this database is aws, so the Lambda sends";

fn report(ticked: &Ticked, out: &mut Output) -> Result<()> {
    if out.json {
        return out.object(ticked);
    }
    if ticked.disabled {
        return out.print_line(SWITCHED_OFF);
    }
    if let Some(analysed) = &ticked.analysed {
        out.print_line(analysis_line(analysed))?;
        print_unusable(analysed, out)?;
    }
    if let Some(generated) = &ticked.generated {
        out.print_line(generation_line(generated))?;
    }
    let settled = &ticked.reconciled;
    if *settled != Default::default() {
        out.print_line(format!(
            "left behind by a sender that died: {} had left, {} had not, {} uncertain",
            settled.found_sent, settled.found_unsent, settled.uncertain
        ))?;
    }
    match &ticked.sent {
        Some(sent) => out.print_line(sending_line(sent))?,
        None if ticked.failed.contains_key(&Stage::Send) => {}
        None => out.print_line(LAMBDA_SENDS)?,
    }
    if ticked.returned + ticked.withdrawn > 0 {
        out.print_line(format!("{} clients came back, {} follow-ups withdrawn", ticked.returned, ticked.withdrawn))?;
    }
    for (stage, because) in &ticked.failed {
        out.print_line(format!("{stage} failed, the others went on: {because}"))?;
    }
    if ticked.taken_back > 0 {
        out.print_line(format!("{} returns no longer count: their reservations were cancelled", ticked.taken_back))?;
    }
    Ok(())
}

fn analysis_line(a: &Analysed) -> String {
    let mut line = format!("{} clients folded, {} scored again", a.folded, a.rescored);
    for (count, what) in [
        (a.removed, "gone"),
        (a.nameless, "reservations that name nobody"),
        (a.unreadable, "reservations that cannot be read"),
    ] {
        if count > 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    line
}

fn print_unusable(analysed: &Analysed, out: &mut Output) -> Result<()> {
    for strategy in &analysed.unusable_strategies {
        out.print_line(format!("left out, for it makes no sense: strategy {strategy}"))?;
    }
    Ok(())
}

fn generation_line(g: &Generated) -> String {
    if g.disabled {
        return SWITCHED_OFF.to_owned();
    }
    let mut line = format!("{} follow-ups written", g.written);
    if g.self_approved > 0 {
        line.push_str(&format!(", {} approved by themselves", g.self_approved));
    }
    let by: Vec<String> = g.by_strategy.iter().map(|(strategy, count)| format!("{strategy} {count}")).collect();
    if !by.is_empty() {
        line.push_str(&format!(" ({})", by.join(", ")));
    }
    if g.unwritable > 0 {
        line.push_str(&format!("; {} drafts could not be written, see the log", g.unwritable));
    }
    line + &refusals(&g.refused)
}

fn sending_line(s: &Sent) -> String {
    if s.disabled {
        return SWITCHED_OFF.to_owned();
    }
    let mut line = format!("{} sent", s.sent);
    for (count, what) in [
        (s.self_approved, "approved by themselves"),
        (s.failed, "failed"),
        (s.put_back, "put back"),
        (s.uncertain, "uncertain"),
    ] {
        if count > 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    line += &refusals(&s.refused);
    if let Some(why) = &s.account_refused {
        line.push_str(&format!("; nothing can be sent: {why}"));
    }
    line
}

fn refusals(refused: &BTreeMap<RefusalCode, u64>) -> String {
    if refused.is_empty() {
        return String::new();
    }
    let reasons: Vec<String> = refused.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    format!("; the gate refused: {}", reasons.join(", "))
}

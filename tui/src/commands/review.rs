//! `follow-ups`, `approve`, `cancel`, `settle`, `reschedule`, `edit`: commands on follow-ups.

use std::io::Read;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use relance::{
    follow_up::{FollowUp, Status},
    operations::{Change, FollowUpError, OperationError, Operations},
};
use uuid::Uuid;

use super::Outcome;
use crate::{output::Output, session::Session};

/// Follow-ups per query.
const PAGE: i64 = 500;

pub async fn list(session: &Session, status: Option<Status>, out: &mut Output) -> Result<Outcome> {
    let titles = ["ID", "STATUS", "PRIORITY", "CHANNEL", "DATE", "CONFIDENCE", "STRATEGY", "CLIENT"];
    let zone = session.store.settings().await?.calendar().zone;
    let mut rows = Vec::new();
    for page in 0.. {
        let found = session.store.follow_ups(status, PAGE, page * PAGE).await?;
        for f in &found {
            if out.json {
                out.object(f)?;
            } else {
                rows.push(vec![
                    f.id.to_string(),
                    f.status.to_string(),
                    f.priority.to_string(),
                    f.draft.channel.to_string(),
                    f.scheduled_date.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(),
                    f.draft.confidence.to_string(),
                    f.strategy_id.to_string(),
                    f.client_id.to_string(),
                ]);
            }
        }
        if (found.len() as i64) < PAGE {
            break;
        }
    }
    if !out.json {
        out.table(&titles, &rows)?;
    }
    Ok(Outcome::Done)
}

/// A follow-up on one line.
pub(super) fn line(f: &FollowUp) -> String {
    let why = f.outcome.failure.as_ref().map(|why| format!(" ({})", why.as_str())).unwrap_or_default();
    let date = f.outcome.sent_at.unwrap_or(f.scheduled_date).format("%Y-%m-%dT%H:%MZ");
    format!("{} {}{why} {} by {} {date} for {}", f.id, f.status, f.strategy_id, f.draft.channel, f.client_id)
}

pub async fn approve(session: &Session, ids: &[Uuid], out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    for_each(ids, out, async |id| operations.approve(id).await).await
}

pub async fn cancel(session: &Session, ids: &[Uuid], reason: &str, out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    for_each(ids, out, async |id| operations.cancel(id, reason).await).await
}

pub async fn settle(session: &Session, ids: &[Uuid], left: bool, out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    for_each(ids, out, async |id| operations.settle(id, left).await).await
}

pub async fn reschedule(session: &Session, ids: &[Uuid], at: DateTime<Utc>, out: &mut Output) -> Result<Outcome> {
    let operations = session.operations();
    for_each(ids, out, async |id| operations.reschedule(id, at).await).await
}

/// Runs `act` for each id. A refusal is printed and does not stop the others; a database error stops.
async fn for_each(
    ids: &[Uuid],
    out: &mut Output,
    act: impl AsyncFn(Uuid) -> Result<Change, OperationError>,
) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for id in ids {
        match act(*id).await {
            Ok(Change { after, .. }) => out.report(&after, line(&after))?,
            Err(error @ OperationError::Database(_)) => return Err(error.into()),
            Err(error) => {
                out.print_error(&error.into());
                outcome = Outcome::Failed;
            }
        }
    }
    Ok(outcome)
}

pub async fn edit(
    session: &Session,
    id: Uuid,
    subject: Option<&str>,
    message: Option<&str>,
    out: &mut Output,
) -> Result<Outcome> {
    if subject.is_none() && message.is_none() {
        bail!("nothing to change: give --subject, --message or both");
    }
    let before = session.store.follow_up(id).await?.ok_or(FollowUpError::Missing(id))?;
    let message = match message {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("cannot read the message from standard input")?;
            text.trim_end().to_owned()
        }
        Some(text) => text.to_owned(),
        None => before.draft.message.clone(),
    };
    let subject = subject.unwrap_or(&before.draft.subject);
    let operations: Operations<'_> = session.operations();
    let Change { after, .. } = operations.edit(id, subject, &message, before.draft.content_hash.as_deref()).await?;
    out.report(&after, line(&after))?;
    Ok(Outcome::Done)
}

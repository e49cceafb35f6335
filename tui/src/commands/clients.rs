//! `clients` and `client`: the insights.

use anyhow::Result;
use chrono::{DateTime, Utc};
use relance::{
    client::{
        Channel, ClientId, ClientKey, Contribution, hours,
        score::{Cause, engagement_parts, risk_parts},
    },
    filter::Filter,
    follow_up::{FollowUp, next_follow_up_at},
    money::Cents,
    operations::Verdict,
    settings::Settings,
    store::{
        Insight,
        pages::{ClientColumn, Keyed, Sort, Start},
    },
    strategy::StrategyId,
};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Outcome, review};
use crate::{output::Output, session::Session};

/// Clients per query.
const PAGE: u32 = 1_000;

#[derive(Serialize)]
struct Line<'a> {
    client_key: ClientKey,
    client_id: &'a ClientId,
    name: &'a str,
    risk_score: u8,
    engagement_score: f64,
    #[serde(serialize_with = "units")]
    lifetime_value: Cents,
    days_since_last: i64,
    reservations: u32,
    cancellations: u32,
    #[serde(serialize_with = "units")]
    cancelled_value: Cents,
    last_activity: DateTime<Utc>,
    preferred_channels: Vec<Channel>,
    best_contact_hours: Vec<u8>,
    interests: Vec<&'a str>,
    recommended_strategy: Option<&'a StrategyId>,
    needs_follow_up: bool,
    next_follow_up_date: DateTime<Utc>,
    last_follow_up: Option<DateTime<Utc>>,
    analysed_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    risk_parts: [Contribution; 4],
    engagement_parts: [Contribution; 4],
    verdict: String,
    follow_ups: &'a [FollowUp],
}

/// Currency units as a number with two decimals.
fn units<S: Serializer>(amount: &Cents, serializer: S) -> Result<S::Ok, S::Error> {
    let number = RawValue::from_string(amount.to_string()).map_err(serde::ser::Error::custom)?;
    number.serialize(serializer)
}

fn line(insight: &Insight, best_hours: Vec<u8>, next_follow_up_at: DateTime<Utc>) -> Line<'_> {
    let Insight { profile, assessment, contact, .. } = insight;
    Line {
        client_key: insight.key,
        client_id: &profile.client_id,
        name: &profile.name,
        risk_score: assessment.scores.risk,
        engagement_score: assessment.scores.engagement,
        lifetime_value: profile.spent,
        days_since_last: assessment.scores.days_since_last,
        reservations: profile.reservations,
        cancellations: profile.cancellations,
        cancelled_value: profile.cancelled,
        last_activity: profile.newest.created_at,
        preferred_channels: contact.preferred(profile),
        best_contact_hours: best_hours,
        interests: profile.interests(),
        recommended_strategy: assessment.recommended.as_ref(),
        needs_follow_up: assessment.needs_follow_up,
        next_follow_up_date: next_follow_up_at,
        last_follow_up: insight.last_sent,
        analysed_at: insight.analysed_at,
    }
}

pub async fn list(session: &Session, order: ClientColumn, limit: Option<u32>, out: &mut Output) -> Result<Outcome> {
    let settings = session.store.settings().await?;
    let (calendar, everyone) = (settings.calendar(), session.store.engine_state().await?.hours);
    let titles = ["CLIENT", "RISK", "ENGAGEMENT", "VALUE", "DAYS", "RES", "STRATEGY", "NEXT"];
    let mut rows = Vec::new();
    let (mut start, mut left) = (Start::First, limit.unwrap_or(u32::MAX));
    loop {
        let (all, sort) = (Filter::default(), Sort::by(order));
        let page = session.store.client_page(&all, sort, &start, PAGE.min(left), session.now).await?;
        let keys: Vec<ClientKey> = page.rows.iter().map(|row| row.client_key).collect();
        for insight in &session.store.insights(&keys).await? {
            let best = hours::best(&insight.profile.hours, &everyone, calendar.hours());
            let line =
                line(insight, best, next_follow_up_at(&insight.assessment, &insight.profile, &everyone, &calendar));
            if out.json {
                out.object(&line)?;
            } else {
                rows.push(row(&line, &settings));
            }
        }
        left = left.saturating_sub(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        match page.rows.last().filter(|_| !page.is_last && left > 0) {
            Some(last) => start = Start::After(last.key(order)),
            None => break,
        }
    }
    if !out.json {
        out.table(&titles, &rows)?;
        if rows.is_empty() {
            out.print_line("no client is analysed yet: run `relance import FILE.csv`, then `relance analyse`")?;
        }
    }
    Ok(Outcome::Done)
}

fn row(line: &Line<'_>, settings: &Settings) -> Vec<String> {
    let needed = if line.needs_follow_up { "" } else { " (not needed)" };
    let next = line.next_follow_up_date.with_timezone(&settings.calendar().zone);
    vec![
        line.client_id.to_string(),
        line.risk_score.to_string(),
        format!("{:.1}", line.engagement_score),
        format!("{} {}", line.lifetime_value, settings.options.currency),
        line.days_since_last.to_string(),
        line.reservations.to_string(),
        format!("{}{needed}", line.recommended_strategy.map_or("-", |id| id.0.as_str())),
        next.format("%Y-%m-%d %H:%M").to_string(),
    ]
}

pub async fn show(session: &Session, name: &str, out: &mut Output) -> Result<Outcome> {
    let client = session.operations().client_named(name).await?;
    let detail = session.operations().client_detail(client).await?;
    let insight = &detail.insight;
    let days = insight.assessment.scores.days_since_last;
    let sheet = Sheet {
        line: line(insight, detail.best_hours, detail.next_follow_up_at),
        risk_parts: risk_parts(&insight.profile, days),
        engagement_parts: engagement_parts(&insight.profile, days),
        verdict: verdict_sentence(&detail.verdict),
        follow_ups: &detail.follow_ups,
    };
    if out.json {
        out.object(&sheet)?;
    } else {
        print(&sheet, &detail.settings, out)?;
    }
    Ok(Outcome::Done)
}

fn print(sheet: &Sheet<'_>, settings: &Settings, out: &mut Output) -> Result<()> {
    let line = &sheet.line;
    let currency = &settings.options.currency;
    let part = |part: &Contribution| {
        let points = format!("{:?} {:+.1}", part.cause, part.points).to_lowercase();
        match part.cause {
            // The score counts them; how much they weigh is for the reader to judge.
            Cause::Cancellations => {
                format!("{points} for {} worth {} {currency}", line.cancellations, line.cancelled_value)
            }
            _ => points,
        }
    };
    let parts = |parts: &[Contribution; 4]| {
        let labels: Vec<String> = parts.iter().filter(|part| part.points != 0.0).map(part).collect();
        labels.join(", ")
    };
    let listed = |items: Vec<String>| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
    out.print_line(format!("{} <{}>", line.name, line.client_id))?;
    out.print_line(format!("risk           {} ({})", line.risk_score, parts(&sheet.risk_parts)))?;
    out.print_line(format!("engagement     {:.1} ({})", line.engagement_score, parts(&sheet.engagement_parts)))?;
    out.print_line(format!("lifetime value {} {}", line.lifetime_value, currency))?;
    out.print_line(format!(
        "reservations   {}, {} cancelled, the last {} days ago",
        line.reservations, line.cancellations, line.days_since_last
    ))?;
    out.print_line(format!(
        "channels       {}",
        listed(line.preferred_channels.iter().map(Channel::to_string).collect())
    ))?;
    out.print_line(format!(
        "best hours     {}",
        listed(line.best_contact_hours.iter().map(|h| format!("{h}h")).collect())
    ))?;
    out.print_line(format!(
        "interests      {}",
        listed(line.interests.iter().take(8).map(|i| (*i).to_owned()).collect())
    ))?;
    out.print_line(format!("now            {}", sheet.verdict))?;
    for follow_up in sheet.follow_ups {
        out.print_line(review::line(follow_up))?;
    }
    Ok(())
}

/// What a verdict means, in a sentence.
fn verdict_sentence(verdict: &Verdict) -> String {
    match verdict {
        Verdict::NotNeeded => "nothing calls for a follow-up".to_owned(),
        Verdict::AlreadyOpen(open) => format!("follow-up {} is {}", open.id, open.status),
        Verdict::NoneApplies => "no strategy applies".to_owned(),
        Verdict::Refused(strategy, refusal) => format!("{strategy} fires, but: {refusal}"),
        Verdict::WouldWrite(strategy, channel) => {
            format!("{strategy} by {channel}, as soon as the day has a slot for it")
        }
    }
}

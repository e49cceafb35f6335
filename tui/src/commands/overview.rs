//! `stats`: the overview's figures.

use anyhow::Result;
use relance::{locale::Locale, money::Cents, settings::Settings, store::Overview};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;

use crate::{output::Output, session::Session};

/// The figures as one object: counts by name, money in currency units.
struct Figures<'a>(&'a Overview);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let o = self.0;
        let units = |amount: Cents| RawValue::from_string(amount.to_string()).map_err(serde::ser::Error::custom);
        let by_status: serde_json::Map<_, _> =
            o.by_status.iter().map(|(status, n)| (status.to_string(), (*n).into())).collect();
        let by_priority: serde_json::Map<_, _> =
            o.by_priority.iter().map(|(priority, n)| (priority.to_string(), (*n).into())).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("clients", &o.clients)?;
        map.serialize_entry("high_risk", &o.high_risk)?;
        map.serialize_entry("low_engagement", &o.low_engagement)?;
        map.serialize_entry("need_follow_up", &o.need_follow_up)?;
        map.serialize_entry("lifetime_value", &units(o.value)?)?;
        map.serialize_entry("follow_ups", &o.follow_ups)?;
        map.serialize_entry("by_status", &by_status)?;
        map.serialize_entry("by_priority", &by_priority)?;
        map.serialize_entry("written_today", &o.written_today)?;
        map.serialize_entry("sent_today", &o.sent_today)?;
        map.serialize_entry("average_confidence", &o.average_confidence)?;
        map.serialize_entry("distinct_clients", &o.distinct_clients)?;
        map.serialize_entry("returns", &o.returns)?;
        map.serialize_entry("returned_value", &units(o.returned_value)?)?;
        map.end()
    }
}

pub async fn stats(session: &Session, out: &mut Output) -> Result<()> {
    let settings = session.store.settings().await?;
    let overview = session.store.overview(&settings, session.now).await?;
    if out.json {
        return out.object(&Figures(&overview));
    }
    if session.store.engine_state().await?.holds_demo {
        out.print_line(match session.lang {
            Locale::Fr => "Ces clients sont inventés ; le premier import les efface.",
            Locale::En => "These clients are invented; the first import wipes them.",
        })?;
    }
    for (label, value) in rows(&overview, &settings, session.lang) {
        let padding = 32 - label.chars().count().min(31);
        out.print_line(format!("{label}{:padding$}{value}", ""))?;
    }
    Ok(())
}

fn rows(o: &Overview, settings: &Settings, lang: Locale) -> Vec<(&'static str, String)> {
    let localized = |fr, en| match lang {
        Locale::Fr => fr,
        Locale::En => en,
    };
    let money = |amount: Cents| format!("{amount} {}", settings.options.currency);
    let counted = |parts: Vec<(String, i64)>| {
        let items: Vec<String> =
            parts.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}")).collect();
        if items.is_empty() { "0".to_owned() } else { items.join(", ") }
    };
    let limit = settings.daily_follow_up_limit;
    let low_engagement = match (o.tenth_of_engagement, lang) {
        (None, _) => o.low_engagement.to_string(),
        (Some(tenth), Locale::Fr) => {
            format!("0 (nul à {} ou moins ; à {tenth}, ce serait un client sur dix)", settings.low_engagement_threshold)
        }
        (Some(tenth), Locale::En) => {
            format!("0 (none at {} or less; at {tenth} it would be one in ten)", settings.low_engagement_threshold)
        }
    };
    vec![
        (localized("Clients", "Clients"), o.clients.to_string()),
        (localized("Risque élevé", "High risk"), o.high_risk.to_string()),
        (localized("Engagement faible", "Low engagement"), low_engagement),
        (localized("À relancer", "Need a follow-up"), o.need_follow_up.to_string()),
        (localized("Valeur des clients", "Lifetime value"), money(o.value)),
        (localized("Relances", "Follow-ups"), o.follow_ups.to_string()),
        (localized("Par statut", "By status"), counted(o.by_status.iter().map(|(s, n)| (s.to_string(), *n)).collect())),
        (
            localized("Par priorité", "By priority"),
            counted(o.by_priority.iter().map(|(p, n)| (p.to_string(), *n)).collect()),
        ),
        (localized("Écrites aujourd'hui", "Written today"), format!("{} / {limit}", o.written_today)),
        (localized("Envoyées aujourd'hui", "Sent today"), format!("{} / {limit}", o.sent_today)),
        (
            localized("Confiance moyenne", "Average confidence"),
            o.average_confidence.map_or("-".to_owned(), |c| format!("{c:.1}")),
        ),
        (localized("Clients relancés", "Distinct clients"), o.distinct_clients.to_string()),
        (localized("Clients revenus", "Clients who came back"), format!("{} ({})", o.returns, money(o.returned_value))),
    ]
}

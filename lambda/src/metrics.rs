//! Metrics for CloudWatch in its embedded metric format: a JSON line in the log, from which CloudWatch extracts them
//! (AWS, "Specification: Embedded metric format").

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use relance::{
    engine::{Generated, Sent},
    follow_up::gate::RefusalCode,
    store::Backlog,
};
use serde_json::{Map, Value, json};

use crate::couriers::Quota;

const NAMESPACE: &str = "Relance";

/// The metrics of one invocation. A step that did not run adds none, so that a graph shows when it ran.
#[derive(Debug, Default)]
pub struct Metrics {
    counts: Vec<(&'static str, &'static str, f64)>,
    refused: BTreeMap<RefusalCode, u64>,
}

impl Metrics {
    pub fn count(&mut self, name: &'static str, count: u64) {
        self.counts.push((name, "Count", count as f64));
    }

    pub fn ticked(&mut self, time: Duration) {
        self.count("Ticks", 1);
        self.counts.push(("TickSeconds", "Seconds", time.as_secs_f64()));
    }

    pub fn generated(&mut self, generated: &Generated) {
        self.count("Generated", generated.written);
        self.refuse(&generated.refused);
    }

    pub fn sent(&mut self, sent: &Sent) {
        for (name, count) in [
            ("Sent", sent.sent),
            ("Failed", sent.failed),
            ("PutBack", sent.put_back),
            ("AccountRefused", u64::from(sent.account_refused.is_some())),
        ] {
            self.count(name, count);
        }
        self.refuse(&sent.refused);
    }

    /// SES's own quota and its use.
    pub fn quota(&mut self, quota: &Quota) {
        self.counts.push(("SesMax24Hours", "Count", quota.per_day));
        self.counts.push(("SesSentLast24Hours", "Count", quota.sent_last_day));
        self.counts.push(("SesMaxPerSecond", "Count/Second", quota.per_second));
        self.count("SesMayNotSend", u64::from(!quota.may_send));
    }

    /// The backlog after the run, which every invocation reports.
    pub fn backlog(&mut self, backlog: &Backlog, now: DateTime<Utc>) {
        self.count("Uncertain", backlog.uncertain.unsigned_abs());
        let age = backlog.oldest_approval.map_or(0, |at| (now - at).num_seconds().max(0));
        self.counts.push(("OldestApprovedAgeSeconds", "Seconds", age as f64));
    }

    fn refuse(&mut self, refused: &BTreeMap<RefusalCode, u64>) {
        for (reason, count) in refused {
            *self.refused.entry(*reason).or_default() += count;
        }
    }

    /// One line for all metrics, and one for each reason of refusal.
    pub fn lines(&self, at: DateTime<Utc>) -> Vec<String> {
        let all = line(at, &self.counts, None);
        let refused = self
            .refused
            .iter()
            .map(|(reason, count)| line(at, &[("Refused", "Count", *count as f64)], Some(reason.as_str())));
        std::iter::once(all).chain(refused).collect()
    }
}

fn line(at: DateTime<Utc>, metrics: &[(&str, &str, f64)], reason: Option<&str>) -> String {
    let declared: Vec<Value> = metrics.iter().map(|(name, unit, _)| json!({ "Name": name, "Unit": unit })).collect();
    let dimensions: Vec<&str> = reason.iter().map(|_| "Reason").collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": at.timestamp_millis(),
            "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": declared }],
        }),
    );
    for (name, _, value) in metrics {
        line.insert((*name).to_owned(), json!(value));
    }
    if let Some(reason) = reason {
        line.insert("Reason".to_owned(), json!(reason));
    }
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_one_line_and_each_reason_of_refusal_another() {
        let at = "2026-03-10T09:00:00Z".parse().expect("a time");
        let mut metrics = Metrics::default();
        metrics.ticked(Duration::from_millis(1500));
        let refused = [(RefusalCode::QuietHours, 2)].into();
        metrics.sent(&Sent { sent: 3, account_refused: Some("paused".to_owned()), refused, ..Sent::default() });
        metrics.generated(&Generated {
            written: 4,
            refused: [(RefusalCode::QuietHours, 1)].into(),
            ..Generated::default()
        });
        let oldest_approval = Some("2026-03-10T08:59:00Z".parse().expect("a time"));
        metrics.backlog(&Backlog { uncertain: 1, oldest_approval, ..Backlog::default() }, at);
        let lines: Vec<Value> = metrics.lines(at).iter().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let [all, reason] = &lines[..] else { panic!("two lines: {lines:?}") };
        assert_eq!(
            ["Ticks", "TickSeconds", "Sent", "Generated", "AccountRefused", "Uncertain", "OldestApprovedAgeSeconds"]
                .map(|name| all[name].as_f64().expect("a figure")),
            [1.0, 1.5, 3.0, 4.0, 1.0, 1.0, 60.0]
        );
        let declared = &all["_aws"]["CloudWatchMetrics"][0];
        assert_eq!((&declared["Namespace"], &declared["Dimensions"]), (&json!("Relance"), &json!([[]])));
        for metric in declared["Metrics"].as_array().expect("metrics") {
            let name = metric["Name"].as_str().expect("a name");
            assert!(all[name].is_number(), "{name} is declared and told");
        }
        assert_eq!((&reason["Reason"], &reason["Refused"]), (&json!("quiet_hours"), &json!(3.0)));
        assert_eq!(reason["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["Reason"]]));
    }
}

//! The figures of the overview, against a database small enough to count by hand.

use chrono::TimeDelta;
use relance::{
    client::Scores,
    follow_up::{FollowUp, Status, attribution::Credit},
    money::Cents,
    on_both_engines,
    store::{Overview, ThresholdCounts},
    strategy::Priority,
    testing::fixtures::*,
};

use crate::insights::{analysed, insight_of};

on_both_engines! {
    async fn an_empty_database_has_no_figures(store: &Store) {
        let settings = store.settings().await.expect("read");
        let nothing = Overview {
            by_status: Status::ALL.map(|status| (status, 0)).to_vec(),
            by_priority: Priority::ALL.map(|priority| (priority, 0)).to_vec(),
            ..Overview::default()
        };
        assert_eq!(store.overview(&settings, noon()).await.expect("counted"), nothing);
    }

    async fn the_database_marks_whom_the_settings_mark_at_every_edge(store: &Store) {
        for (name, days_ago, units) in [("vip", 95, 600), ("inactive", 40, 50), ("well", 10, 20), ("today", 0, 0)] {
            analysed(store, &[booked(name, days_ago, Cents::units(units))]).await;
        }
        let mut scores = Vec::new();
        for name in ["vip", "inactive", "well", "today"] {
            scores.push(insight_of(store, name).await.assessment.scores);
        }
        let mut settings = store.settings().await.expect("read");
        for edge in [0, 10, 11, 20, 21, 39, 40, 41, 60, 61, 94, 95, 96, 100] {
            settings.high_risk_threshold = edge;
            settings.low_engagement_threshold = edge;
            settings.critical_inactivity_days = edge;
            let count = |marks: &dyn Fn(&Scores) -> bool| scores.iter().filter(|scores| marks(scores)).count() as i64;
            let expected = ThresholdCounts {
                clients: 4,
                high_risk: count(&|s| settings.is_high_risk(s.risk.into())),
                low_engagement: count(&|s| settings.is_low_engagement(s.engagement)),
                inactive: count(&|s| settings.is_inactive(s.days_since_last)),
            };
            assert_eq!(store.threshold_counts(&settings, noon()).await.expect("counted"), expected, "{edge}");
            let overview = store.overview(&settings, noon()).await.expect("counted");
            assert_eq!((overview.high_risk, overview.low_engagement), (expected.high_risk, expected.low_engagement), "{edge}");
        }
    }

    async fn a_threshold_that_marks_nobody_is_told_with_one_that_marks_a_tenth(store: &Store) {
        for n in 0..20 {
            analysed(store, &[booked(&format!("c{n}"), 5 * n, Cents::units(50))]).await;
        }
        let mut settings = store.settings().await.expect("read");
        assert_eq!(settings.low_engagement_threshold, 40);
        let overview = store.overview(&settings, noon()).await.expect("counted");
        assert_eq!((overview.clients, overview.low_engagement), (20, 0));
        let tenth = overview.tenth_of_engagement.expect("told");
        settings.low_engagement_threshold = tenth;
        let marked = store.overview(&settings, noon()).await.expect("counted");
        assert!(marked.low_engagement >= 2 && marked.tenth_of_engagement.is_none(), "{marked:?}");
        settings.low_engagement_threshold = tenth - 1;
        assert!(store.overview(&settings, noon()).await.expect("counted").low_engagement < 2, "and no lower one does");
    }

    async fn the_figures_are_those_one_counts_by_hand(store: &Store) {
        // Risk 60 and engagement 43.2; risk 20; risk 0.
        analysed(store, &[booked("vip", 95, Cents(60_029))]).await;
        analysed(store, &[booked("inactive", 40, Cents(5_001))]).await;
        analysed(store, &[booked("well", 10, Cents(2_000))]).await;
        let mut settings = store.settings().await.expect("read");
        settings.high_risk_threshold = 60;
        settings.low_engagement_threshold = 44;

        // The business day begins at 23:00 UTC.
        let midnight = at("2026-03-09T23:00:00Z");
        let second = TimeDelta::seconds(1);
        put(store, with(follow_up("vip"), |f| { f.generated_at = midnight; f.draft.confidence = 50; })).await;
        put(store, FollowUp { generated_at: midnight - second, priority: Priority::Urgent, ..follow_up("well") }).await;
        put(store, with(sent("inactive", 0), |f| f.outcome.sent_at = Some(midnight - second))).await;
        let back = put(store, with(sent("inactive", 0), |f| { f.outcome.sent_at = Some(midnight); f.generated_at = midnight - days(2); })).await;
        let mut tx = store.begin().await.expect("a transaction");
        let credit = Credit { follow_up_id: back.id, reserved_at: noon(), cents: Cents(12_345) };
        tx.credit(&credit).await.expect("recorded");
        tx.commit().await.expect("committed");

        assert_eq!(store.overview(&settings, noon()).await.expect("counted"), Overview {
            clients: 3,
            high_risk: 1,
            low_engagement: 1, tenth_of_engagement: None,
            need_follow_up: 2,
            value: Cents(67_030),
            follow_ups: 4,
            by_status: Status::ALL.map(|status| (status, match status {
                Status::Pending | Status::Sent => 2,
                _ => 0,
            })).to_vec(),
            by_priority: vec![(Priority::Low, 0), (Priority::Medium, 3), (Priority::High, 0), (Priority::Urgent, 1)],
            written_today: 2,
            sent_today: 1,
            average_confidence: Some(72.5),
            distinct_clients: 3,
            returns: 1,
            returned_value: Cents(12_345),
        });
    }
}

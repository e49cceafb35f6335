//! Settings and strategies.

use relance::{
    client::Channel,
    locale::Locale,
    on_both_engines,
    settings::{Delivery, Settings},
    store::Store,
    strategy::{Strategy, builtin},
    testing::fixtures::*,
};

fn own() -> Strategy {
    Strategy::from_json(
        r#"{"id": "anniversaire", "name": "Un an déjà", "priority": "urgent", "channels": ["push", "email"],
            "cooldown_days": 300, "also_current": true, "ai_prompt": "Félicite.", "description": "Un an.",
            "templates": {"fr": "{% extends \"fr/letter\" %}{% block subject %}Un an déjà !{% endblock %}{% block push_title %}Un an{% endblock %}"},
            "windows": [{"name": "fête", "from": "12-20", "to": "01-05"}], "is_active": false,
            "trigger_conditions": [{"type": "engagement_score", "operator": "greater_than", "value": 62.5},
                {"type": "location", "operator": "contains", "value": "l'Équateur"}]}"#,
    )
    .expect("it makes sense")
}

async fn add(store: &Store, strategy: &Strategy) -> bool {
    let mut tx = store.begin().await.expect("a transaction");
    let added = tx.insert_strategy(strategy, noon()).await.expect("asked");
    tx.commit().await.expect("committed");
    added
}

on_both_engines! {
    async fn settings_come_back_as_they_were_saved(store: &Store) {
        let mut settings = Settings {
            enabled: false, auto_mode_enabled: true, check_interval_minutes: 1, daily_follow_up_limit: 0,
            high_risk_threshold: 100, low_engagement_threshold: 0, critical_inactivity_days: 3650,
            ..Settings::new(if store.is_embedded() { Delivery::Aws } else { Delivery::Outbox })
        };
        for (key, value) in [("time_zone", "Europe/Paris"), ("offers", "100.50:3"), ("locale", "en"),
            ("business_name", "L'Équateur"), ("open_last_day", "friday")] {
            settings.set(key, value).expect("a value");
        }
        let mut tx = store.begin().await.expect("a transaction");
        tx.save_settings(&settings, noon()).await.expect("saved");
        assert_eq!(tx.settings().await.expect("read"), settings);
        tx.commit().await.expect("committed");
        assert_eq!(store.settings().await.expect("read"), settings);
        assert_eq!(settings.options.locale, Locale::En);
    }

    async fn options_that_an_older_version_did_not_write_have_their_default(store: &Store) {
        let before = store.settings().await.expect("read");
        execute(store, r#"update ai_follow_up_settings set options = '{"client_cap_days": 9}'"#).await;
        let mut expected = before;
        expected.options.client_cap_days = 9;
        assert_eq!(store.settings().await.expect("read"), expected);
        execute(store, "delete from ai_follow_up_settings").await;
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.settings_if_any().await.expect("read"), None);
    }

    async fn strategies_come_back_as_they_were_saved_most_important_first(store: &Store) {
        let mut expected = builtin();
        expected.push(own());
        expected.sort_by(|a, b| b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id)));
        assert!(add(store, &own()).await);
        assert!(!add(store, &own()).await, "an id is taken once");
        assert_eq!(store.strategies().await.expect("read"), (expected, Vec::new()));
    }

    async fn a_strategy_is_replaced_and_switched_by_its_id(store: &Store) {
        add(store, &own()).await;
        let other = Strategy { channels: vec![Channel::Sms], cooldown_days: 1, is_active: true, ..own() };
        let nobody = Strategy { id: strategy("nobody"), ..own() };
        let mut tx = store.begin().await.expect("a transaction");
        assert!(tx.replace_strategy(&other, noon()).await.expect("asked"));
        assert!(!tx.replace_strategy(&nobody, noon()).await.expect("asked"));
        assert!(tx.set_strategy_active(&own().id, false, noon()).await.expect("asked"));
        assert!(!tx.set_strategy_active(&nobody.id, true, noon()).await.expect("asked"));
        tx.commit().await.expect("committed");
        let (all, _) = store.strategies().await.expect("read");
        let stored = all.into_iter().find(|s| s.id == own().id);
        assert_eq!(stored, Some(Strategy { is_active: false, ..other }));
    }

    async fn a_strategy_that_makes_no_sense_is_reported_and_the_others_go_on(store: &Store) {
        execute(store, r#"update ai_follow_up_strategies
            set trigger_conditions = '[{"type": "mood", "operator": "equals", "value": "good"}]'
            where id = 'welcome_new_client'"#).await;
        execute(store, r#"update ai_follow_up_strategies set channels = '["pigeon"]'
            where id = 'seasonal_promotion'"#).await;
        let (usable, unusable) = store.strategies().await.expect("read");
        assert_eq!(usable.len(), 3);
        let told: Vec<_> = unusable.iter().map(|u| format!("{}: {}", u.id, u.reason)).collect();
        assert!(told[0].starts_with("welcome_new_client: unknown condition type \"mood\""), "{told:?}");
        assert!(told[1].starts_with("seasonal_promotion: unknown variant `pigeon`"), "{told:?}");
    }
}

//! Changing a client's language, telephone number and pause.

use relance::{
    client::Channel,
    follow_up::gate::Refusal,
    locale::Locale,
    on_both_engines,
    operations::{ContactChange, OperationError, Verdict},
    store::ContactDetails,
    testing::fixtures::*,
};

use super::{add_inactive, admin};

on_both_engines! {
    async fn what_is_said_of_a_client_holds_until_it_is_forgotten(store: &Store) {
        add_inactive(store, &["a"]).await;
        let (operations, client) = (admin(store, noon()), key(store, "a").await);
        let pause = noon() + days(9);
        let said = ContactChange {
            locale: Some(Some(Locale::En)),
            phone: Some(Some("0812345678".parse().expect("a number"))),
            paused_until: Some(Some(pause)),
        };
        let held = operations.change_contact(client, &said).await.expect("changed");
        let expected =
            ContactDetails { locale: Some(Locale::En), phone: Some("+243812345678".to_owned()), paused_until: Some(pause) };
        assert_eq!(held, expected);
        let contact = store.insight(client).await.expect("read").expect("analysed").contact;
        assert_eq!((contact.locale, contact.paused_until), (Some(Locale::En), Some(pause)));
        assert_eq!(contact.addresses.on(Channel::Sms), Some("+243812345678"));
        assert!(matches!(operations.verdict(client).await, Ok(Verdict::Refused(_, Refusal::Paused(until))) if until == pause));

        let forget_the_pause = ContactChange { paused_until: Some(None), ..ContactChange::default() };
        let held = operations.change_contact(client, &forget_the_pause).await.expect("changed");
        assert_eq!(held, ContactDetails { paused_until: None, ..expected }, "the rest stays");
        assert!(matches!(operations.verdict(client).await, Ok(Verdict::WouldWrite(..))));
        let lines = trail(store, "change_contact").await;
        assert_eq!(lines[1], serde_json::json!({ "locale": "en", "has_phone": true }), "the number is left out");
    }

    async fn a_refusal_of_a_channel_and_its_time_stay(store: &Store) {
        add_inactive(store, &["a"]).await;
        let (operations, client) = (admin(store, noon() + days(1)), key(store, "a").await);
        execute(store, "insert into client_contacts (client_key, email_consent, updated_at)
            select client_key, false, '2026-03-10T09:00:00+00:00' from client_names").await;
        operations.change_contact(client, &ContactChange { locale: Some(None), ..ContactChange::default() }).await.expect("changed");
        assert!(!store.insight(client).await.expect("read").expect("analysed").contact.consent.email);
        let told = texts(store, "select cast(updated_at as text) from client_contacts").await;
        assert!(told[0].starts_with("2026-03-10"), "{told:?}");
    }

    async fn a_client_who_is_not_there_is_named(store: &Store) {
        let unknown = relance::client::ClientKey::default();
        let refused = admin(store, noon()).change_contact(unknown, &ContactChange::default()).await;
        assert!(matches!(refused, Err(OperationError::NoClient(_))), "{refused:?}");
    }
}

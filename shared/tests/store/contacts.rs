//! Preferences and devices, as they show in a client's insight.

use relance::{
    client::{Channel, PerChannel, PhoneNumber},
    locale::Locale,
    money::Cents,
    on_both_engines,
    store::{Preferences, Store},
    testing::fixtures::*,
};

use crate::insights::{analysed, insight_of};

async fn preferences(store: &Store) -> Preferences {
    Preferences {
        client: key(store, "a").await,
        consent: PerChannel { email: true, sms: false, push: true },
        channel: Some(Channel::Push),
        locale: Some(Locale::En),
        phone: Some("0812345678".to_owned()),
        paused_until: Some(noon() + days(3)),
    }
}

async fn save_preferences(store: &Store, preferences: &Preferences) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.save_preferences(preferences, noon()).await.expect("saved");
    tx.commit().await.expect("committed");
}

on_both_engines! {
    async fn who_said_nothing_may_be_written_to(store: &Store) {
        let profile = analysed(store, &[booked("a", 5, Cents::units(10))]).await;
        assert_eq!(insight_of(store, "a").await.contact, contact_of(&profile));
    }

    async fn what_a_client_told_last_holds(store: &Store) {
        analysed(store, &[booked("a", 5, Cents::units(10))]).await;
        save_preferences(store, &preferences(store).await).await;
        let contact = insight_of(store, "a").await.contact;
        assert_eq!(contact.consent, preferences(store).await.consent);
        assert_eq!((contact.preferred_channel, contact.locale), (Some(Channel::Push), Some(Locale::En)));
        assert_eq!(contact.addresses.phone.as_ref().map(PhoneNumber::as_str), Some("+243812345678"));
        assert_eq!(contact.paused_until, preferences(store).await.paused_until);

        let changed = Preferences {
            consent: PerChannel { email: false, sms: true, push: false }, channel: None, locale: None, phone: None, paused_until: None,
            ..preferences(store).await
        };
        save_preferences(store, &changed).await;
        let contact = insight_of(store, "a").await.contact;
        assert_eq!((contact.consent, contact.locale, contact.addresses.phone, contact.paused_until),
            (changed.consent, None, None, None));
    }

    async fn the_oldest_device_that_is_switched_on_is_the_one_to_push_to(store: &Store) {
        analysed(store, &[booked("a", 5, Cents::units(10))]).await;
        let mut tx = store.begin().await.expect("a transaction");
        tx.add_device(&client("a"), &device("android", "newer"), noon()).await.expect("added");
        tx.add_device(&client("a"), &device("ios", "older"), noon() - days(9)).await.expect("added");
        tx.add_device(&client("b"), &device("ios", "older"), noon() - days(99)).await.expect("known: it stays whose it was");
        tx.commit().await.expect("committed");
        assert_eq!(insight_of(store, "a").await.contact.addresses.device, Some(device("ios", "older")));
        execute(store, "update push_endpoints set enabled = false where token = 'older'").await;
        assert_eq!(insight_of(store, "a").await.contact.addresses.device, Some(device("android", "newer")));
    }
}

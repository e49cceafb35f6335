//! No address is needed to identify a client: a phone number is enough, and several names may lead to one client.

use chrono::TimeDelta;
use relance::{
    client::{Channel, ClientId, ClientKey},
    engine::Analysed,
    follow_up::Status,
    money::Cents,
    on_both_engines,
    operations::OperationError,
    reservation::Reservation,
    store::{Insight, JoinError, Store},
    testing::fixtures::*,
};

use super::{CLOCK, admin, analyse, generate};

fn by_number(phone: &str, days_ago: i64) -> Reservation {
    Reservation { email: " ".to_owned(), phone: phone.to_owned(), ..booked("x", days_ago, Cents::units(50)) }
}

async fn only(store: &Store, client: ClientKey) -> Insight {
    assert_eq!(number(store, "select count(*) from client_insights").await, 1);
    store.insight(client).await.expect("asked").expect("it is there")
}

async fn join(store: &Store, client: ClientKey, name: &ClientId) -> Result<(), JoinError> {
    let mut tx = store.begin().await.expect("a transaction");
    tx.join_name(client, name, noon()).await?;
    tx.commit().await.expect("committed");
    Ok(())
}

on_both_engines! {
    async fn a_number_alone_is_a_client_however_it_is_written_and_is_reached_there(store: &Store) {
        upsert(store, &[by_number("0812345678", 60), by_number(" +243 812 345 678", 40)], noon() - days(1)).await;
        upsert(store, &[by_number("on request", 39), by_number("", 38)], noon() - days(1)).await;
        let first = Analysed { full_pass: true, folded: 1, nameless: 2, ..Analysed::default() };
        assert_eq!(analyse(store, noon()).await, first);
        let operations = admin(store, noon());
        let client = operations.client_named("081-234-5678").await.expect("somebody");
        let insight = only(store, client).await;
        assert_eq!((insight.profile.client_id.as_str(), insight.profile.reservations), ("+243812345678", 2));

        CLOCK.set(noon() + TimeDelta::hours(1));
        upsert(store, &[by_number("00243812345678", 39)], noon() + TimeDelta::minutes(1)).await;
        let later = analyse(store, noon() + TimeDelta::minutes(2)).await;
        assert_eq!((later.full_pass, later.folded), (false, 1), "one more spelling");
        assert_eq!(only(store, client).await.profile.reservations, 3);

        assert_eq!(generate(store, noon()).await.written, 1);
        let written = store.follow_ups_of(client).await.expect("read").remove(0);
        assert_eq!((written.draft.channel, written.client_id.as_str()), (Channel::Sms, "+243812345678"));
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.presence(client).await.expect("asked").last_kept, Some(noon() - days(39)));
    }

    async fn an_address_that_was_corrected_keeps_its_history(store: &Store) {
        let page = [booked("awa", 90, Cents::units(50)), booked("ava", 40, Cents::units(10))];
        upsert(store, &page, noon() - days(1)).await;
        analyse(store, noon()).await;
        let (typo, right) = (key(store, "ava").await, key(store, "awa").await);
        let before = put(store, sent("ava", 2)).await;
        let told = relance::store::Preferences {
            client: typo,
            consent: relance::client::PerChannel { email: false, sms: true, push: true },
            channel: None,
            locale: None,
            phone: None,
            paused_until: None,
        };
        let mut tx = store.begin().await.expect("a transaction");
        tx.save_preferences(&told, noon()).await.expect("saved");
        tx.commit().await.expect("committed");

        join(store, right, &client("ava")).await.expect("joined");
        analyse(store, noon()).await;
        let insight = only(store, right).await;
        assert_eq!((insight.profile.reservations, insight.profile.spent), (2, Cents::units(60)));
        assert_eq!(insight.profile.client_id, client("ava"), "the newest reservation's");
        assert!(!insight.contact.consent[Channel::Email], "what they told stays told");
        assert_eq!(insight.last_sent, before.outcome.sent_at);
        let theirs = store.follow_ups_of(right).await.expect("read");
        assert_eq!(theirs.iter().map(|f| f.id).collect::<Vec<_>>(), [before.id]);
        assert_eq!(key(store, "ava").await, right, "both names lead to one");
        assert_eq!(number(store, "select count(*) from clients").await, 1);

        // The client books again under the right address.
        CLOCK.set(noon() + days(1));
        upsert(store, &[booked("awa", 1, Cents::units(5))], noon() + TimeDelta::minutes(1)).await;
        analyse(store, noon() + TimeDelta::minutes(2)).await;
        let insight = only(store, right).await;
        assert_eq!((insight.profile.reservations, &insight.profile.client_id), (3, &client("awa")));
        analyse(store, noon() + days(1)).await;
        assert_eq!(only(store, right).await.profile, insight.profile, "a full pass says the same");
    }

    async fn two_who_both_have_an_open_follow_up_are_not_made_one(store: &Store) {
        let (a, b) = (put(store, follow_up("a")).await, put(store, follow_up("b")).await);
        let refusal = join(store, a.client_key, &b.client_id).await.expect_err("refused");
        assert!(matches!(refusal, JoinError::BothOpen), "{refusal}");
        assert_eq!((reload(store, &a).await, reload(store, &b).await), (a.clone(), b.clone()), "nothing has changed");
        admin(store, noon()).cancel(b.id, "").await.expect("cancelled");
        join(store, a.client_key, &b.client_id).await.expect("joined");
        let theirs = store.follow_ups_of(a.client_key).await.expect("read");
        assert_eq!(theirs.len(), 2);
        assert_eq!(theirs.iter().filter(|f| f.status == Status::Pending).count(), 1);
    }

    async fn nobody_is_whom_no_name_leads_to(store: &Store) {
        for name in ["nobody@exemple.test", "0812345678"] {
            let refusal = admin(store, noon()).client_named(name).await.expect_err("refused");
            assert!(matches!(refusal, OperationError::NoClient(_)), "{refusal}");
        }
        let refusal = admin(store, noon()).client_named(" ").await.expect_err("refused");
        assert!(matches!(refusal, OperationError::NoName), "{refusal}");
    }
}

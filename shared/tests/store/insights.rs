//! The stored insights: written, listed, searched, ranked.

use chrono::{DateTime, Utc};
use relance::{
    client::{Channel, ClientKey, PerChannel, Profile, score::turned_between},
    filter::Filter,
    follow_up::{FollowUp, Status, gate::cooldown_cutoff},
    money::Cents,
    on_both_engines,
    reservation::Reservation,
    store::{
        Folded, Insight, Mark, Store, Suppressed, Turned,
        pages::{ClientColumn, Sort, Start},
    },
    strategy::{Assessment, Rules, builtin},
    testing::fixtures::*,
};

pub async fn rules(store: &Store) -> Rules {
    Rules::new(store.settings().await.expect("read"), builtin())
}

async fn write(store: &Store, page: &[(Profile, Assessment)], full_pass: i64, now: DateTime<Utc>) {
    let mut tx = store.begin().await.expect("a transaction");
    let names: Vec<_> = page.iter().map(|(profile, _)| profile.client_id.clone()).collect();
    let keys = tx.client_keys(&names, now).await.expect("keys");
    let page: Vec<Folded> = page
        .iter()
        .zip(keys)
        .map(|((profile, assessment), key)| Folded {
            key,
            profile: profile.clone(),
            assessment: assessment.clone(),
            mark: Mark::default(),
        })
        .collect();
    tx.write_insights(&page, full_pass, now).await.expect("written");
    tx.commit().await.expect("committed");
}

/// Stores the insight of one client's reservations, scored at noon.
pub async fn analysed(store: &Store, reservations: &[Reservation]) -> Profile {
    let profile = profile_of(reservations);
    let assessment = rules(store).await.assess(&profile, noon());
    write(store, &[(profile.clone(), assessment)], 1, noon()).await;
    profile
}

pub async fn insight_of(store: &Store, name: &str) -> Insight {
    store.insight(key(store, name).await).await.expect("asked").expect("it is there")
}

async fn listed(store: &Store, order: ClientColumn, search: &str) -> Vec<String> {
    let (filter, sort) = (Filter::parse(search).expect("a filter"), Sort::by(order));
    let page = store.client_page(&filter, sort, &Start::First, 100, noon()).await.expect("listed");
    let keys: Vec<_> = page.rows.iter().map(|row| row.client_key).collect();
    let insights = store.insights(&keys).await.expect("read");
    assert_eq!(insights.iter().map(|i| i.key).collect::<Vec<_>>(), keys, "in the order asked for");
    page.rows.iter().map(|row| row.client_id.as_str().replace("@exemple.test", "")).collect()
}

async fn candidates(store: &Store, limit: i64, offset: i64) -> Vec<String> {
    let cooldown_cutoff = noon() - days(14);
    let page =
        store.candidates(&strategy("inactive_client_reminder"), cooldown_cutoff, limit, offset).await.expect("listed");
    page.into_iter().map(|insight| insight.profile.client_id.as_str().replace("@exemple.test", "")).collect()
}

on_both_engines! {
    async fn an_insight_comes_back_as_it_was_written(store: &Store) {
        let bookings = [booked("a", 95, Cents(13_912)), booked("a", 40, Cents(1)), booked("a", 200, Cents(29))];
        let profile = analysed(store, &bookings).await;
        let insight = insight_of(store, "a").await;
        assert_eq!(insight.profile, profile);
        assert_eq!(insight.assessment, rules(store).await.assess(&profile, noon()));
        assert_eq!(insight.analysed_at, noon());
        assert_eq!(insight.last_sent, None);
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.insight(key(store, "a").await).await.expect("asked"), Some(insight));
        assert_eq!(tx.insight(ClientKey::default()).await.expect("asked"), None);
        drop(tx);
        assert_eq!(store.insight(key(store, "nobody").await).await.expect("asked"), None);
    }

    async fn however_it_is_read_an_insight_knows_which_addresses_are_suppressed(store: &Store) {
        for name in ["a", "b"] {
            analysed(store, &[booked(name, 40, Cents::units(10))]).await;
        }
        let mut tx = store.begin().await.expect("a transaction");
        tx.suppress(Channel::Email, "a@exemple.test", Suppressed::Complaint, noon()).await.expect("suppressed");
        let told = |insight: &Insight| (insight.contact.suppressed.email, insight.contact.preferred(&insight.profile));
        let (a, b) = ((true, Vec::new()), (false, vec![Channel::Email]));
        assert_eq!(told(&tx.insight(key(store, "a").await).await.expect("asked").expect("known")), a, "before it is committed");
        tx.commit().await.expect("committed");
        assert_eq!(told(&insight_of(store, "a").await), a);
        let listed = store.insights(&[key(store, "b").await, key(store, "a").await]).await.expect("read");
        assert_eq!(listed.iter().map(told).collect::<Vec<_>>(), [b.clone(), a.clone()]);
        let page = store.candidates(&strategy("inactive_client_reminder"), noon(), 9, 0).await.expect("listed");
        assert_eq!(page.iter().map(told).collect::<Vec<_>>(), [a, b]);
    }

    async fn writing_an_insight_again_replaces_it(store: &Store) {
        let rules = rules(store).await;
        let of = |bookings: &[Reservation], now| {
            let profile = profile_of(bookings);
            let assessment = rules.assess(&profile, now);
            (profile, assessment)
        };
        let later = noon() + days(60);
        let first = [of(&[booked("a", 5, Cents(29))], noon()), of(&[booked("b", 5, Cents(29))], noon())];
        write(store, &first, 1, noon()).await;
        write(store, &first, 1, noon()).await;
        assert_eq!(number(store, "select count(*) from client_insights").await, 2);
        let second = of(&[booked("a", 5, Cents(29)), booked("a", 4, Cents(60_000))], later);
        write(store, std::slice::from_ref(&second), 2, later).await;
        write(store, &[], 2, later).await;
        let insight = insight_of(store, "a").await;
        assert_eq!((insight.profile, insight.assessment), second);
        assert_eq!(insight.analysed_at, later);
        let beside = "select name || '|' || reservations || '|' || cancellations || '|' || spent_cents || '|' ||
            full_pass || '|' || risk_score from client_insights
            where client_id = 'a@exemple.test'";
        assert_eq!(texts(store, beside).await, ["a Exemple|2|0|60029|2|50"]);
    }

    async fn clients_are_listed_by_what_one_looks_for(store: &Store) {
        // a: risk 20, b: risk 60, c: risk 10 (its value); no two are equal in any sort order.
        analysed(store, &[Reservation { full_name: "Zoé".to_owned(), ..booked("a", 35, Cents::units(50)) }]).await;
        analysed(store, &[Reservation { full_name: "Mado".to_owned(), ..booked("b", 95, Cents::units(600)) }]).await;
        let regular: Vec<_> = (1..4)
            .map(|day| Reservation { full_name: "Ali".to_owned(), ..booked("c", day, Cents::units(100)) })
            .collect();
        analysed(store, &regular).await;
        assert_eq!(listed(store, ClientColumn::Risk, "").await, ["b", "a", "c"]);
        assert_eq!(listed(store, ClientColumn::Engagement, "").await, ["b", "a", "c"]);
        assert_eq!(listed(store, ClientColumn::Value, "").await, ["b", "c", "a"]);
        assert_eq!(listed(store, ClientColumn::Activity, "").await, ["b", "a", "c"]);
        assert_eq!(listed(store, ClientColumn::Name, "").await, ["c", "b", "a"]);
        assert_eq!(listed(store, ClientColumn::Next, "").await, ["b", "a", "c"]);
    }

    async fn a_search_finds_a_part_of_name_or_address_as_it_is_typed(store: &Store) {
        let named = |name: &'static str, full: &str| Reservation { full_name: full.to_owned(), ..booked(name, 5, Cents(1)) };
        for one in [named("a_b", "Mbuyi Kalala"), named("axb", "100% Sûr"), named("c", "Bar\\Baz"), named("d", "KALALA")] {
            analysed(store, &[one]).await;
        }
        assert_eq!(listed(store, ClientColumn::Name, "kaLAla").await.len(), 2);
        assert_eq!(listed(store, ClientColumn::Name, " A_B ").await, ["a_b"], "_ stands for itself");
        assert_eq!(listed(store, ClientColumn::Name, "%").await, ["axb"], "so does %");
        assert_eq!(listed(store, ClientColumn::Name, "r\\b").await, ["c"], "so does \\");
        assert_eq!(listed(store, ClientColumn::Name, "exemple.test").await.len(), 4);
        assert_eq!(listed(store, ClientColumn::Name, "nobody").await, [""; 0]);
    }

    async fn a_search_finds_accented_names_in_either_case(store: &Store) {
        let named = |name: &'static str, full: &str| Reservation { full_name: full.to_owned(), ..booked(name, 5, Cents(1)) };
        analysed(store, &[named("a", "Élodie Éboué")]).await;
        analysed(store, &[named("b", "THÉRÈSE ÇIÇEK")]).await;
        for search in ["élodie éboué", "Élodie", "ÉLODIE ÉBOUÉ", "éboué"] {
            assert_eq!(listed(store, ClientColumn::Name, search).await, ["a"], "{search}");
        }
        for search in ["thérèse", "Çiçek", "THÉRÈSE"] {
            assert_eq!(listed(store, ClientColumn::Name, search).await, ["b"], "{search}");
        }
        let accented = Reservation { email: "Émile@exemple.test".to_owned(), ..named("x", "X") };
        analysed(store, &[accented]).await;
        assert_eq!(listed(store, ClientColumn::Name, "Émile@").await, ["Émile"]);
    }

    async fn an_insight_tells_reactions_by_channel_and_when_something_was_last_sent(store: &Store) {
        analysed(store, &[booked("a", 40, Cents::units(10))]).await;
        analysed(store, &[booked("b", 40, Cents::units(10))]).await;
        let mail = put(store, sent("a", 30)).await;
        let push = put(store, with(sent("a", 20), |f| f.draft.channel = Channel::Push)).await;
        for (message, kind) in [(&mail, "opened"), (&mail, "clicked"), (&mail, "delivered"), (&mail, "converted"), (&push, "clicked")] {
            event(store, message, kind).await;
        }
        let insight = insight_of(store, "a").await;
        assert_eq!(insight.contact.reactions, PerChannel { email: 2, sms: 0, push: 1 });
        assert_eq!(insight.last_sent, Some(noon() - days(20)));
        let other = insight_of(store, "b").await;
        assert_eq!((other.contact.reactions, other.last_sent), (PerChannel::all(0), None));
    }

    async fn who_was_never_written_to_comes_first_then_longest_ago_risk_value_and_who_is_known_longest(store: &Store) {
        let lost = |name: &'static str, days_ago, units| [booked(name, days_ago, Cents::units(units))];
        for (name, days_ago, units) in [
            ("lately", 95, 50), ("long_ago", 40, 50), ("b", 40, 50), ("a", 40, 50), ("richer", 40, 60), ("riskier", 95, 50),
        ] {
            analysed(store, &lost(name, days_ago, units)).await;
        }
        // From another strategy, so that the cooldown of this one does not apply.
        let other = |name, days_ago| FollowUp { strategy_id: strategy("seasonal_promotion"), ..sent(name, days_ago) };
        put(store, other("lately", 2)).await;
        put(store, other("long_ago", 90)).await;
        put(store, other("long_ago", 100)).await;
        let order = ["riskier", "richer", "b", "a", "long_ago", "lately"];
        assert_eq!(candidates(store, 100, 0).await, order);
        assert_eq!(candidates(store, 2, 3).await, order[3..5]);
    }

    async fn who_has_one_open_or_a_strategy_at_rest_is_not_wanted(store: &Store) {
        let names = ["pending", "approved", "sending", "uncertain", "sent13", "sent14", "refused", "excused", "old_refusal",
            "other_strategy"];
        for name in names {
            analysed(store, &[booked(name, 40, Cents::units(50))]).await;
        }
        analysed(store, &[booked("well", 10, Cents::units(50))]).await;
        put(store, follow_up("pending")).await;
        put(store, approved("approved")).await;
        put(store, sending("sending")).await;
        put(store, FollowUp { status: Status::Uncertain, ..approved("uncertain") }).await;
        put(store, sent("sent13", 13)).await;
        put(store, sent("sent14", 14)).await;
        put(store, FollowUp { status: Status::Cancelled, ..follow_up("refused") }).await;
        put(store, with(follow_up("excused"), |f| { f.status = Status::Cancelled; f.outcome.rests = false; })).await;
        put(store, FollowUp { status: Status::Failed, updated_at: noon() - days(14), ..follow_up("old_refusal") }).await;
        put(store, FollowUp {
            status: Status::Cancelled, strategy_id: strategy("seasonal_promotion"), ..follow_up("other_strategy")
        }).await;
        assert_eq!(candidates(store, 100, 0).await, ["excused", "old_refusal", "other_strategy", "sent14"]);
        let seasonal = store.candidates(&strategy("seasonal_promotion"), noon(), 100, 0).await.expect("listed");
        assert!(seasonal.is_empty(), "it is recommended to who is well, but nothing calls for it");
    }

    async fn a_strategy_rests_for_the_same_clients_in_the_query_and_at_the_gate(store: &Store) {
        let reminder = builtin().into_iter().find(|s| s.id == strategy("inactive_client_reminder")).expect("built in");
        let micro = chrono::TimeDelta::microseconds(1);
        let mut names = Vec::new();
        for status in [Status::Sent, Status::Failed, Status::Cancelled] {
            for rests in [true, false] {
                for (edge, shift) in [("before", -micro), ("at", chrono::TimeDelta::zero()), ("after", micro)] {
                    let name: &'static str = format!("{status}_{rests}_{edge}").leak();
                    let at = noon() - days(reminder.cooldown_days.into()) + shift;
                    analysed(store, &[booked(name, 40, Cents::units(50))]).await;
                    put(store, with(follow_up(name), |f| {
                        (f.status, f.updated_at, f.outcome.rests) = (status, at, rests);
                        f.outcome.sent_at = (status == Status::Sent).then_some(at);
                    })).await;
                    names.push(name);
                }
            }
        }
        let page = store.candidates(&reminder.id, cooldown_cutoff(&reminder, noon()), 100, 0).await.expect("listed");
        let mut through = Vec::new();
        for name in names {
            let history = store.history(key(store, name).await, &reminder.id).await.expect("read");
            if history.rests_until(&reminder, noon()).is_none() {
                through.push(client(name));
            }
        }
        let mut listed: Vec<_> = page.into_iter().map(|insight| insight.profile.client_id).collect();
        listed.sort();
        through.sort();
        assert_eq!(listed.len(), 14, "those after the edge rest, unless they were excused");
        assert_eq!(listed, through);
    }

    async fn clients_are_stale_once_their_scores_may_be_others(store: &Store) {
        let a = analysed(store, &[booked("a", 5, Cents(1))]).await;
        let b = analysed(store, &[booked("b", 5, Cents(1))]).await;
        let second = chrono::TimeDelta::seconds(1);
        let stale = async |after, turned: &Turned, texts, limit| -> Vec<ClientKey> {
            let found = store.stale(after, turned, texts, limit).await.expect("listed");
            found.into_iter().map(|stale| stale.key).collect()
        };
        let (first, ka, kb) = (ClientKey::default(), key(store, "a").await, key(store, "b").await);
        let turn = a.newest.created_at;
        let between = |earlier, later| Turned::Within(turned_between(earlier, later));
        for texts in [false, true] {
            assert_eq!(stale(first, &between(turn, turn + second), texts, 9).await, []);
            assert_eq!(stale(first, &between(turn - second, turn), texts, 9).await, [ka, kb]);
            assert_eq!(stale(first, &between(turn + second, turn), texts, 9).await, [ka, kb], "the clock went back");
            assert_eq!(stale(first, &Turned::All, texts, 1).await, [ka]);
            assert_eq!(stale(ka, &Turned::All, texts, 9).await, [kb]);
        }
        assert_eq!(store.profiles_after(first, 9).await.expect("read"), [(ka, a), (kb, b)]);
    }

    async fn only_scores_that_a_list_would_show_differently_are_written_again(store: &Store) {
        let rules = rules(store).await;
        let profile = analysed(store, &[booked("a", 101, Cents(1))]).await;
        let [stale] = &store.stale(ClientKey::default(), &Turned::All, false, 9).await.expect("listed")[..] else {
            panic!("one client")
        };
        let says = |now| stale.stored.says(&rules.assess(&profile, now), now);
        assert!(says(noon()) && says(noon() + days(1)), "the engagement has fallen by three hundredths");
        assert!(!says(noon() + days(40)), "it has fallen by a point");
        assert!(!says(noon() - days(60)), "the inactivity is another, and the row is of a later moment");
    }

    async fn insights_that_a_full_pass_has_not_met_go_when_their_reservations_are_gone(store: &Store) {
        upsert(store, &[booked("kept", 5, Cents(1))], noon()).await;
        for name in ["kept", "gone", "gone_too"] {
            analysed(store, &[booked(name, 5, Cents(1))]).await;
        }
        let mut tx = store.begin().await.expect("a transaction");
        assert_eq!(tx.remove_gone(1).await.expect("asked"), 0, "met by this pass");
        assert_eq!(tx.remove_insight(key(store, "gone_too").await).await.expect("asked"), 1);
        assert_eq!(tx.remove_insight(key(store, "gone_too").await).await.expect("asked"), 0);
        assert_eq!(tx.remove_gone(2).await.expect("asked"), 1);
        tx.commit().await.expect("committed");
        assert_eq!(listed(store, ClientColumn::Risk, "").await, ["kept"]);
    }
}

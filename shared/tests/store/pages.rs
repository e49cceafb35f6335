//! Keyset pages, and filters: the database's answers equal those of a plain evaluation of the rows.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use relance::{
    client::Channel,
    filter::{Field, Filter, Relation, Test, Value},
    follow_up::{FollowUp, Status},
    money::Cents,
    on_both_engines,
    store::{
        Insight, Store,
        pages::{ClientColumn, FollowUpColumn, Keyed, Page, Sort, Start},
    },
    strategy::{Priority, Strategy, builtin},
    testing::fixtures::*,
};

use super::insights::{analysed, insight_of};

const NAMES: [&str; 12] =
    ["awa", "élodie", "mbuyi", "mbala", "o'neil", "zoé_1", "a%b", "chantal", "ngoma", "ilunga", "kabongo", "mwamba"];

/// Some clients of all kinds, most with follow-ups.
async fn populate(store: &Store) -> (Vec<Insight>, Vec<FollowUp>) {
    for (n, name) in (0i64..).zip(NAMES) {
        let reservations: Vec<_> = (0..=n % 3).map(|k| booked(name, 3 + 17 * n + k, Cents(9_000 * (n % 5)))).collect();
        analysed(store, &reservations).await;
    }
    let mut follow_ups = Vec::new();
    for (n, name) in (0usize..).zip(NAMES) {
        for k in 0..n % 4 {
            let base = if k == 0 && n % 2 == 1 { approved(name) } else { follow_up(name) };
            let written = with(base, |f| {
                if k > 0 {
                    f.status = Status::Cancelled;
                }
                f.draft.channel = Channel::ALL[(n + k) % 3];
                f.priority = Priority::ALL[(n * k) % 4];
                f.draft.confidence = (40 + 5 * n) as i64;
                f.scheduled_date = noon() + days((n % 5) as i64);
                f.strategy_id = builtin().remove((n + k) % 5).id;
            });
            follow_ups.push(put(store, written).await);
        }
    }
    let mut insights = Vec::new();
    for name in NAMES {
        insights.push(insight_of(store, name).await);
    }
    (insights, follow_ups)
}

/// The reference evaluation of a filter.
struct Model<'a> {
    insight: &'a Insight,
    /// The client's follow-ups; in a list of follow-ups, only the one in question.
    follow_ups: Vec<&'a FollowUp>,
    is_follow_up: bool,
}

impl Model<'_> {
    fn holds(&self, filter: &Filter) -> bool {
        let one_has_it_all = || {
            let asked = filter.terms.iter().filter(|term| !term.negated);
            let asked: Vec<_> = asked
                .filter_map(|term| match &term.test {
                    Test::Field(field, relation, value) if field.is_of_follow_up() => Some((*field, *relation, value)),
                    _ => None,
                })
                .collect();
            asked.is_empty() || self.follow_ups.iter().any(|f| asked.iter().all(|a| of_follow_up(f, *a)))
        };
        filter.terms.iter().all(|term| self.test(&term.test) != term.negated) && one_has_it_all()
    }

    fn test(&self, test: &Test) -> bool {
        let profile = &self.insight.profile;
        let search_text = format!("{}\n{}", profile.name, profile.client_id).to_lowercase();
        let (field, relation, value) = match test {
            Test::Word(word) => return search_text.contains(word.as_str()),
            Test::Field(field, relation, value) => (*field, *relation, value),
        };
        let scores = &self.insight.assessment.scores;
        match (field, value) {
            (Field::Client, Value::Text(text)) => search_text.contains(text.as_str()),
            (Field::Strategy, Value::Text(text)) => {
                let told = |s: &Strategy| format!("{} {} {}", s.id, s.name, s.description).to_lowercase();
                let id = match self.is_follow_up {
                    true => self.follow_ups.first().map(|f| &f.strategy_id),
                    false => self.insight.assessment.recommended.as_ref(),
                };
                builtin().iter().any(|s| Some(&s.id) == id && told(s).contains(text.as_str()))
            }
            (Field::Risk, Value::Number(n)) => compare(f64::from(scores.risk), relation, *n),
            (Field::Engagement, Value::Number(n)) => compare(scores.engagement, relation, *n),
            (Field::Reservations, Value::Number(n)) => compare(f64::from(profile.reservations), relation, *n),
            (Field::Cancelled, Value::Number(n)) => compare(f64::from(profile.cancellations), relation, *n),
            (Field::Spent, Value::Cents(n)) => compare(profile.spent.0 as f64, relation, *n as f64),
            (Field::Need, Value::Yes(yes)) => self.insight.assessment.needs_follow_up == *yes,
            (Field::Last, Value::Days(n)) => {
                let age = (noon() - profile.newest.created_at).num_seconds();
                match relation {
                    Relation::Is => (n * 86_400 + 1..=(n + 1) * 86_400).contains(&age),
                    _ => compare(age as f64, relation, (n * 86_400) as f64),
                }
            }
            _ => self.follow_ups.iter().any(|f| of_follow_up(f, (field, relation, value))),
        }
    }
}

fn of_follow_up(f: &FollowUp, (field, relation, value): (Field, Relation, &Value)) -> bool {
    match (field, value) {
        (Field::Status, Value::Status(status)) => f.status == *status,
        (Field::Channel, Value::Channel(channel)) => f.draft.channel == *channel,
        (Field::Priority, Value::Priority(priority)) => f.priority == *priority,
        (Field::Confidence, Value::Number(n)) => compare(f.draft.confidence as f64, relation, *n),
        (Field::Due, Value::Days(n)) => {
            let until = f.scheduled_date - noon();
            match relation {
                Relation::Is => until >= TimeDelta::days(*n) && until < TimeDelta::days(n + 1),
                _ => compare(until.num_seconds() as f64, relation, (n * 86_400) as f64),
            }
        }
        (field, value) => panic!("{field} is compared with {value}"),
    }
}

fn compare(actual: f64, relation: Relation, value: f64) -> bool {
    match relation {
        Relation::Is => actual == value,
        Relation::Above => actual > value,
        Relation::AtLeast => actual >= value,
        Relation::Below => actual < value,
        Relation::AtMost => actual <= value,
    }
}

const FILTERS: [&str; 42] = [
    "",
    "mb",
    "mbu",
    "MBUYI",
    "élo",
    "o'n",
    "zoé_1",
    "a%b",
    "%",
    "_",
    "exemple.test",
    "mb exemple",
    "-mb",
    "nobody",
    "risk>20",
    "-risk>20",
    "risk>19.5",
    "risk<=20.5 -risk>=9,5",
    "risk:20",
    "risk:20.5",
    "-reservations<1.5",
    "engagement<=100 risk>=10",
    "spent>90",
    "spent:90,00",
    "reservations>1",
    "cancelled<1",
    "last>30d",
    "last<2w",
    "last:3d",
    "need:oui",
    "need:no",
    "strategy:inactive",
    "strategy:vip",
    "stratégie:grands",
    "status:pending",
    "status:pending channel:sms",
    "-status:pending",
    "priority:urgent",
    "confidence>70",
    "due<2d",
    "due:0d",
    "risk>10 status:approved mb",
];

async fn found_clients(store: &Store, filter: &Filter) -> Vec<String> {
    let page = store.client_page(filter, Sort::by(ClientColumn::Risk), &Start::First, 100, noon()).await;
    let mut ids: Vec<_> = page.expect("a page").rows.iter().map(|line| line.client_id.to_string()).collect();
    ids.sort();
    ids
}

async fn found_follow_ups(store: &Store, filter: &Filter) -> Vec<uuid::Uuid> {
    let page = store.follow_up_page(filter, Sort::default(), &Start::First, 100, noon()).await;
    let mut ids: Vec<_> = page.expect("a page").rows.iter().map(|f| f.id).collect();
    ids.sort();
    ids
}

/// All rows by pages of three: forward from the first page, and backward from the last.
async fn read_both_ways<T: Clone>(
    read: impl AsyncFn(Start) -> Page<T>,
    key: impl Fn(&T) -> relance::store::pages::Key,
) -> (Vec<T>, Vec<T>) {
    let (mut onward, mut back) = (Vec::new(), Vec::new());
    let mut page = read(Start::First).await;
    assert!(page.is_first);
    loop {
        onward.extend(page.rows.clone());
        if page.is_last {
            break;
        }
        page = read(Start::After(key(&page.rows[page.rows.len() - 1]))).await;
    }
    let mut page = read(Start::Last).await;
    assert!(page.is_last);
    loop {
        back.splice(0..0, page.rows.clone());
        if page.is_first {
            break;
        }
        page = read(Start::Before(key(&page.rows[0]))).await;
    }
    (onward, back)
}

/// SQL for a new, random key or id.
fn random_key(store: &Store) -> &'static str {
    if store.is_embedded() { "randomblob(16)" } else { "gen_random_uuid()" }
}

on_both_engines! {
    async fn a_filter_finds_what_it_says_and_nothing_else(store: &Store) {
        let (insights, follow_ups) = populate(store).await;
        let whose: BTreeMap<_, _> = insights.iter().map(|i| (i.profile.client_id.clone(), i)).collect();
        for text in FILTERS {
            let filter = Filter::parse(text).expect(text);
            let of = |i: &Insight| follow_ups.iter().filter(|f| f.client_id == i.profile.client_id).collect();
            let model = insights.iter().filter(|i| {
                Model { insight: i, follow_ups: of(i), is_follow_up: false }.holds(&filter)
            });
            let mut expected: Vec<_> = model.map(|i| i.profile.client_id.to_string()).collect();
            expected.sort();
            assert_eq!(found_clients(store, &filter).await, expected, "clients: {text}");
            let counted = store.count_clients(&filter, Sort::default(), None, noon()).await.expect("counted");
            assert_eq!((counted.total, counted.before), (expected.len() as i64, 0), "{text}");

            let model = follow_ups.iter().filter(|f| {
                Model { insight: whose[&f.client_id], follow_ups: vec![f], is_follow_up: true }.holds(&filter)
            });
            let mut expected: Vec<_> = model.map(|f| f.id).collect();
            expected.sort();
            assert_eq!(found_follow_ups(store, &filter).await, expected, "follow-ups: {text}");
        }
    }

    async fn short_words_are_found_alike_whether_few_have_them_or_many(store: &Store) {
        populate(store).await;
        let short = ["mb", "-mb", "e", "ng a", "mb risk>10"].map(|text| Filter::parse(text).expect("a filter"));
        let mut few = Vec::new();
        for filter in &short {
            few.push(found_clients(store, filter).await);
        }
        execute(store, &format!("insert into client_search (client_key, search_text)
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)
            select {}, 'mb e ng a' || i from n", random_key(store))).await;
        for (filter, few) in short.iter().zip(few) {
            assert_eq!(found_clients(store, filter).await, few, "{filter}");
        }
    }

    async fn clients_are_found_by_their_follow_ups_alike_whether_few_are_or_many(store: &Store) {
        populate(store).await;
        let texts = ["status:pending", "channel:sms confidence>45", "status:pending risk>10 mb", "-status:cancelled"];
        let filters = texts.map(|text| Filter::parse(text).expect("a filter"));
        let mut few = Vec::new();
        for filter in &filters {
            few.push(found_clients(store, filter).await);
        }
        // Follow-ups of clients that are in no list, so that the list of clients stays the same.
        let id = random_key(store);
        execute(store, &format!("insert into clients (key, created_at)
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)
            select {id}, generated_at from n, (select generated_at from ai_follow_ups limit 1) f")).await;
        for (status, channel) in [("pending", "email"), ("cancelled", "sms")] {
            execute(store, &format!("insert into ai_follow_ups (id, client_key, client_id, strategy_id, subject, message, channel,
                    scheduled_date, priority, ai_confidence, generated_at, status, created_at, updated_at)
                with n (key, i) as (select key, row_number() over (order by key) from clients
                    where not exists (select 1 from client_names where client_key = key))
                select {id}, key, 'x' || i, f.strategy_id, '', '', '{channel}', f.scheduled_date, 'low', 50, f.generated_at,
                    '{status}', f.created_at, f.updated_at
                from n, (select * from ai_follow_ups limit 1) f")).await;
        }
        for (filter, few) in filters.iter().zip(few) {
            assert_eq!(found_clients(store, filter).await, few, "{filter}");
            let counted = store.count_clients(filter, Sort::default(), None, noon()).await.expect("counted");
            assert_eq!(counted.total, few.len() as i64, "{filter}");
        }
    }

    async fn every_order_is_walked_both_ways_without_gap_or_repeat(store: &Store) {
        populate(store).await;
        let all = Filter::default();
        for (by, descending) in ClientColumn::ALL.into_iter().flat_map(|by| [(by, false), (by, true)]) {
            let sort = Sort { by, descending };
            let read = async |start| store.client_page(&all, sort, &start, 3, noon()).await.expect("a page");
            let (onward, back) = read_both_ways(read, |line| line.key(by)).await;
            assert_eq!(onward.len(), NAMES.len(), "{by}");
            assert_eq!(onward, back, "{by}");
            for (place, line) in onward.iter().enumerate() {
                let key = line.key(by);
                let counted = store.count_clients(&all, sort, Some(&key), noon()).await.expect("counted");
                assert_eq!(counted.before, place as i64, "{by}");
                let at = store.client_page(&all, sort, &Start::At(key), 2, noon()).await.expect("a page");
                assert_eq!(at.rows, onward[place..(place + 2).min(onward.len())], "{by}");
            }
        }
        for (by, descending) in FollowUpColumn::ALL.into_iter().flat_map(|by| [(by, false), (by, true)]) {
            let sort = Sort { by, descending };
            let read = async |start| store.follow_up_page(&all, sort, &start, 3, noon()).await.expect("a page");
            let (onward, back) = read_both_ways(read, |follow_up| follow_up.key(by)).await;
            assert_eq!(onward.len() as i64, store.count_follow_ups(None).await.expect("counted"), "{by}");
            assert_eq!(onward, back, "{by}");
        }
    }

    async fn a_search_follows_a_name_that_changes_and_forgets_a_client_who_goes(store: &Store) {
        let mut reservation = booked("awa", 3, Cents(100));
        analysed(store, std::slice::from_ref(&reservation)).await;
        reservation.full_name = "Tout Autre".to_owned();
        analysed(store, &[reservation]).await;
        let found = async |text| found_clients(store, &Filter::parse(text).expect("a filter")).await.len();
        assert_eq!((found("awa exemple").await, found("autre").await, found("tr").await), (1, 1, 1), "the address stays");
        assert_eq!(found("\"awa exemple\"").await, 0, "the old name");
        let mut tx = store.begin().await.expect("a transaction");
        tx.remove_insight(key(store, "awa").await).await.expect("removed");
        tx.commit().await.expect("committed");
        assert_eq!((found("autre").await, number(store, "select count(*) from client_search").await), (0, 0));
    }
}

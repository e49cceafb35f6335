//! What tests put into a database: reservations, follow-ups and SQL of their own.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, types::Json};
use uuid::Uuid;

use crate::{
    calendar::Calendar,
    client::{Addresses, Channel, ClientId, ClientKey, Contact, Device, PerChannel, Profile, ReservationRow},
    consent,
    draft::DraftSource,
    follow_up::{Draft, FollowUp, Lease, Outcome, Sending, Status, content_hash},
    locale::Locale,
    money::Cents,
    reservation::{Reservation, ReservationStatus},
    settings::{Delivery, Settings},
    store::{DatabaseUrl, Store, Upserted, on},
    strategy::{Priority, StrategyId},
};

/// Tuesday, ten in the morning in Kinshasa; no season's window is open.
pub fn noon() -> DateTime<Utc> {
    at("2026-03-10T09:00:00Z")
}

/// A moment, from RFC 3339.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

/// `name@exemple.test`.
pub fn client(name: &str) -> ClientId {
    ClientId::of_email(&format!("{name}@exemple.test")).expect("an address")
}

/// The key of `name@exemple.test`, made if there is none.
pub async fn key(store: &Store, name: &str) -> ClientKey {
    if let Some(key) = store.client_key(&client(name)).await.expect("asked") {
        return key;
    }
    let mut tx = store.begin().await.expect("a transaction");
    let keys = tx.client_keys(&[client(name)], noon()).await.expect("a key");
    tx.commit().await.expect("committed");
    keys[0]
}

/// `ios` or `android`.
pub fn device(platform: &str, token: &str) -> Device {
    Device { platform: platform.parse().expect("a platform"), token: token.to_owned() }
}

pub fn strategy(id: &str) -> StrategyId {
    StrategyId(id.to_owned())
}

/// A completed, paid day of coworking that was booked `days_ago` days before [`noon`] and took place that day.
pub fn booked(name: &str, days_ago: i64, amount: Cents) -> Reservation {
    let created_at = noon() - days(days_ago);
    Reservation {
        full_name: format!("{name} Exemple"),
        email: format!("{name}@exemple.test"),
        phone: String::new(),
        company: None,
        activity: "Conseil".to_owned(),
        address: Some("Gombe".to_owned()),
        space_type: "coworking".to_owned(),
        start_date: created_at.date_naive(),
        end_date: created_at.date_naive(),
        occupants: 1,
        subscription_type: "jour".to_owned(),
        amount,
        payment_method: "cash".to_owned(),
        transaction_id: format!("T{days_ago}"),
        status: ReservationStatus::Completed,
        notes: None,
        admin_notes: None,
        created_at,
    }
}

/// Writes reservations as changed at `now`.
pub async fn upsert(store: &Store, page: &[Reservation], now: DateTime<Utc>) -> Upserted {
    let mut tx = store.begin().await.expect("a transaction");
    let upserted = tx.upsert_reservations(page, now).await.expect("written");
    tx.commit().await.expect("committed");
    upserted
}

/// A reservation as the fold reads it.
pub fn row<'a>(client: &'a ClientId, r: &'a Reservation) -> ReservationRow<'a> {
    ReservationRow {
        client_id: client.as_str(),
        full_name: r.full_name.as_str().into(),
        phone: r.phone.as_str().into(),
        activity: r.activity.as_str().into(),
        address: r.address.as_deref().unwrap_or_default().into(),
        space_type: r.space_type.as_str().into(),
        end_date: r.end_date,
        amount: r.amount,
        payment_method: r.payment_method.as_str().into(),
        transaction_id: r.transaction_id.as_str().into(),
        status: r.status,
        created_at: r.created_at,
    }
}

/// The profile of one client's reservations, in Kinshasa.
pub fn profile_of(reservations: &[Reservation]) -> Profile {
    let client = ClientId::of_email(&reservations[0].email).expect("an address");
    let mut rows: Vec<_> = reservations.iter().map(|r| row(&client, r)).collect();
    Profile::fold(&mut rows, &calendar()).expect("a reservation")
}

/// The contact of a client of whom only reservations are known: no preferences, no reactions.
pub fn contact_of(profile: &Profile) -> Contact {
    Contact {
        addresses: Addresses::of(profile),
        consent: consent::DEFAULT_CONSENT,
        suppressed: PerChannel::all(false),
        preferred_channel: None,
        reactions: PerChannel::all(0),
        locale: None,
        paused_until: None,
    }
}

pub fn calendar() -> Calendar {
    Settings::new(Delivery::Outbox).calendar()
}

/// A pending e-mail, written at [`noon`] and due then.
pub fn follow_up(name: &str) -> FollowUp {
    FollowUp {
        id: Uuid::new_v4(),
        // `put` sets the real one.
        client_key: ClientKey::default(),
        client_id: client(name),
        strategy_id: strategy("inactive_client_reminder"),
        status: Status::Pending,
        priority: Priority::Medium,
        scheduled_date: noon(),
        generated_at: noon(),
        bound_to_conditions: true,
        draft: Draft {
            channel: Channel::Email,
            locale: Locale::Fr,
            subject: "Votre bureau".to_owned(),
            message: "Bonjour".to_owned(),
            source: DraftSource::Template,
            facts: None,
            confidence: 80,
            content_hash: Some(content_hash(Channel::Email, Locale::Fr, "Votre bureau", "Bonjour")),
        },
        approval: None,
        sending: Sending::default(),
        outcome: Outcome::default(),
        updated_at: noon(),
        version: 0,
    }
}

/// Changes a follow-up directly, whatever steps its status allows.
pub fn with(mut follow_up: FollowUp, change: impl FnOnce(&mut FollowUp)) -> FollowUp {
    change(&mut follow_up);
    follow_up
}

/// The same, approved.
pub fn approved(name: &str) -> FollowUp {
    with(follow_up(name), |f| f.approve("admin", noon()).expect("it is pending"))
}

/// The same, claimed by a sender whose lease ends at [`noon`].
pub fn sending(name: &str) -> FollowUp {
    let lease = Lease { token: Uuid::new_v4(), until: noon() };
    with(approved(name), |f| f.claim(lease, noon().date_naive(), noon()).expect("it is approved"))
}

/// The same, sent `days_ago` days before [`noon`].
pub fn sent(name: &str, days_ago: i64) -> FollowUp {
    with(approved(name), |f| {
        f.status = Status::Sent;
        f.outcome.sent_at = Some(noon() - days(days_ago));
    })
}

/// Stores a follow-up as it is, whatever its status, and gives it back with the key of its client.
pub async fn put(store: &Store, follow_up: FollowUp) -> FollowUp {
    let mut tx = store.begin().await.expect("a transaction");
    let keys = tx.client_keys(std::slice::from_ref(&follow_up.client_id), noon()).await.expect("a key");
    tx.commit().await.expect("committed");
    let follow_up = FollowUp { client_key: keys[0], ..follow_up };
    let mut tx = store.begin().await.expect("a transaction");
    assert!(tx.insert_follow_up(&follow_up).await.expect("inserted"), "its id is new, and its client has no open one");
    tx.commit().await.expect("committed");
    follow_up
}

/// The follow-up as stored now.
pub async fn reload(store: &Store, follow_up: &FollowUp) -> FollowUp {
    store.follow_up(follow_up.id).await.expect("asked").expect("it is there")
}

/// Records what a client did with a message: `opened`, `clicked`, ….
pub async fn event(store: &Store, follow_up: &FollowUp, kind: &str) {
    const SQL: &str = "insert into follow_up_events (id, follow_up_id, kind, occurred_at) values ($1, $2, $3, $4)";
    on!(store, db => sqlx::query(SQL).bind(Uuid::new_v4()).bind(follow_up.id).bind(kind).bind(noon())
        .execute(db).await.map(drop))
    .expect("recorded");
}

/// Where a store's database is, to open it once more.
pub fn url_of(store: &Store) -> DatabaseUrl {
    match store {
        Store::Postgres(pool) => DatabaseUrl::Postgres(Box::new((*pool.connect_options()).clone())),
        Store::Sqlite(pool) => DatabaseUrl::Sqlite(pool.connect_options().get_filename().to_owned()),
    }
}

/// Runs statements of the test's own.
pub async fn execute(store: &Store, sql: &str) {
    on!(store, db => sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(db).await.map(drop)).expect("executed");
}

/// The one number a query answers with; a sum must be cast to bigint.
pub async fn number(store: &Store, sql: &str) -> i64 {
    on!(store, db => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(db).await).expect("a number")
}

/// The texts a query answers with.
pub async fn texts(store: &Store, sql: &str) -> Vec<String> {
    on!(store, db => sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(db).await).expect("texts")
}

/// The `details` of the audit trail's lines about `action`.
pub async fn trail(store: &Store, action: &str) -> Vec<serde_json::Value> {
    const SQL: &str = "select details from ai_follow_up_logs where action = $1 order by seq";
    let lines: Vec<Json<serde_json::Value>> =
        on!(store, db => sqlx::query_scalar(SQL).bind(action).fetch_all(db).await).expect("lines");
    lines.into_iter().map(|Json(line)| line).collect()
}

//! A warm function whose database falls silent, moves, keeps a lock, or has a new password.

use std::time::Duration;

use relance::{
    client::Channel,
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::{
        fixtures::*,
        on_postgres_url,
        proxy::{Line, Proxy},
    },
};
use serde_json::{Value, json};

use crate::{
    aws::{AMPLE, Aws},
    fixtures,
    runtime_api::Running,
};

/// The time that an invocation has in which nothing can be done.
const TIME: Duration = Duration::from_secs(10);

fn tick() -> Value {
    json!({ "task": "tick", "now": noon().to_rfc3339() })
}

/// A migrated database, and a function that is warm and reaches it through a proxy.
async fn warm(name: &str, database: &str) -> (Store, Proxy, Running) {
    let url = DatabaseUrl::parse(database).expect("a URL");
    let store = Store::open(&url).await.expect("opened");
    store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
    fixtures::configure(&store).await;
    let (proxy, _) = Proxy::before(&url);
    let (credentials, rest) = database.split_once('@').expect("a user and a host");
    let (_, path) = rest.split_once('/').expect("a database");
    let aws = Aws::prepare(name).await;
    let through = format!("{credentials}@{}/{path}", proxy.address);
    let mut function = aws.function(&through, &aws.url).start().await;
    let undisturbed = function.invoke(&tick(), AMPLE).await.answer();
    assert_eq!(undisturbed.get("failed"), None, "{undisturbed}");
    (store, proxy, function)
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn it_answers_before_its_deadline_while_the_database_is_silent_and_works_once_it_is_back() {
    on_postgres_url(async |database| {
        let (_store, proxy, mut function) = warm("silent", database).await;
        for line in [Line::Swallowing, Line::Stalled, Line::Cut] {
            proxy.set(line);
            let error = function.invoke(&tick(), TIME).await.error();
            assert!(!error.contains('@'), "{line:?}: {error}");
            proxy.set(Line::Open);
            let back = function.invoke(&tick(), AMPLE).await.answer();
            assert_eq!((back.get("failed"), back["disabled"].as_bool()), (None, Some(false)), "{line:?}: {back}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn after_a_failover_a_warm_one_works_at_once() {
    on_postgres_url(async |database| {
        let (store, proxy, mut function) = warm("failover", database).await;
        let (other, _) = Proxy::before(&url_of(&store));
        proxy.fail_over(&other.address.to_string());
        let answer = function.invoke(&tick(), TIME).await.answer();
        assert_eq!(answer.get("failed"), None, "{answer}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn a_lock_that_is_held_for_ever_leaves_it_its_answer() {
    on_postgres_url(async |database| {
        let (store, _proxy, mut function) = warm("locked", database).await;
        let mut other = store.begin().await.expect("a transaction");
        other.lock_channel(Channel::Email).await.expect("locked");
        let answer = function.invoke(&tick(), TIME).await.answer();
        assert!(answer["failed"]["send"].is_string(), "{answer}");
        other.rollback().await.expect("let go");
        assert_eq!(function.invoke(&tick(), AMPLE).await.answer().get("failed"), None);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn a_password_that_changes_while_it_is_warm_is_read_again() {
    on_postgres_url(async |database| {
        let store = Store::open(&DatabaseUrl::parse(database).expect("a URL")).await.expect("opened");
        store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
        let name = database.rsplit('/').next().and_then(|rest| rest.split('?').next()).expect("a name");
        let user = format!("{name}_user");
        let secret = |password: &str| {
            let (_, server) = database.split_once('@').expect("a host");
            format!("postgres://{user}:{password}@{server}")
        };
        execute(&store, &format!("create role {user} login superuser password 'first'")).await;
        let aws = Aws::prepare("password").await;
        let secrets = aws_sdk_secretsmanager::Client::new(&aws.config);
        let made = secrets.create_secret().name(&user).secret_string(secret("first")).send().await.expect("a secret");
        let arn = made.arn.expect("its ARN");
        let function = aws.function("", &aws.url).with("DATABASE_SECRET_ARN", &arn);
        let mut function = function.start().await;
        let analyse = json!({ "task": "analyse" });
        assert_eq!(function.invoke(&analyse, AMPLE).await.answer()["folded"], 0);

        execute(
            &store,
            &format!(
                "alter role {user} password 'second';
                 select pg_terminate_backend(pid) from pg_stat_activity where usename = '{user}'"
            ),
        )
        .await;
        let unknown = function.invoke(&analyse, AMPLE).await.error();
        assert!(unknown.contains("password"), "the secret still has the old one: {unknown}");
        let changed = secrets.put_secret_value().secret_id(&arn).secret_string(secret("second")).send().await;
        changed.expect("changed");
        assert_eq!(function.invoke(&analyse, AMPLE).await.answer()["folded"], 0);

        drop(function);
        execute(
            &store,
            &format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = '{user}'; drop role {user}"
            ),
        )
        .await;
        store.close().await;
    })
    .await;
}

//! Starting the function: what makes the start fail, and that one bad event does not end the process.

use relance::{
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::{
        fixtures::{execute, noon},
        on_postgres_url,
    },
};
use serde_json::json;

use crate::{
    aws::{AMPLE, Aws, REGION},
    runtime_api::{Ended, Function},
};

fn function() -> Function {
    Function::default()
        .with("AWS_REGION", REGION)
        .with("AWS_ACCESS_KEY_ID", "test")
        .with("AWS_SECRET_ACCESS_KEY", "test")
}

#[tokio::test]
async fn a_wrong_setting_ends_it_at_once() {
    let tick = json!({ "task": "tick" });
    for (name, value) in [("DATABASE_URL", "postgres://u:hush@db.example:6543/d"), ("SENDS_PER_SECOND", "fast")] {
        let ended = function()
            .with("DATABASE_URL", "sqlite:///nowhere/relance.db")
            .with(name, value)
            .invoke(&tick, AMPLE)
            .await;
        let Ended::Died(status) = ended else { panic!("it started: {ended:?}") };
        assert_eq!(status.code(), Some(1), "{name}");
    }
}

#[tokio::test]
async fn a_database_with_another_migration_than_ours_ends_it_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("relance.db");
    let store = Store::open(&DatabaseUrl::Sqlite(file.clone())).await.expect("opened");
    store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
    execute(&store, "update _sqlx_migrations set checksum = x'00' where version = 20").await;
    store.close().await;
    let function = function().with("DATABASE_URL", format!("sqlite://{}", file.display()));
    let ended = function.invoke(&json!({ "task": "tick" }), AMPLE).await;
    assert!(matches!(ended, Ended::Died(_)), "{ended:?}");
}

#[tokio::test]
async fn it_survives_an_event_that_it_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("relance.db");
    let store = Store::open(&DatabaseUrl::Sqlite(file.clone())).await.expect("opened");
    store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
    store.close().await;
    let function = function().with("DATABASE_URL", format!("sqlite://{}", file.display()));
    let error = function.invoke(&json!({ "task": "dance" }), AMPLE).await.error();
    assert!(error.contains("dance"), "{error}");
    assert_eq!(function.invoke(&json!({ "task": "analyse" }), AMPLE).await.answer()["folded"], 0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn the_databases_url_may_be_a_secret() {
    on_postgres_url(async |database| {
        let aws = Aws::prepare("secret").await;
        let store = Store::open(&DatabaseUrl::parse(database).expect("a URL")).await.expect("opened");
        store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
        store.close().await;
        let secrets = aws_sdk_secretsmanager::Client::new(&aws.config);
        let name = database.rsplit('/').next().expect("a name").split('?').next().expect("a name");
        let made = secrets.create_secret().name(name).secret_string(database).send().await.expect("a secret");
        let arn = made.arn.expect("its ARN");
        let function = function().with("AWS_ENDPOINT_URL", &aws.url).with("DATABASE_SECRET_ARN", &arn);
        assert_eq!(function.invoke(&json!({ "task": "analyse" }), AMPLE).await.answer()["folded"], 0);
        let unknown =
            function.with("DATABASE_SECRET_ARN", format!("{arn}-gone")).invoke(&json!({ "task": "tick" }), AMPLE).await;
        assert!(matches!(unknown, Ended::Died(_)), "{unknown:?}");
    })
    .await;
}

//! What only one engine has: its locks, its query plans, its refusals to connect.

use chrono::{DateTime, Utc};
use relance::{
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::{MIGRATED_AT, migrations},
};

fn now() -> DateTime<Utc> {
    MIGRATED_AT.parse().expect("a time")
}

/// Concurrent migrations of one database all succeed, and one of them does the work.
async fn together(url: DatabaseUrl) {
    let migrate = async || {
        let store = Store::open(&url).await.expect("the database opens");
        let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
        store.close().await;
        report.applied
    };
    let mut applied = <[usize; 4]>::from(tokio::join!(migrate(), migrate(), migrate(), migrate()));
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, migrations()]);
}

mod sqlite {
    use relance::testing::on_empty_sqlite;

    use super::*;

    #[tokio::test]
    async fn migrations_of_one_file_wait_for_each_other() {
        on_empty_sqlite(together).await;
    }
}

mod postgres {
    use std::{
        io::{Read, Write},
        net::{Ipv4Addr, TcpListener},
    };

    use relance::{
        store::OpenError,
        testing::{fixtures::number, on_empty_postgres, on_postgres},
    };
    use sqlx::{PgPool, postgres::PgSslMode};

    use super::*;

    fn pool(store: &Store) -> &PgPool {
        match store {
            Store::Postgres(pool) => pool,
            Store::Sqlite(_) => panic!("this test is PostgreSQL's"),
        }
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn migrations_of_one_server_wait_for_each_other() {
        on_empty_postgres(together).await;
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn an_index_whose_building_was_interrupted_is_built_again() {
        on_postgres(async |store| {
            // The state that an interrupted `create index concurrently` leaves; the tests' role may update the
            // catalogue.
            let interrupted =
                "update pg_index set indisvalid = false where indexrelid = 'reservations_address'::regclass";
            sqlx::query(interrupted).execute(pool(store)).await.expect("interrupted");
            let report = store.migrate(&SettingsSeed::default(), now()).await.expect("it migrates");
            assert_eq!(report.rebuilt_indexes, ["reservations_address"]);
            let valid =
                "select count(*) from pg_index where indexrelid = to_regclass('reservations_address') and indisvalid";
            let valid: i64 = sqlx::query_scalar(valid).fetch_one(pool(store)).await.expect("a count");
            assert_eq!(valid, 1);
            let superseded = "select to_regclass('reservations_client') is null";
            assert!(sqlx::query_scalar::<_, bool>(superseded).fetch_one(pool(store)).await.expect("asked"));
        })
        .await;
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn the_index_on_clients_serves_the_view() {
        on_postgres(async |store| {
            let mut db = pool(store).acquire().await.expect("a connection");
            // The table is empty: without this a scan would be cheaper.
            sqlx::raw_sql("set enable_seqscan = off; set enable_bitmapscan = off")
                .execute(&mut *db)
                .await
                .expect("set");
            for (sql, index) in [
                ("explain select * from bookings where client_id = 'a@b.cd'", "reservations_"),
                (
                    "explain select * from bookings where client_id >= 'a' and client_id < 'b' order by client_id",
                    "reservations_",
                ),
                ("explain select * from bookings where updated_at >= now()", "reservations_updated"),
            ] {
                let plan: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *db).await.expect("a plan");
                let plan = plan.join("\n");
                assert!(plan.contains("Index Scan using ") && plan.contains(index) && !plan.contains("Sort"), "{plan}");
            }
        })
        .await;
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn a_server_that_does_not_let_one_in_says_why() {
        on_empty_postgres(async |url| {
            let DatabaseUrl::Postgres(good) = url else { panic!("PostgreSQL") };
            let open =
                async |options| Store::open(&DatabaseUrl::Postgres(Box::new(options))).await.expect_err("refused");
            let wrong_password = open((*good).clone().password("not-the-password")).await;
            assert!(
                matches!(&wrong_password, OpenError::Refused { user, .. } if user == "relance"),
                "{wrong_password}"
            );
            assert!(
                !wrong_password.to_string().contains("not-the-password"),
                "the password is not shown: {wrong_password}"
            );
            let no_database = open((*good).clone().database("absent")).await;
            assert!(
                matches!(&no_database, OpenError::NoDatabase { database, .. } if database == "absent"),
                "{no_database}"
            );
        })
        .await;
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL: make test"]
    async fn a_server_is_told_nothing_before_it_has_proven_its_name() {
        on_empty_postgres(async |url| {
            let DatabaseUrl::Postgres(server) = url else { panic!("PostgreSQL") };
            let proven = (*server).clone().ssl_mode(PgSslMode::VerifyFull);
            let open = async |options| Store::open(&DatabaseUrl::Postgres(Box::new(options))).await;
            let unknown = open(proven.clone()).await.expect_err("nobody knows its authority");
            assert!(matches!(&unknown, OpenError::Unproven { .. }), "{unknown}");
            let proven = proven.ssl_root_cert(authority());
            let another = open(proven.clone().host("localhost")).await.expect_err("the certificate is for the address");
            assert!(matches!(&another, OpenError::Unproven { .. }), "{another}");
            let store = open(proven).await.expect("this is the server");
            let is_encrypted = "select count(*) from pg_stat_ssl where pid = pg_backend_pid() and ssl";
            assert_eq!(number(&store, is_encrypted).await, 1);
            store.close().await;
        })
        .await;
    }

    #[tokio::test]
    async fn a_server_without_encryption_is_told_nothing_either() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let impostor = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("it connects");
            stream.read_exact(&mut [0; 8]).expect("the question");
            stream.write_all(b"N").expect("no encryption");
            let mut told = Vec::new();
            stream.read_to_end(&mut told).expect("what it is told");
            told
        });
        let url = format!("postgres://relance:s3cret@127.0.0.1:{port}/nzoo?sslmode=verify-full");
        let error = Store::open(&DatabaseUrl::parse(&url).expect("a URL")).await.expect_err("refused");
        assert!(matches!(&error, OpenError::NoTls { .. }), "{error}");
        assert_eq!(impostor.join().expect("no panic"), b"", "neither who asks nor a password");
    }

    /// The authority of the tests' server.
    #[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
    fn authority() -> String {
        std::env::var("RELANCE_TEST_POSTGRES_AUTHORITY").expect("run this through scripts/with-postgres")
    }
}

//! Far more senders than connections, while another transaction locks a row that they need.

use std::{sync::Mutex, time::Duration};

use relance::{
    courier::{Answer, Courier, Evidence, Parcel},
    follow_up::Status,
    store::{DatabaseUrl, Store},
    testing::{fixtures::*, on_postgres},
};
use sqlx::{PgPool, Postgres, Transaction, postgres::PgPoolOptions};
use uuid::Uuid;

use super::{add_inactive, engine, set};

const SENDERS: usize = 16;
const CONNECTIONS: u32 = 4;

/// The first message is sent alone. Before its answer, another transaction locks the day's quota row, for far longer
/// than the pool's timeout.
struct LockingCourier {
    other: PgPool,
    slow: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

async fn hold(mut tx: Transaction<'static, Postgres>) {
    sqlx::query("select pg_sleep(2)").execute(&mut *tx).await.expect("slept");
    tx.rollback().await.expect("let go");
}

impl Courier for LockingCourier {
    async fn send(&self, parcel: &Parcel) -> Answer {
        let is_first = self.slow.lock().expect("no test panics here").is_none();
        if is_first {
            let mut tx = self.other.begin().await.expect("a transaction");
            sqlx::query("select 1 from daily_quota for update").execute(&mut *tx).await.expect("held");
            *self.slow.lock().expect("no test panics here") = Some(tokio::spawn(hold(tx)));
        }
        Answer::Accepted(format!("m-{}", parcel.follow_up))
    }

    fn concurrency(&self) -> usize {
        SENDERS
    }

    async fn evidence(&self, _: Uuid) -> Evidence {
        Evidence::Unknown
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn senders_wait_for_each_other_and_never_for_the_pool() {
    on_postgres(async |store| {
        let names: Vec<String> = (0..=SENDERS).map(|n| format!("client{n}")).collect();
        add_inactive(store, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        set(store, "daily_follow_up_limit", "50").await;
        for name in &names {
            put(store, approved(name)).await;
        }
        let DatabaseUrl::Postgres(options) = url_of(store) else { panic!("PostgreSQL") };
        // As few connections as the program has, and a short timeout: a sender that waited for a connection would fail.
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(Duration::from_millis(500));
        let pool = pool.connect_lazy_with((*options).clone());
        // Open all connections first: on a busy machine, opening one may take longer than the timeout.
        let mut open = Vec::new();
        while open.len() < CONNECTIONS as usize {
            open.extend(pool.acquire().await.ok());
        }
        drop(open);
        let few = Store::Postgres(pool);
        let other = PgPoolOptions::new().max_connections(1).connect_with(*options).await.expect("connected");
        let courier = LockingCourier { other, slow: Mutex::new(None) };
        let report = engine(&few, &courier, noon()).send().await.expect("nothing fails").expect("carried");
        assert_eq!(report.sent, SENDERS as u64 + 1);
        assert_eq!(few.count_follow_ups(Some(Status::Sent)).await.expect("counted"), SENDERS as i64 + 1);
        let slow = courier.slow.lock().expect("no test panics here").take().expect("it was begun");
        slow.await.expect("it ended");
        courier.other.close().await;
        few.close().await;
    })
    .await;
}

//! The booking site's own table has no constraints: unreadable rows are skipped and counted, the others are processed.

use chrono::{DateTime, Utc};
use relance::{
    courier::NoCourier,
    engine::Engine,
    store::{SettingsSeed, Store},
    testing::{fixtures::*, on_empty_postgres},
    writer::TemplateWriter,
};

/// The booking site's table, older than Relance: without constraints, and with rows without an address.
const SITE: &str = "
    create table reservations (id uuid default gen_random_uuid(), full_name text, email text, phone text,
        company text, activity text, space_type text, start_date date, end_date date, occupants int,
        subscription_type text, amount numeric, payment_method text, transaction_id text, status text, notes text,
        admin_notes text, created_at timestamptz, updated_at timestamptz);
    insert into reservations (full_name, email, start_date, end_date, amount, transaction_id, status, created_at, updated_at)
    values
        ('Bon Client', 'good@exemple.test', '2026-02-01', '2026-02-01', 99.99, 'T1', 'completed', '2026-02-01T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'GOOD@exemple.test', '2026-02-02', '2026-02-02', 'NaN', 'T2', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', -1, 'T3', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', 'Infinity', 'T4', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', 'infinity', 1, 'T5', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', 1, 'T6', 'refunded', '2026-04-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', 1, 'T7', null, '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', 1, 'T8', 'completed', null, '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', 1, 'T9', 'completed', '-infinity', '2026-02-01T09:00Z'),
        ('Bon Client', 'good@exemple.test', '2026-02-02', '2026-02-02', null, 'T10', 'completed', '2026-02-02T09:00Z', null),
        ('Mauvais', 'bad@exemple.test', '2026-02-02', null, 1, null, 'completed', '2026-02-02T09:00Z', 'infinity'),
        (null, 'bare@exemple.test', null, '2026-02-02', 0, null, 'pending', '2026-02-02T09:00Z', '2026-02-03T09:00Z'),
        ('Personne', null, '2026-02-02', '2026-02-02', 1, 'T11', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z'),
        ('Personne', E' \\t', '2026-02-02', '2026-02-02', 1, 'T12', 'completed', '2026-02-02T09:00Z', '2026-02-01T09:00Z')";

fn clock() -> DateTime<Utc> {
    noon()
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn what_cannot_be_read_is_skipped_and_counted() {
    on_empty_postgres(async |url| {
        let store = Store::open(&url).await.expect("the database opens");
        execute(&store, SITE).await;
        store.migrate(&SettingsSeed::default(), noon()).await.expect("it migrates");
        let engine: Engine<'_, NoCourier> = Engine {
            store: &store,
            courier: None,
            now: noon(),
            clock,
            deadline: None,
            progress: &(),
            writer: &TemplateWriter,
        };
        let first = engine.analyse().await.expect("analysed");
        assert_eq!((first.folded, first.unreadable, first.nameless, first.removed), (2, 10, 2, 0));
        let insight = store.insight(key(&store, "good").await).await.expect("asked").expect("it is there");
        assert_eq!((insight.profile.reservations, insight.profile.spent.to_string().as_str()), (1, "99.99"));
        let bare = store.insight(key(&store, "bare").await).await.expect("asked").expect("it is there");
        assert_eq!((bare.profile.name.as_str(), bare.profile.reservations), ("", 1));
        let left_out = store.engine_state().await.expect("asked").left_out.expect("it is known");
        assert_eq!(left_out.rows, 3, "two that name nobody, and the only one of somebody");
        assert_eq!(store.folded().await.expect("asked") + left_out, store.all_marks().await.expect("asked"));
        assert_eq!(store.left_out_marks().await.expect("asked"), left_out, "asked of the database, it is the same");

        assert_eq!(store.newest_change(noon() + days(1)).await.expect("asked"), Some(at("2026-02-03T09:00:00Z")));
        let second = engine.analyse().await.expect("analysed");
        assert_eq!((second.full_pass, second.folded, second.unreadable), (false, 0, 1), "what changed in infinity");

        // Unreadable reservations count neither as presence nor as a return.
        let mut tx = store.begin().await.expect("a transaction");
        let presence = tx.presence(key(&store, "good").await).await.expect("asked");
        assert_eq!(presence.last_kept, Some(at("2026-02-02T09:00:00Z")));
        tx.rollback().await.expect("undone");

        // The next full pass removes a client without any readable reservation.
        execute(&store, "update reservations set status = 'no_show' where email like 'bare%'").await;
        let mut tx = store.begin().await.expect("a transaction");
        tx.forget_watermark().await.expect("forgotten");
        tx.commit().await.expect("committed");
        let third = engine.analyse().await.expect("analysed");
        assert_eq!((third.full_pass, third.folded, third.removed), (true, 1, 1));
        store.close().await;
    })
    .await;
}

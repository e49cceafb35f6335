//! A database that is the same on every run: demo clients, and follow-ups of every status.

use chrono::{DateTime, Duration, Utc};
use relance::{
    client::Channel,
    courier::maildir::Maildir,
    demo,
    engine::Engine,
    filter::Filter,
    follow_up::{
        Failure, FollowUp, Material, Step,
        gate::{History, Refusal},
    },
    operations::Operations,
    store::{
        DatabaseUrl, Insight, SettingsSeed, Store,
        pages::{ClientColumn, Sort, Start},
    },
    strategy::Rules,
    writer::{TemplateWriter, Writer},
};
use tempfile::TempDir;
use uuid::Uuid;

pub const ACTOR: &str = "admin";
pub const CLIENTS: u32 = 120;

/// A Monday, ten in the morning in Kinshasa.
pub fn clock() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

pub struct Fixtures {
    pub store: Store,
    pub outbox: Maildir,
    folder: TempDir,
}

impl Fixtures {
    pub async fn build() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let fixtures = Self {
            store: open(&folder).await,
            outbox: Maildir::open(folder.path().join("outbox")).expect("an outbox"),
            folder,
        };
        let seed = SettingsSeed::read(|_| None);
        fixtures.store.migrate(&seed, clock()).await.expect("migrated");
        let operations = Operations { store: &fixtures.store, actor: ACTOR, now: clock(), writer: &TemplateWriter };
        operations.fill_with_demo(demo::clients(CLIENTS, 1, clock()), |_| ()).await.expect("filled");
        let engine = Engine::<Maildir> {
            store: &fixtures.store,
            courier: None,
            now: clock(),
            clock,
            deadline: None,
            progress: &(),
            writer: &TemplateWriter,
        };
        engine.analyse().await.expect("analysed");
        fixtures.write_follow_ups().await;
        fixtures
    }

    /// The same with everything else that a database may hold: a month of sending and its outcomes, a paused channel,
    /// an invalid strategy, names that are hard to draw.
    pub async fn full() -> Self {
        let fixtures = Self::build().await;
        for day in 0..30 {
            let on = (clock() - Duration::days(day)).date_naive();
            for (kind, used) in [("written", 10 + day * 7 % 40), ("sent", day * 5 % 30)] {
                fixtures
                    .execute(&format!("insert or replace into daily_quota values ('{on}', '{kind}', {used})"))
                    .await;
            }
        }
        let third = "(select id from ai_follow_ups where status = 'sent')";
        for (kind, hours, cents) in
            [("delivered", 19, "null"), ("opened", 18, "null"), ("bounced", 17, "null"), ("converted", 2, "12000")]
        {
            let at = (clock() - Duration::hours(hours)).format("%Y-%m-%dT%H:%M:%S%.6f+00:00");
            fixtures
                .execute(&format!(
                    "insert into follow_up_events (id, follow_up_id, kind, occurred_at, cents)
                     values (randomblob(16), {third}, '{kind}', '{at}', {cents})"
                ))
                .await;
        }
        for change in [
            "update channels set paused_at = '2026-11-23T07:00:00.000000+00:00',
                paused_because = 'dead_addresses', paused_count = 31, paused_of = 1000 where channel = 'push'",
            "insert into ai_follow_up_strategies (id, name, priority, channels, cooldown_days, trigger_conditions,
                created_at, updated_at)
                values ('humeur', 'Humeur', 'low', '[\"email\"]', 7,
                    '[{\"type\": \"mood\", \"operator\": \"equals\", \"value\": \"good\"}]',
                    '2026-11-01T00:00:00.000000+00:00', '2026-11-01T00:00:00.000000+00:00')",
            "update client_insights set name = '田中 e\u{301}lise 👩\u{200d}👧 \u{202e}\u{1b}[31m' where client_key =
                (select client_key from client_insights order by risk_score desc, client_key desc limit 1)",
            "update ai_follow_ups set updated_at = '2026-11-21T07:00:00.000000+00:00' where status = 'uncertain'",
        ] {
            fixtures.execute(change).await;
        }
        fixtures
    }

    /// Writes what no operation would write.
    pub async fn execute(&self, sql: &str) {
        let Store::Sqlite(pool) = &self.store else { panic!("the fixtures have a file") };
        let written =
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        assert!(written.rows_affected() > 0, "{sql}");
    }

    /// The same database, opened again.
    pub async fn reopened(&self) -> Store {
        open(&self.folder).await
    }

    /// The insights of the first clients in an order.
    pub async fn most(&self, order: ClientColumn, limit: u32) -> Vec<Insight> {
        let (all, sort) = (Filter::default(), Sort::by(order));
        let page = self.store.client_page(&all, sort, &Start::First, limit, clock()).await.expect("read");
        let ids: Vec<_> = page.rows.into_iter().map(|row| row.client_key).collect();
        self.store.insights(&ids).await.expect("read")
    }

    pub async fn follow_up(&self, n: u128) -> FollowUp {
        self.store.follow_up(Uuid::from_u128(n)).await.expect("read").expect("a follow-up")
    }

    /// One for each of the ten clients most at risk who can get e-mail. Their texts are fixed, so that the templates
    /// can change without changing the tests.
    async fn write_follow_ups(&self) {
        let settings = self.store.settings().await.expect("settings");
        let (strategies, _) = self.store.strategies().await.expect("strategies");
        let rules = Rules::new(settings, strategies);
        let everyone = self.store.engine_state().await.expect("state").hours;
        let clients = self.most(ClientColumn::Risk, 60).await;
        let ready = clients
            .iter()
            .filter(|i| i.assessment.needs_follow_up && i.contact.consent.email && i.contact.paused_until.is_none());
        for (n, insight) in (1u128..).zip(ready.take(10)) {
            let strategy = insight.assessment.recommended.as_ref().and_then(|id| rules.strategy(id)).expect("one");
            let material = Material {
                rules: &rules,
                strategy,
                client: insight.key,
                profile: &insight.profile,
                assessment: &insight.assessment,
                contact: &insight.contact,
                history: History::default(),
                all_hours: &everyone,
            };
            let channel = if n == 8 { Channel::Sms } else { Channel::Email };
            let plan = material.plan_for(channel, clock());
            let draft = TemplateWriter.write(&plan).await.expect("a draft");
            let mut written = plan.follow_up(Uuid::from_u128(n), draft, clock());
            if channel == Channel::Email {
                "Votre espace vous attend".clone_into(&mut written.draft.subject);
            }
            "Bonjour,\n\nVotre espace vous attend. Réservez quand vous voulez : nous gardons votre place.\n\n\
             L'équipe"
                .clone_into(&mut written.draft.message);
            written.draft.content_hash = Some(written.draft.hash());
            self.put(n, written).await;
        }
    }

    async fn put(&self, n: u128, mut after: FollowUp) {
        let steps: &[Step] = match n {
            2 => &[Step::Approve],
            3 => &[Step::Approve, Step::Claim, Step::Accepted],
            4 => &[Step::Cancel],
            5 => &[Step::Approve, Step::Claim, Step::Refused],
            6 => &[Step::Approve, Step::Claim, Step::Lost],
            _ => &[],
        };
        for step in steps {
            match step {
                Step::Approve => after.approve(ACTOR, clock()).expect("legal"),
                step => after.apply(*step, clock()).expect("legal"),
            }
            match step {
                Step::Accepted => after.outcome.sent_at = Some(clock() - Duration::hours(20)),
                Step::Cancel => after.outcome.failure = Some(Refusal::CameBack.into()),
                Step::Refused => after.outcome.failure = Failure::words("550 mailbox unavailable"),
                _ => {}
            }
        }
        let mut tx = self.store.begin().await.expect("a transaction");
        assert!(tx.insert_follow_up(&after).await.expect("inserted"), "follow-up {n}");
        tx.commit().await.expect("committed");
    }
}

async fn open(folder: &TempDir) -> Store {
    Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("a database")
}

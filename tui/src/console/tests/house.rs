//! A database that is the same on every run: invented clients, and follow-ups of every status.

use chrono::{DateTime, Duration, Utc};
use relance::{
    booking::demo,
    client::Channel,
    courier::outbox::Outbox,
    desk::Desk,
    engine::Engine,
    follow_up::{FollowUp, Step, compose::Material},
    store::{ClientOrder, DatabaseUrl, SettingsSeed, Store},
    strategy::Rules,
};
use tempfile::TempDir;
use uuid::Uuid;

pub const ACTOR: &str = "admin";
pub const CLIENTS: u32 = 120;

/// A Monday, ten in the morning in Kinshasa.
pub fn clock() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

pub struct House {
    pub store: Store,
    pub outbox: Outbox,
    folder: TempDir,
}

impl House {
    pub async fn build() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let house = Self {
            store: open(&folder).await,
            outbox: Outbox::open(folder.path().join("outbox")).expect("an outbox"),
            folder,
        };
        let seed = SettingsSeed::read(|_| None);
        house.store.migrate(&seed, clock()).await.expect("migrated");
        let desk = Desk { store: &house.store, actor: ACTOR, now: clock() };
        desk.fill_with_demo(demo::clients(CLIENTS, 1, clock()), |_| ()).await.expect("filled");
        let engine =
            Engine::<Outbox> { store: &house.store, courier: None, now: clock(), clock, deadline: None, progress: &() };
        engine.analyse().await.expect("analysed");
        house.write_follow_ups().await;
        house
    }

    /// The same database, opened anew.
    pub async fn reopened(&self) -> Store {
        open(&self.folder).await
    }

    pub async fn follow_up(&self, n: u128) -> FollowUp {
        self.store.follow_up(Uuid::from_u128(n)).await.expect("read").expect("a follow-up")
    }

    /// One for each of the ten clients most at risk who are reachable by e-mail; the texts are our own, so that the
    /// templates may change.
    async fn write_follow_ups(&self) {
        let settings = self.store.settings().await.expect("settings");
        let (strategies, _) = self.store.strategies().await.expect("strategies");
        let rules = Rules::new(settings, strategies);
        let everyone = self.store.engine_state().await.expect("state").hours;
        let clients = self.store.insights(ClientOrder::Risk, "", 60, 0).await.expect("clients");
        let ready = clients
            .iter()
            .filter(|i| i.assessment.needs_follow_up && i.contact.consent.email && i.contact.paused_until.is_none());
        for (n, insight) in (1u128..).zip(ready.take(10)) {
            let strategy = insight.assessment.recommended.as_ref().and_then(|id| rules.strategy(id)).expect("one");
            let material = Material {
                rules: &rules,
                strategy,
                profile: &insight.profile,
                assessment: &insight.assessment,
                contact: &insight.contact,
                everyone: &everyone,
            };
            let channel = if n == 8 { Channel::Sms } else { Channel::Email };
            let mut written = material.compose(Uuid::from_u128(n), channel, clock()).expect("a draft");
            if channel == Channel::Email {
                "Votre espace vous attend".clone_into(&mut written.subject);
            }
            "Bonjour,\n\nVotre espace vous attend. Réservez quand vous voulez : nous gardons votre place.\n\n\
             L'équipe"
                .clone_into(&mut written.message);
            written.content_hash = Some(written.hash());
            self.put(n, written).await;
        }
    }

    async fn put(&self, n: u128, written: FollowUp) {
        let mut after = written.clone();
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
                step => after.take(*step, clock()).expect("legal"),
            }
            match step {
                Step::Accepted => after.sent_at = Some(clock() - Duration::hours(20)),
                Step::Cancel => after.failure = Some("came_back".to_owned()),
                Step::Refused => after.failure = Some("550 mailbox unavailable".to_owned()),
                _ => {}
            }
        }
        let mut tx = self.store.begin().await.expect("a transaction");
        assert!(tx.insert_follow_up(&written).await.expect("inserted"), "follow-up {n}");
        assert!(tx.replace_follow_up(&written, &after).await.expect("replaced"));
        tx.commit().await.expect("committed");
    }
}

async fn open(folder: &TempDir) -> Store {
    Store::open(&DatabaseUrl::Sqlite(folder.path().join("relance.db"))).await.expect("a database")
}

//! The schedule: analyse → generate → reconcile → send → attribute → maintain.
//!
//! A stage that fails says so and does not stop the others.
//!
//! It may be stopped anywhere: every step commits in small transactions and finds the remaining work by itself. The
//! caller gives the time, so that a past day can be replayed; only leases and deadlines use real time. Follow-ups whose
//! lease has expired are reconciled before anything is sent, so that one run is enough after a crash.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    audit::Action,
    courier::Courier,
    follow_up::IllegalStep,
    settings::{Delivery, SettingError, Settings},
    stage::Stage,
    store::{Store, Unusable, cause, is_database_away},
    strategy::Rules,
    writer::Writer,
};

pub use analyse::Analysed;
pub use attribute::Attributed;
pub use checkpoint::{Checkpoint, Edge};
pub use feedback::Ingested;
pub use generate::Generated;
pub use reconcile::Reconciled;
pub use send::Sent;

mod analyse;
mod attribute;
mod checkpoint;
mod feedback;
mod full_pass;
mod generate;
mod maintain;
mod naming;
mod reconcile;
mod send;
mod stage;
mod transaction;

use stage::Failed;

/// The actor of automatic actions in the audit trail.
pub const SCHEDULE: &str = "relance";

/// No new work is begun when less time than this is left before the deadline.
const STOP_MARGIN: TimeDelta = TimeDelta::seconds(2);

/// The part of it reserved for recording a provider's answer.
const TIME_TO_RECORD: TimeDelta = TimeDelta::milliseconds(500);

/// One run of the schedule.
pub struct Engine<'a, C> {
    pub store: &'a Store,
    /// `None` when this process sends nothing for this database.
    pub courier: Option<&'a C>,
    /// The time of the run, which may be replayed.
    pub now: DateTime<Utc>,
    /// Real time, for leases and the deadline.
    pub clock: fn() -> DateTime<Utc>,
    /// When, in real time, the process may be killed. Work ends earlier, so that all of it is recorded.
    pub deadline: Option<DateTime<Utc>>,
    pub progress: &'a dyn Progress,
    /// Writes the drafts.
    pub writer: &'a dyn Writer,
}

/// Receives the progress of a run.
pub trait Progress: Sync {
    /// `done` of `total` clients, or of an unknown number.
    fn reached(&self, _: Stage, _done: u64, _total: Option<u64>) {}

    /// The run is right before, or right after, a checkpoint.
    fn passing(&self, _: Checkpoint, _: Edge) {}
}

/// Ignores all progress.
impl Progress for () {}

/// What one tick did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ticked {
    /// The system is switched off: nothing was done.
    pub disabled: bool,
    pub analysed: Option<Analysed>,
    pub generated: Option<Generated>,
    pub reconciled: Reconciled,
    /// `None` when this process sends nothing for this database.
    pub sent: Option<Sent>,
    /// Clients who came back after a message.
    pub returned: u64,
    /// Returns that no longer count, because the reservation was cancelled.
    pub taken_back: u64,
    /// Follow-ups withdrawn by [`Engine::maintain`].
    pub withdrawn: u64,
    /// The stages that failed, and why; the others did their work.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<Stage, String>,
}

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("the database failed: {}", cause(.0))]
    Database(sqlx::Error),
    /// The status of a follow-up does not allow the step: nothing was written.
    #[error(transparent)]
    Step(#[from] IllegalStep),
    /// Nothing can be written with a setting as the database holds it.
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("it did not end before this run had to: what it did is kept, and the next run goes on with it")]
    OutOfTime,
}

impl EngineError {
    /// Whether the database cannot be reached, so that nothing else would succeed either.
    pub fn is_database_away(&self) -> bool {
        matches!(self, Self::Database(error) if is_database_away(error))
    }
}

// Not derived: the message already contains the cause, which `#[from]` would report a second time as the source.
impl From<sqlx::Error> for EngineError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Whether a tick respects the interval between two analyses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// By hand: everything, now.
    AtOnce,
    /// By the schedule: analyse and generate once `check_interval_minutes` have passed, send every time.
    Scheduled,
}

impl<C: Courier> Engine<'_, C> {
    pub async fn tick(&self, rhythm: Rhythm) -> Result<Ticked, EngineError> {
        let (rules, _) = self.rules().await?;
        if !rules.settings.enabled {
            return Ok(Ticked { disabled: true, ..Ticked::default() });
        }
        let (mut ticked, mut failed) = (Ticked::default(), Failed::default());
        if rhythm == Rhythm::AtOnce || self.is_analysis_due(&rules.settings).await? {
            ticked.analysed = failed.unless(Stage::Analyse, self.analyse().await)?;
            ticked.generated = failed.unless(Stage::Generate, self.generate().await)?;
        }
        ticked.reconciled = failed.unless(Stage::Reconcile, self.reconcile().await)?.unwrap_or_default();
        ticked.sent = failed.unless(Stage::Send, self.send().await)?.flatten();
        let attributed = failed.unless(Stage::Attribute, self.attribute().await)?;
        let Attributed { returned, taken_back } = attributed.unwrap_or_default();
        (ticked.returned, ticked.taken_back) = (returned, taken_back);
        ticked.withdrawn = failed.unless(Stage::Maintain, self.maintain().await)?.unwrap_or_default();
        ticked.failed = failed.0;
        Ok(ticked)
    }

    async fn is_analysis_due(&self, settings: &Settings) -> Result<bool, EngineError> {
        let interval = TimeDelta::minutes(settings.check_interval_minutes);
        let last = self.store.engine_state().await?.analysed_at;
        // A last analysis in the future comes from a replay.
        Ok(last.is_none_or(|last| last > self.now || self.now - last >= interval))
    }

    /// Finds the clients whose reservations changed, and scores them and those whose day count has grown.
    pub async fn analyse(&self) -> Result<Analysed, EngineError> {
        self.run(Stage::Analyse, || self.fold_and_score()).await
    }

    /// Writes the day's follow-ups.
    pub async fn generate(&self) -> Result<Generated, EngineError> {
        self.run(Stage::Generate, || self.write_the_day()).await
    }

    /// Finds out what became of follow-ups whose sender died.
    pub async fn reconcile(&self) -> Result<Reconciled, EngineError> {
        self.run(Stage::Reconcile, || self.settle_expired()).await
    }

    /// Sends what is approved and due; `None` when this process sends nothing for this database.
    pub async fn send(&self) -> Result<Option<Sent>, EngineError> {
        self.run(Stage::Send, || self.send_due()).await
    }

    /// Makes every message's credit the one that its client's reservations give it now.
    pub async fn attribute(&self) -> Result<Attributed, EngineError> {
        self.run(Stage::Attribute, || self.correct_credits()).await
    }

    /// Cancels follow-ups whose client came back, and unapproved ones whose offer has expired; returns how many.
    pub async fn maintain(&self) -> Result<u64, EngineError> {
        self.run(Stage::Maintain, || self.withdraw_outdated()).await
    }

    /// The current rules, and the invalid strategies.
    async fn rules(&self) -> Result<(Rules, Vec<Unusable>), EngineError> {
        let settings = self.store.settings().await?;
        let (strategies, unusable) = self.store.strategies().await?;
        for Unusable { id, reason } in &unusable {
            tracing::warn!(strategy = %id, %reason, "a stored strategy makes no sense and is left out");
        }
        Ok((Rules::new(settings, strategies), unusable))
    }

    /// Whether no new work may be begun.
    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| (self.clock)() + STOP_MARGIN >= deadline)
    }

    /// How long to wait for a claim; `None` without a deadline.
    fn time_to_claim(&self) -> Option<Duration> {
        self.time_until(STOP_MARGIN)
    }

    /// Waits for `work`, which must be safe to cancel; `None` once no new work may be begun.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        match self.time_to_claim() {
            None => Some(work.await),
            Some(time) => tokio::time::timeout(time, work).await.ok(),
        }
    }

    /// How long a call that begins now may take; `None` without a deadline.
    fn time_to_call(&self) -> Option<Duration> {
        self.time_until(TIME_TO_RECORD)
    }
}

impl<C> Engine<'_, C> {
    /// The time until `margin` before the deadline; `None` without one.
    fn time_until(&self, margin: TimeDelta) -> Option<Duration> {
        let left = self.deadline? - (self.clock)() - margin;
        Some(left.to_std().unwrap_or_default())
    }

    /// Stores what a step did, for the overview: once per step and outside its transactions, which would otherwise
    /// contend for this one row.
    async fn save_last_action(&self, action: &Action) -> Result<(), EngineError> {
        Ok(self.store.save_last_run(action, self.now).await?)
    }
}

/// Whether the command-line program may send for a database with these settings.
pub const fn outbox_delivers(settings: &Settings) -> bool {
    matches!(settings.delivery, Delivery::Outbox)
}

/// Whether the Lambda function may send for a database with these settings.
pub const fn aws_delivers(settings: &Settings) -> bool {
    matches!(settings.delivery, Delivery::Aws)
}

//! Running a stage of a tick: each fails by itself, and whoever looks is told of it until it has succeeded.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use tokio::time::{sleep, timeout};

use super::{Engine, EngineError, TIME_TO_RECORD};
use crate::{stage::Stage, store::is_connection_lost};

/// How long a database that restarts or moves is given before it is tried once more; connecting waits for it some seconds
/// longer.
const TIME_TO_COME_BACK: Duration = Duration::from_secs(2);

/// What is left of a run when sending is cut short, so that this can be stored.
const TIME_TO_NOTE: TimeDelta = TimeDelta::milliseconds(200);

/// What is left of it for the caller, who tells.
const TIME_TO_TELL: TimeDelta = TimeDelta::milliseconds(100);

/// How long before the deadline a stage must have ended.
const fn margin(stage: Stage) -> TimeDelta {
    match stage {
        // It ends by itself, in time to record what has left, unless the database is silent.
        Stage::Send => TIME_TO_NOTE,
        _ => TIME_TO_RECORD,
    }
}

impl<C> Engine<'_, C> {
    /// Runs a stage, until the deadline at most; once more where its connection to the database was lost; and stores
    /// whether it failed.
    ///
    /// # Errors
    /// Those of `work`; [`EngineError::OutOfTime`].
    pub(super) async fn run<T, Work: Future<Output = Result<T, EngineError>>>(
        &self,
        stage: Stage,
        work: impl Fn() -> Work,
    ) -> Result<T, EngineError> {
        let mut result = self.end_in_time(stage, work()).await;
        if let Err(EngineError::Database(error)) = &result
            && is_connection_lost(error)
            && self.time_until(margin(stage)).is_none_or(|left| left > TIME_TO_COME_BACK)
        {
            tracing::warn!(%stage, %error, "the connection to the database was lost: the stage runs once more");
            sleep(TIME_TO_COME_BACK).await;
            result = self.end_in_time(stage, work()).await;
        }
        self.note(stage, result.as_ref().err()).await;
        result
    }

    async fn end_in_time<T>(
        &self,
        stage: Stage,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let work = Box::pin(work);
        match self.time_until(margin(stage)) {
            // A stage that begins too late sees that by itself.
            None | Some(Duration::ZERO) => work.await,
            Some(time) => timeout(time, work).await.unwrap_or(Err(EngineError::OutOfTime)),
        }
    }

    /// Where even this fails, the error of the stage, or of the next one, says what is wrong.
    async fn note(&self, stage: Stage, error: Option<&EngineError>) {
        let noting = async {
            match error {
                None => self.store.delete_stage_failure(stage).await,
                Some(error) if error.is_database_away() => Ok(()),
                Some(error) => self.store.save_stage_failure(stage, &error.to_string(), self.now).await,
            }
        };
        let noted = match self.time_until(TIME_TO_TELL) {
            None => noting.await,
            Some(time) => timeout(time, noting).await.unwrap_or(Ok(())),
        };
        if let Err(error) = noted {
            tracing::warn!(%stage, %error, "whether the stage failed could not be stored");
        }
    }
}

/// The stages of one tick that failed, and why.
#[derive(Debug, Default)]
pub(super) struct Failed(pub BTreeMap<Stage, String>);

impl Failed {
    /// What the stage did, if it did not fail.
    ///
    /// # Errors
    /// If the database cannot be reached, so that no other stage could do anything.
    pub fn unless<T>(&mut self, stage: Stage, result: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
        match result {
            Ok(done) => Ok(Some(done)),
            Err(error) if error.is_database_away() => Err(error),
            Err(error) => {
                tracing::error!(%stage, %error, "this stage failed, the others go on");
                self.0.insert(stage, error.to_string());
                Ok(None)
            }
        }
    }
}

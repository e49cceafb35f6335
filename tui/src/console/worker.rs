//! Dependencies of queries and actions: the database, the actor, the clock and the courier.

use std::sync::Arc;

use relance::{
    clock::Clock,
    courier::Courier,
    engine::{Engine, Progress, outbox_delivers},
    operations::{FollowUpError, OperationError, Operations},
    operator::Role,
    store::Store,
    writer::TemplateWriter,
};

use crate::admission::Admission;

/// Cloning it shares the database.
#[derive(Clone)]
pub struct Worker<C> {
    pub store: Store,
    /// Who acts, for the audit trail.
    pub actor: String,
    pub admission: Admission,
    pub courier: Option<C>,
    pub clock: Clock,
    /// Receives the engine's progress.
    pub progress: Arc<dyn Progress + Send + Sync>,
}

impl<C: Courier> Worker<C> {
    pub fn operations(&self) -> Operations<'_> {
        Operations { store: &self.store, actor: &self.actor, now: self.clock.now(), writer: &TemplateWriter }
    }

    /// The actor's role as of now; `None`: they are shut out.
    pub async fn role(&self) -> Result<Option<Role>, OperationError> {
        Ok(self.admission.role(self.store.authority(&self.actor).await?))
    }

    /// The courier, if this process delivers for this database.
    pub async fn active_courier(&self) -> Result<Option<&C>, OperationError> {
        let delivers = outbox_delivers(&self.store.settings().await?);
        Ok(self.courier.as_ref().filter(|_| delivers))
    }

    pub fn engine<'a>(&'a self, courier: Option<&'a C>) -> Engine<'a, C> {
        let progress: &dyn Progress = &*self.progress;
        Engine {
            store: &self.store,
            courier,
            now: self.clock.now(),
            clock: self.clock.real(),
            deadline: None,
            progress,
            writer: &TemplateWriter,
        }
    }
}

/// Turns a missing client or follow-up into `None`: it may be deleted between two reads.
pub fn none_if_missing<T>(read: Result<T, OperationError>) -> Result<Option<Box<T>>, OperationError> {
    match read {
        Ok(value) => Ok(Some(Box::new(value))),
        Err(OperationError::NoClient(_) | OperationError::FollowUp(FollowUpError::Missing(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

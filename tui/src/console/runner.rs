//! Runs each task in the background; its result comes back as one message.

use std::time::Duration;

use relance::{courier::Courier, engine::Progress, operations::OperationError, stage::Stage, store::with_patience};
use tokio::sync::mpsc::UnboundedSender;

use crate::console::{
    error::ConsoleError,
    message::{Loaded, Message, Task},
    shared::RuleSet,
    tabs::Query,
    worker::Worker,
};

/// How long a person waits for one query.
const PATIENCE: Duration = Duration::from_secs(20);

/// What tasks need. Cloning it shares the database.
#[derive(Clone)]
pub struct Runner<C> {
    pub worker: Worker<C>,
    pub inbox: UnboundedSender<Message>,
}

/// Sends the engine's progress to the console.
pub struct Reporter(pub UnboundedSender<Message>);

impl Progress for Reporter {
    fn reached(&self, stage: Stage, done: u64, total: Option<u64>) {
        // Sending fails only after the console has ended.
        let _ended = self.0.send(Message::Progress(stage, done, total));
    }
}

impl<C: Courier + Clone + Send + Sync + 'static> Runner<C> {
    /// Runs it in the background.
    pub fn start(&self, task: Task) {
        let (runner, broken) = (self.clone(), broken(&task));
        let running = tokio::spawn(with_patience(PATIENCE, async move { runner.run(task).await }));
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            // A panicked task must answer too: otherwise later work of its kind would wait for it forever.
            let message = running.await.unwrap_or(broken);
            let _ended = inbox.send(message);
        });
    }

    /// Runs the task to its end; every task has exactly one answer.
    pub async fn run(&self, task: Task) -> Message {
        match task {
            Task::Read(query) => {
                let result = self.read(query.clone()).await;
                Message::Answered(query, result.map(Box::new).map_err(ConsoleError::Operation))
            }
            Task::Do(action) => Message::Done(action.act(&self.worker).await),
        }
    }

    async fn read(&self, query: Query) -> Result<Loaded, OperationError> {
        let role = self.worker.role().await?;
        let settings = self.worker.store.settings().await?;
        let (strategies, unusable) = self.worker.store.strategies().await?;
        let answer = query.read(&self.worker, &settings).await?;
        Ok(Loaded { role, rules: RuleSet { settings: Some(settings), strategies, unusable }, answer })
    }
}

fn broken(task: &Task) -> Message {
    match task {
        Task::Read(query) => Message::Answered(query.clone(), Err(ConsoleError::Broken)),
        Task::Do(action) => Message::Done(action.clone().broken()),
    }
}

//! Tasks: each runs in a task of its own, and what came of it comes back as one message.

use chrono::{DateTime, TimeDelta, Utc};
use relance::{
    clock::Clock,
    courier::Courier,
    engine::{Engine, Progress, Rhythm, Stage, outbox_delivers},
    operations::{Change, OperationError, Operations},
    operator::Right,
    store::{
        Store,
        pages::{FollowUpColumn, Sort, Start},
    },
    writer::TemplateWriter,
};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use crate::console::{
    list::Asked,
    message::{
        Answer, Decided, Decision, Deed, Figures, Loaded, Marked, Message, Outcome, Place, Query, Reading, Task,
        Trouble,
    },
    tabs::follow_ups::picks::Pick,
};

/// Follow-ups picked at once at most: each is decided about by itself.
const MOST_PICKS: u32 = 5_000;

/// What tasks need. Cloning it shares the database.
#[derive(Clone)]
pub struct Runner<C> {
    pub store: Store,
    pub actor: String,
    pub courier: Option<C>,
    pub clock: Clock,
    pub inbox: UnboundedSender<Message>,
}

/// Passes the engine's progress on to the screen.
struct Reporter(UnboundedSender<Message>);

impl Progress for Reporter {
    fn reached(&self, stage: Stage, done: u64, total: Option<u64>) {
        // The receiver is gone only when the console has ended: nobody is left to tell.
        let _ended = self.0.send(Message::Progress(stage, done, total));
    }
}

impl<C: Courier + Clone + Send + Sync + 'static> Runner<C> {
    /// Runs it in the background.
    pub fn start(&self, task: Task) {
        let (runner, lost) = (self.clone(), lost(&task));
        let running = tokio::spawn(async move { runner.run(task).await });
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            // A task that panicked still answers, or its kind of work would wait for it for ever.
            let message = running.await.unwrap_or(lost);
            let _ended = inbox.send(message);
        });
    }

    /// Runs it here; every task has exactly one answer.
    pub async fn run(&self, task: Task) -> Message {
        match task {
            Task::Ask(query) => {
                let result = self.read(&query).await;
                Message::Answered(query, result.map(Box::new).map_err(Trouble::Operation))
            }
            Task::Do(deed) => {
                let result = self.act(&deed).await;
                Message::Done(deed, result)
            }
        }
    }

    async fn read(&self, query: &Query) -> Result<Loaded, OperationError> {
        let settings = self.store.settings().await?;
        let (strategies, unusable) = self.store.strategies().await?;
        let now = self.clock.now();
        let answer = match query {
            Query::Overview => {
                let state = self.store.engine_state().await?;
                Answer::Overview(Box::new(Figures {
                    overview: self.store.overview(&settings, now).await?,
                    analysed_at: state.analysed_at,
                    holds_demo: state.holds_demo,
                    pauses: self.store.pauses().await?,
                    backlog: self.store.backlog(now).await?,
                    daily: self.store.daily(&settings.calendar(), now).await?,
                    bounces: self.store.bounces(now - TimeDelta::days(7)).await?,
                    last_run: self.store.last_run().await?,
                }))
            }
            Query::Clients(Asked { filter, sort, start, limit }) => {
                Answer::Clients(self.store.client_page(filter, *sort, start, *limit, now).await?)
            }
            Query::CountClients(Place { filter, sort, key }) => {
                Answer::Counted(self.store.count_clients(filter, *sort, key.as_ref(), now).await?)
            }
            Query::Client(id) => Answer::Client(found(self.operations(now).client_detail(id).await)?),
            Query::Preview(strategy) => Answer::Preview(Box::new(self.operations(now).preview(strategy).await?)),
            Query::ThresholdCounts(wanted) => {
                let operations = self.operations(now);
                let (now, then) =
                    (operations.threshold_counts(&settings).await?, operations.threshold_counts(wanted).await?);
                Answer::ThresholdCounts(Box::new(Marked { now, then, settings: (**wanted).clone() }))
            }
            Query::FollowUpDetail(id) => Answer::FollowUpDetail(
                found(self.operations(now).follow_up_detail(*id).await)?
                    .map(|follow_up_detail| Box::new(Reading::of(*follow_up_detail))),
            ),
            Query::FollowUps(Asked { filter, sort, start, limit }) => {
                Answer::FollowUps(self.store.follow_up_page(filter, *sort, start, *limit, now).await?)
            }
            Query::CountFollowUps(Place { filter, sort, key }) => {
                Answer::Counted(self.store.count_matching_follow_ups(filter, *sort, key.as_ref(), now).await?)
            }
            Query::Picks(filter) => {
                let sort = Sort::<FollowUpColumn>::default();
                let all = self.store.follow_up_page(filter, sort, &Start::First, MOST_PICKS, now).await?;
                let picks = all.rows.iter().map(|follow_up| (follow_up.id, Pick::from(follow_up))).collect();
                Answer::Picks { picks, is_all: all.is_last }
            }
            Query::Rules => Answer::Rules(self.store.setting_changes().await?),
        };
        Ok(Loaded { settings, strategies, unusable, answer })
    }

    async fn act(&self, deed: &Deed) -> Result<Outcome, Trouble> {
        let operations = self.operations(self.clock.now());
        Ok(match deed {
            Deed::Decide { ids, decision } => {
                let mut decided = Decided::default();
                for id in ids {
                    if !decided.take(*id, decide(&operations, *id, decision).await)? {
                        break;
                    }
                }
                Outcome::Decided(decided)
            }
            Deed::TakeBack(changes) => {
                let mut decided = Decided::default();
                for change in changes {
                    let restored = operations.take_back(change).await;
                    let restored = restored.map(|after| Change { before: change.after.clone(), after });
                    if !decided.take(change.after.id, restored)? {
                        break;
                    }
                }
                Outcome::TakenBack(decided)
            }
            Deed::Edit { id, subject, message, seen } => {
                Outcome::FollowUp(Box::new(operations.edit(*id, subject, message, seen.as_deref()).await?.after))
            }
            Deed::Generate(client) => Outcome::FollowUp(Box::new(operations.generate(client, None).await?)),
            Deed::SendNow(id) => self.send_now(&operations, *id).await?,
            Deed::Switch { id, active } => {
                operations.switch_strategy(id, *active).await?;
                Outcome::Switched
            }
            Deed::SaveStrategy { strategy, seen } => {
                match seen {
                    Some(seen) => operations.edit_strategy(strategy, seen).await?,
                    None => operations.add_strategy(strategy).await?,
                }
                Outcome::StrategySaved
            }
            Deed::ResetStrategy(id) => {
                operations.reset_strategy(id).await?;
                Outcome::StrategySaved
            }
            Deed::Set { key, value } => Outcome::Set(Box::new(operations.set(key, value).await?)),
            Deed::Resume(channel) => {
                operations.resume(*channel).await?;
                Outcome::Resumed(*channel)
            }
            Deed::Tick => {
                operations.authorise(Right::Manage).await?;
                let carries = self.carries().await?;
                let ticked = self.engine(carries, &Reporter(self.inbox.clone())).tick(Rhythm::AtOnce).await?;
                Outcome::Ticked(Box::new(ticked))
            }
        })
    }

    async fn send_now(&self, operations: &Operations<'_>, id: Uuid) -> Result<Outcome, Trouble> {
        let follow_up = Box::new(operations.send_now(id).await?.after);
        let Some(courier) = self.carries().await? else { return Ok(Outcome::Due { follow_up, tried: false }) };
        self.engine(Some(courier), &Reporter(self.inbox.clone())).send().await?;
        let after = self.store.follow_up(id).await.map_err(OperationError::from)?.map(Box::new);
        Ok(Outcome::Due { follow_up: after.unwrap_or(follow_up), tried: true })
    }

    /// The courier, when this database is one that this process delivers for.
    async fn carries(&self) -> Result<Option<&C>, OperationError> {
        let delivers = outbox_delivers(&self.store.settings().await?);
        Ok(self.courier.as_ref().filter(|_| delivers))
    }

    fn engine<'a>(&'a self, courier: Option<&'a C>, progress: &'a Reporter) -> Engine<'a, C> {
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

    fn operations(&self, now: DateTime<Utc>) -> Operations<'_> {
        Operations { store: &self.store, actor: &self.actor, now, writer: &TemplateWriter }
    }
}

impl Decided {
    /// Takes what came of one; whether to go on with the others. What cannot be done to one does not keep it from
    /// them, and what was done before the database went away is not forgotten: it can be taken back.
    fn take(&mut self, id: Uuid, result: Result<Change, OperationError>) -> Result<bool, OperationError> {
        match result {
            Ok(change) => self.done.push(change),
            Err(error @ OperationError::Database(_)) if self.done.is_empty() => return Err(error),
            Err(error) => {
                let is_lost = matches!(error, OperationError::Database(_));
                self.refused.push((id, error.into()));
                return Ok(!is_lost);
            }
        }
        Ok(true)
    }
}

async fn decide(operations: &Operations<'_>, id: Uuid, decision: &Decision) -> Result<Change, OperationError> {
    match decision {
        Decision::Approve => operations.approve(id).await,
        Decision::Cancel { reason } => operations.cancel(id, reason).await,
        Decision::Reschedule { at } => operations.reschedule(id, *at).await,
        Decision::Settle { left } => operations.settle(id, *left).await,
    }
}

/// What was asked for; `None` when it went between two reads.
fn found<T>(read: Result<T, OperationError>) -> Result<Option<Box<T>>, OperationError> {
    match read {
        Ok(found) => Ok(Some(Box::new(found))),
        Err(OperationError::NoClient(_) | OperationError::NoFollowUp(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn lost(task: &Task) -> Message {
    match task {
        Task::Ask(query) => Message::Answered(query.clone(), Err(Trouble::Broken)),
        Task::Do(deed) => Message::Done(deed.clone(), Err(Trouble::Broken)),
    }
}

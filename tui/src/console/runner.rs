//! Effects: each runs in a task of its own, and what came of it comes back as one message.

use chrono::{DateTime, Utc};
use relance::{
    client::hours,
    courier::Courier,
    desk::{Desk, DeskError},
    engine::{Engine, Progress, Rhythm, Stage, outbox_delivers},
    store::Store,
};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use crate::console::message::{
    Answer, Deed, Effect, Figures, Loaded, Message, Outcome, Page, Portrait, Query, Trouble,
};

/// What effects need. Cloning it shares the database.
#[derive(Clone)]
pub struct Runner<C> {
    pub store: Store,
    pub actor: String,
    pub courier: Option<C>,
    pub clock: fn() -> DateTime<Utc>,
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
    pub fn start(&self, effect: Effect) {
        let (runner, lost) = (self.clone(), lost(&effect));
        let task = tokio::spawn(async move { runner.run(effect).await });
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            // A task that panicked still answers, or its kind of work would wait for it for ever.
            let message = task.await.unwrap_or(lost);
            let _ended = inbox.send(message);
        });
    }

    /// Runs it here; every effect has exactly one answer.
    pub async fn run(&self, effect: Effect) -> Message {
        match effect {
            Effect::Ask(query) => {
                let result = self.read(&query).await;
                Message::Answered(query, result.map(Box::new).map_err(Trouble::Desk))
            }
            Effect::Do(deed) => {
                let result = self.act(&deed).await;
                Message::Done(deed, result)
            }
        }
    }

    async fn read(&self, query: &Query) -> Result<Loaded, DeskError> {
        let settings = self.store.settings().await?;
        let (strategies, unusable) = self.store.strategies().await?;
        let now = (self.clock)();
        let answer = match query {
            Query::Overview => {
                let state = self.store.engine_state().await?;
                let overview = self.store.overview(&settings, now).await?;
                Answer::Overview(Figures { overview, analysed_at: state.analysed_at, holds_demo: state.holds_demo })
            }
            Query::Clients { order, search, offset, limit } => {
                let rows = self.store.insights(*order, search, *limit as i64, *offset as i64).await?;
                Answer::Clients(Page { rows, total: count(self.store.count_insights(search).await?) })
            }
            Query::Client(id) => Answer::Client(match self.store.insight(id).await? {
                Some(insight) => {
                    let everyone = self.store.engine_state().await?.hours;
                    let best_hours = hours::best(&insight.profile.hours, &everyone, settings.calendar().hours());
                    let follow_ups = self.store.follow_ups_of(id).await?;
                    match self.desk(now).verdict(id).await {
                        Ok(verdict) => Some(Box::new(Portrait { insight, follow_ups, verdict, best_hours })),
                        Err(DeskError::Database(error)) => return Err(error.into()),
                        // They left between two reads.
                        Err(_) => None,
                    }
                }
                None => None,
            }),
            Query::FollowUps { status, offset, limit } => {
                let rows = self.store.follow_ups(*status, *limit as i64, *offset as i64).await?;
                Answer::FollowUps(Page { rows, total: count(self.store.count_follow_ups(*status).await?) })
            }
            Query::Rules => Answer::Rules,
        };
        Ok(Loaded { settings, strategies, unusable, answer })
    }

    async fn act(&self, deed: &Deed) -> Result<Outcome, Trouble> {
        let desk = self.desk((self.clock)());
        let follow_up = match deed {
            Deed::Approve(id) => desk.approve(*id).await?,
            Deed::Edit { id, subject, message, seen } => desk.edit(*id, subject, message, seen.as_deref()).await?,
            Deed::Cancel { id, reason } => desk.cancel(*id, reason).await?,
            Deed::Reschedule { id, at } => desk.reschedule(*id, *at).await?,
            Deed::Generate(client) => desk.generate(client, None).await?,
            Deed::SendNow(id) => return self.send_now(&desk, *id).await,
            Deed::Switch { id, active } => {
                desk.switch_strategy(id, *active).await?;
                return Ok(Outcome::Switched);
            }
            Deed::Set { key, value } => return Ok(Outcome::Set(Box::new(desk.set(key, value).await?))),
            Deed::Tick => {
                let carries = self.carries().await?;
                let ticked = self.engine(carries, &Reporter(self.inbox.clone())).tick(Rhythm::AtOnce).await?;
                return Ok(Outcome::Ticked(Box::new(ticked)));
            }
        };
        Ok(Outcome::FollowUp(Box::new(follow_up)))
    }

    async fn send_now(&self, desk: &Desk<'_>, id: Uuid) -> Result<Outcome, Trouble> {
        let follow_up = Box::new(desk.send_now(id).await?);
        let Some(courier) = self.carries().await? else { return Ok(Outcome::Due { follow_up, tried: false }) };
        self.engine(Some(courier), &Reporter(self.inbox.clone())).send().await?;
        let after = self.store.follow_up(id).await.map_err(DeskError::from)?.map(Box::new);
        Ok(Outcome::Due { follow_up: after.unwrap_or(follow_up), tried: true })
    }

    /// The courier, when this database is one that this process delivers for.
    async fn carries(&self) -> Result<Option<&C>, DeskError> {
        let delivers = outbox_delivers(&self.store.settings().await?);
        Ok(self.courier.as_ref().filter(|_| delivers))
    }

    fn engine<'a>(&'a self, courier: Option<&'a C>, progress: &'a Reporter) -> Engine<'a, C> {
        Engine { store: &self.store, courier, now: (self.clock)(), clock: self.clock, deadline: None, progress }
    }

    fn desk(&self, now: DateTime<Utc>) -> Desk<'_> {
        Desk { store: &self.store, actor: &self.actor, now }
    }
}

fn lost(effect: &Effect) -> Message {
    match effect {
        Effect::Ask(query) => Message::Answered(query.clone(), Err(Trouble::Broken)),
        Effect::Do(deed) => Message::Done(deed.clone(), Err(Trouble::Broken)),
    }
}

fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

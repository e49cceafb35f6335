//! Sending: claim in one short transaction, call, record.
//!
//! ```text
//! claim  – the gate is asked again; `sending`, a token and a lease are committed before anything is sent
//! parcel – address and text, read after the claim
//! call   – outside any transaction, with the follow-up's id on the message
//! record – only while the claim is still ours, or the outcome is still uncertain
//! ```

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::future::join_all;
use serde::Serialize;
use tokio::time::timeout;

use super::{Checkpoint, Engine, EngineError, SCHEDULE, Stage, checkpoint::CourierHandle};
use crate::{
    audit::{Action, Entry, Transition},
    client::Channel,
    courier::{Answer, Courier},
    follow_up::{
        FollowUp,
        gate::{Refusal, RefusalCode},
    },
    settings::Sender,
    store::{Quota, Tx},
    strategy::{Rules, Strategy},
};
use claim::Claim;
use connections::Connections;

mod claim;
mod connections;
mod parcel;
mod record;
mod redraft;

/// What sending did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sent {
    /// The system is switched off: nothing was done.
    pub disabled: bool,
    pub sent: u64,
    /// Approved by the automatic mode before sending.
    pub self_approved: u64,
    /// Refused for good by the provider.
    pub failed: u64,
    /// Refused for now by the provider.
    pub put_back: u64,
    /// It is unknown whether they were sent.
    pub uncertain: u64,
    /// Replaced by a draft for another channel, because the address of the first is gone.
    pub redrafted: u64,
    /// Refused by the gate, by reason.
    pub refused: BTreeMap<RefusalCode, u64>,
    /// What is wrong with us, so that nothing can be sent: a setting, or why the provider refuses this account. The run
    /// ended there.
    pub account_refused: Option<String>,
}

impl Sent {
    /// The most important action of the run, if any, for the overview.
    fn main_action(&self) -> Option<Action> {
        let refused = self.refused.keys().next().map(|reason| Action::Refuse { reason: *reason });
        [
            (self.sent > 0).then_some(Action::Send),
            (self.failed > 0).then_some(Action::Fail),
            (self.uncertain > 0).then_some(Action::Lose),
            (self.put_back > 0).then_some(Action::PutBack),
            refused,
            (self.self_approved > 0).then_some(Action::Approve(Transition::default())),
        ]
        .into_iter()
        .flatten()
        .next()
    }
}

/// One run, shared by all its senders.
struct Run<'a, C> {
    engine: &'a Engine<'a, C>,
    courier: CourierHandle<'a, C>,
    rules: Rules,
    sender: Sender,
    /// Including those that are switched off, whose follow-ups are sent back.
    strategies: Vec<Strategy>,
    report: Mutex<Sent>,
    /// Of each channel that was tried: why it is refused for a fault of ours; `None`: something has left.
    refusals: Mutex<BTreeMap<Channel, Option<String>>>,
    is_over: AtomicBool,
    /// Held by the one sender that waits for the courier, so that none is still waiting when the run is over.
    next: tokio::sync::Mutex<()>,
    connections: Connections,
}

impl<C: Courier> Engine<'_, C> {
    pub(super) async fn send_due(&self) -> Result<Option<Sent>, EngineError> {
        let Some(courier) = CourierHandle::of(self) else { return Ok(None) };
        let (rules, _) = self.rules().await?;
        if !rules.settings.enabled {
            return Ok(Some(Sent { disabled: true, ..Sent::default() }));
        }
        let sender = match rules.settings.sender() {
            Ok(sender) => sender,
            // Our own mistake: nothing is claimed, so that no client pays for it.
            Err(fault) => {
                tracing::error!(%fault, "nothing is sent before the sender's address is set");
                return Ok(Some(Sent { account_refused: Some(fault.to_string()), ..Sent::default() }));
            }
        };
        self.pause_unhealthy_channels().await?;
        let (strategies, _) = self.store.strategies().await?;
        let self_approved = self.approve_by_rule(&rules).await?;
        let report = Mutex::new(Sent { self_approved, ..Sent::default() });
        let (is_over, next) = (AtomicBool::new(false), tokio::sync::Mutex::new(()));
        let refusals = Mutex::default();
        let connections = Connections::new();
        let run =
            Run { engine: self, courier, rules, sender, strategies, report, refusals, is_over, next, connections };
        // The first is sent alone: an account that may not send is detected before other follow-ups are touched.
        run.send_next().await?;
        // Waits for all: a sender that is dropped during a call leaves an uncertain follow-up behind.
        let senders = (0..run.courier.concurrency()).map(|_| run.send_all());
        join_all(senders).await.into_iter().collect::<Result<(), _>>()?;
        let report = run.report.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (channel, refusal) in run.refusals.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.store.save_channel_refusal(channel, refusal.as_deref(), self.now).await?;
        }
        if let Some(action) = report.main_action() {
            self.save_last_action(&action).await?;
        }
        Ok(Some(report))
    }

    /// The automatic mode: approves follow-ups with enough confidence that no person has edited.
    async fn approve_by_rule(&self, rules: &Rules) -> Result<u64, EngineError> {
        if !rules.settings.auto_mode_enabled {
            return Ok(0);
        }
        let mut approved = 0;
        for mut follow_up in self.store.self_approving(rules.settings.options.auto_confidence_floor).await? {
            let mut tx = self.begin().await?;
            approved += u64::from(self.approve_itself(&mut tx, &mut follow_up).await?);
            tx.commit(Checkpoint::SelfApprove).await?;
        }
        Ok(approved)
    }

    /// Approves in the schedule's name; `false` when it was changed meanwhile.
    pub(super) async fn approve_itself(&self, tx: &mut Tx, follow_up: &mut FollowUp) -> Result<bool, EngineError> {
        let from = Some(follow_up.status);
        if follow_up.approve(SCHEDULE, self.now).is_err() || !tx.replace_follow_up(follow_up).await? {
            return Ok(false);
        }
        let action = Action::Approve(Transition { from, to: Some(follow_up.status) });
        tx.record(Entry::about(follow_up, action, SCHEDULE), self.now).await?;
        Ok(true)
    }
}

impl<C: Courier> Run<'_, C> {
    async fn send_all(&self) -> Result<(), EngineError> {
        while !self.is_over() {
            self.send_next().await?;
        }
        Ok(())
    }

    /// Waits for the courier and sends the next one, or ends the run.
    async fn send_next(&self) -> Result<(), EngineError> {
        self.wait_for_capacity().await;
        // Only a message uses up capacity; a refusal by the gate does not.
        while !self.is_over() {
            match self.try_next().await {
                Ok(false) => {}
                Ok(true) => break,
                Err(error) => {
                    self.end();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Nothing is claimed while waiting, so the run may end here safely.
    async fn wait_for_capacity(&self) {
        let _next = self.next.lock().await;
        if self.is_over() {
            return;
        }
        match self.engine.time_to_claim() {
            None => self.courier.wait_for_capacity().await,
            Some(time) if timeout(time, self.courier.wait_for_capacity()).await.is_err() => self.end(),
            Some(_) => {}
        }
    }

    /// Claims the next one and sends it; `false` when the gate refused it.
    async fn try_next(&self) -> Result<bool, EngineError> {
        match self.claim().await? {
            Claim::NothingDue => self.end(),
            Claim::Refused(refusal) => {
                self.update_report(|report| *report.refused.entry(refusal.code()).or_default() += 1);
                return Ok(false);
            }
            Claim::Taken(claimed) => {
                let answer = match self.parcel(&claimed).await {
                    Ok(Some(parcel)) => self.courier.call(&parcel).await,
                    // The courier was not called, so it was not sent: the gate says why at the next claim.
                    Ok(None) => Answer::later(Refusal::Unreachable.code().to_string()),
                    Err(error) => Answer::later(format!("it could not be handed over: {error}")),
                };
                self.record(&claimed, answer).await?;
                let sent = self.update_report(|report| report.sent);
                self.engine.progress.reached(Stage::Send, sent, None);
            }
        }
        Ok(true)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed) || self.engine.is_over()
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    fn update_report<T>(&self, change: impl FnOnce(&mut Sent) -> T) -> T {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Frees the sending slot of a follow-up that was not sent.
pub(super) async fn release_slot(tx: &mut Tx, follow_up: &FollowUp) -> sqlx::Result<()> {
    match follow_up.sending.claimed_on {
        Some(day) => tx.give_slot_back(day, Quota::Sent).await,
        None => Ok(()),
    }
}

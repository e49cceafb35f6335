//! Reviewing follow-ups: approve, edit, cancel, reschedule, send now, settle.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{FollowUpError, OperationError, Operations};
use crate::{
    audit::{Action, Entry, Transition},
    draft::{self, DraftSource},
    follow_up::{Failure, FollowUp, IllegalStep, Status, Step},
    operator::Right,
    store::{Quota, Tx},
};

/// A follow-up before and after a person's action.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub before: FollowUp,
    pub after: FollowUp,
}

impl Operations<'_> {
    /// # Errors
    /// [`FollowUpError::Step`] when it is not pending, or [`FollowUpError::Overtaken`] when another actor was the last to
    /// change it; [`FollowUpError::FromOldSystem`] when nobody has edited it since it was taken over.
    pub async fn approve(&self, id: Uuid) -> Result<Change, OperationError> {
        self.change(id, Right::Approve, Action::Approve, |follow_up| self.approve_text(follow_up)).await
    }

    /// Approves it if it is not yet, and makes it due at once. The gate is still asked before it is sent.
    ///
    /// # Errors
    /// As [`Self::approve`], for one that is neither pending nor approved.
    pub async fn send_now(&self, id: Uuid) -> Result<Change, OperationError> {
        self.change(id, Right::SendNow, Action::SendNow, |follow_up| {
            match follow_up.status {
                Status::Approved => follow_up.apply(Step::Reschedule, self.now)?,
                _ => self.approve_text(follow_up)?,
            }
            follow_up.scheduled_date = self.now;
            follow_up.sending.next_try_at = None;
            Ok(())
        })
        .await
    }

    fn approve_text(&self, follow_up: &mut FollowUp) -> Result<(), OperationError> {
        if follow_up.status == Status::Pending && follow_up.draft.content_hash.is_none() {
            return Err(FollowUpError::FromOldSystem(follow_up.id).into());
        }
        Ok(follow_up.approve(self.actor, self.now)?)
    }

    /// Changes the text, which voids an approval. `seen` is the [`content_hash`](crate::follow_up::Draft::content_hash)
    /// that the person started from, so that an edit never overwrites another.
    ///
    /// # Errors
    /// As [`Self::approve`], for one that is neither pending nor approved; [`FollowUpError::ChangedMeanwhile`] when the
    /// text is not `seen`; [`FollowUpError::Text`] when the new one cannot be sent.
    pub async fn edit(
        &self,
        id: Uuid,
        subject: &str,
        message: &str,
        seen: Option<&str>,
    ) -> Result<Change, OperationError> {
        self.change(id, Right::Edit, Action::Edit, |follow_up| {
            if seen.is_some() && seen != follow_up.draft.content_hash.as_deref() {
                return Err(FollowUpError::ChangedMeanwhile(id).into());
            }
            draft::check_edit(follow_up.draft.channel, subject, message).map_err(FollowUpError::Text)?;
            follow_up.apply(Step::Edit, self.now)?;
            subject.clone_into(&mut follow_up.draft.subject);
            message.clone_into(&mut follow_up.draft.message);
            follow_up.draft.source = DraftSource::Human;
            follow_up.draft.content_hash = Some(follow_up.draft.hash());
            Ok(())
        })
        .await
    }

    /// Cancels it; its strategy's cooldown starts as if it had been sent, because a person decided against it.
    ///
    /// # Errors
    /// As [`Self::approve`], for one that is not pending, approved or uncertain.
    pub async fn cancel(&self, id: Uuid, reason: &str) -> Result<Change, OperationError> {
        let action = |transition| Action::Cancel { transition, reason: Some(reason.to_owned()) };
        self.change(id, Right::Cancel, action, |follow_up| {
            follow_up.apply(Step::Cancel, self.now)?;
            follow_up.outcome.failure = Failure::words(reason);
            follow_up.outcome.rests = true;
            Ok(())
        })
        .await
    }

    /// # Errors
    /// As [`Self::approve`], for one that is neither pending nor approved.
    pub async fn reschedule(&self, id: Uuid, at: DateTime<Utc>) -> Result<Change, OperationError> {
        self.change(id, Right::Reschedule, Action::Reschedule, |follow_up| {
            follow_up.apply(Step::Reschedule, self.now)?;
            follow_up.scheduled_date = at;
            follow_up.sending.next_try_at = None;
            Ok(())
        })
        .await
    }

    /// Settles an uncertain follow-up: it was sent, or it was not and may be sent again.
    ///
    /// # Errors
    /// As [`Self::approve`], for one that is not uncertain.
    pub async fn settle(&self, id: Uuid, left: bool) -> Result<Change, OperationError> {
        let action = |transition| Action::Settle { transition, event: None };
        self.change(id, Right::Settle, action, |follow_up| {
            let step = if left { Step::FoundSent } else { Step::FoundUnsent };
            if follow_up.status != Status::Uncertain {
                return Err(IllegalStep { status: follow_up.status, step }.into());
            }
            // An approximation: it became uncertain right after the call.
            follow_up.outcome.sent_at = left.then_some(follow_up.updated_at);
            follow_up.outcome.failure = None;
            Ok(follow_up.apply(step, self.now)?)
        })
        .await
    }

    async fn change(
        &self,
        id: Uuid,
        right: Right,
        action: impl FnOnce(Transition) -> Action,
        change: impl FnOnce(&mut FollowUp) -> Result<(), OperationError>,
    ) -> Result<Change, OperationError> {
        let mut tx = self.begin(right).await?;
        let before = tx.follow_up(id).await?.ok_or(FollowUpError::Missing(id))?;
        let mut after = before.clone();
        match change(&mut after) {
            Ok(()) => {}
            Err(error @ OperationError::FollowUp(FollowUpError::Step(_) | FollowUpError::ChangedMeanwhile(_))) => {
                return Err(self.overtaken(&mut tx, &before).await?.unwrap_or(error));
            }
            Err(error) => return Err(error),
        }
        match tx.replace_follow_up(&mut after).await {
            Ok(true) => {}
            Ok(false) => return Err(FollowUpError::ChangedMeanwhile(id).into()),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Err(FollowUpError::AnotherOpen(id).into());
            }
            Err(error) => return Err(error.into()),
        }
        if let (Status::Uncertain, Status::Approved, Some(day)) =
            (before.status, after.status, before.sending.claimed_on)
        {
            tx.give_slot_back(day, Quota::Sent).await?;
        }
        let action = action(Transition::between(&before, &after));
        tx.record(Entry::about(&after, action, self.actor), self.now).await?;
        tx.commit().await?;
        Ok(Change { before, after })
    }
}

impl Operations<'_> {
    /// The error that names who changed it first, when that was another person.
    async fn overtaken(&self, tx: &mut Tx, found: &FollowUp) -> sqlx::Result<Option<OperationError>> {
        let last = tx.last_line_about(found.id).await?.filter(|last| last.actor != self.actor);
        Ok(last.map(|last| {
            OperationError::FollowUp(FollowUpError::Overtaken {
                id: found.id,
                status: found.status,
                by: last.actor,
                at: last.at,
            })
        }))
    }
}

impl FollowUp {
    /// Whether the status still allows this step.
    pub fn allows(&self, step: Step) -> Result<(), IllegalStep> {
        self.status.after(step).map(drop)
    }
}

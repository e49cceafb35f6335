//! The status transitions of a follow-up. Any not listed here is refused.

use crate::follow_up::Status;

/// Something that happens to a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A person, or the automatic mode, approves it.
    Approve,
    /// A person changes the text, which voids an approval.
    Edit,
    Reschedule,
    Cancel,
    /// A sender claims it, with a lease.
    Claim,
    /// The provider accepted it.
    Accepted,
    /// The provider refused it for good.
    Refused,
    /// The provider, or the gate, refused it for now.
    Deferred,
    /// The approval no longer covers the text.
    Voided,
    /// It is unknown whether it was sent: its lease expired, or its answer was lost.
    Lost,
    /// It was found to have been sent.
    FoundSent,
    /// It was found not to have been sent.
    FoundUnsent,
    /// A person undoes their last decision; see [`Status::returns_to`].
    TakeBack,
}

/// A step that this status does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a follow-up that is {status} cannot be {what}", what = self.step.participle())]
pub struct IllegalStep {
    pub status: Status,
    pub step: Step,
}

impl Step {
    const fn participle(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Edit => "edited",
            Self::Reschedule => "rescheduled",
            Self::Cancel => "cancelled",
            Self::Claim => "claimed",
            Self::Accepted | Self::FoundSent => "recorded as sent",
            Self::Refused => "recorded as refused",
            Self::Deferred | Self::FoundUnsent => "put back",
            Self::Voided => "put back before a person",
            Self::Lost => "given up as uncertain",
            Self::TakeBack => "taken back",
        }
    }
}

impl Status {
    /// The status after `step`.
    pub const fn after(self, step: Step) -> Result<Self, IllegalStep> {
        use Status::{Approved, Cancelled, Failed, Pending, Sending, Sent, Uncertain};
        match (self, step) {
            (Pending, Step::Approve) => Ok(Approved),
            (Pending | Approved, Step::Edit) | (Approved, Step::Voided) => Ok(Pending),
            (Pending | Approved, Step::Reschedule) => Ok(self),
            // A person may cancel an uncertain one instead of finding out what became of it.
            (Pending | Approved | Uncertain, Step::Cancel) => Ok(Cancelled),
            (Approved, Step::Claim) => Ok(Sending),
            // From uncertain: its sender's answer came late. From approved, after an attempt: what seemed a temporary
            // refusal was sent all the same.
            (Sending | Uncertain, Step::Accepted) | (Approved | Sending | Uncertain, Step::FoundSent) => Ok(Sent),
            (Sending | Uncertain, Step::Refused) => Ok(Failed),
            (Approved | Sending | Uncertain, Step::Deferred) | (Sending | Uncertain, Step::FoundUnsent) => Ok(Approved),
            // From uncertain: its own sender reports late, and does not know either.
            (Sending | Uncertain, Step::Lost) => Ok(Uncertain),
            _ => Err(IllegalStep { status: self, step }),
        }
    }

    /// Whether a person's decision that led from `before` to this status can be undone. The caller must also check that
    /// nothing has happened since.
    pub const fn returns_to(self, before: Self) -> Result<(), IllegalStep> {
        use Status::{Approved, Cancelled, Pending, Uncertain};
        match (self, before) {
            (Approved, Pending) | (Cancelled, Pending | Approved | Uncertain) => Ok(()),
            _ => Err(IllegalStep { status: self, step: Step::TakeBack }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 13] = [
        Step::Approve,
        Step::Edit,
        Step::Reschedule,
        Step::Cancel,
        Step::Claim,
        Step::Accepted,
        Step::Refused,
        Step::Deferred,
        Step::Voided,
        Step::Lost,
        Step::FoundSent,
        Step::FoundUnsent,
        Step::TakeBack,
    ];

    /// Every move there is: from, by which step, to.
    const MOVES: [(Status, Step, Status); 24] = [
        (Status::Pending, Step::Approve, Status::Approved),
        (Status::Pending, Step::Edit, Status::Pending),
        (Status::Approved, Step::Edit, Status::Pending),
        (Status::Approved, Step::Voided, Status::Pending),
        (Status::Pending, Step::Reschedule, Status::Pending),
        (Status::Approved, Step::Reschedule, Status::Approved),
        (Status::Pending, Step::Cancel, Status::Cancelled),
        (Status::Approved, Step::Cancel, Status::Cancelled),
        (Status::Uncertain, Step::Cancel, Status::Cancelled),
        (Status::Approved, Step::Claim, Status::Sending),
        (Status::Sending, Step::Accepted, Status::Sent),
        (Status::Uncertain, Step::Accepted, Status::Sent),
        (Status::Approved, Step::FoundSent, Status::Sent),
        (Status::Sending, Step::FoundSent, Status::Sent),
        (Status::Uncertain, Step::FoundSent, Status::Sent),
        (Status::Sending, Step::Refused, Status::Failed),
        (Status::Uncertain, Step::Refused, Status::Failed),
        (Status::Approved, Step::Deferred, Status::Approved),
        (Status::Sending, Step::Deferred, Status::Approved),
        (Status::Uncertain, Step::Deferred, Status::Approved),
        (Status::Sending, Step::FoundUnsent, Status::Approved),
        (Status::Uncertain, Step::FoundUnsent, Status::Approved),
        (Status::Sending, Step::Lost, Status::Uncertain),
        (Status::Uncertain, Step::Lost, Status::Uncertain),
    ];

    #[test]
    fn there_are_these_moves_and_no_others() {
        for (from, step) in Status::ALL.into_iter().flat_map(|from| STEPS.map(|step| (from, step))) {
            let to = MOVES.iter().find(|(f, s, _)| (*f, *s) == (from, step)).map(|(_, _, to)| *to);
            assert_eq!(from.after(step).ok(), to, "{from} {step:?}");
        }
    }

    #[test]
    fn what_is_over_never_moves_again() {
        for status in [Status::Sent, Status::Failed, Status::Cancelled] {
            for step in STEPS {
                assert_eq!(status.after(step), Err(IllegalStep { status, step }));
            }
        }
    }

    #[test]
    fn only_what_was_approved_is_ever_claimed_and_only_what_was_claimed_is_sent() {
        for status in Status::ALL {
            assert_eq!(status.after(Step::Claim).is_ok(), status == Status::Approved);
            assert_eq!(status.after(Step::Accepted).is_ok(), [Status::Sending, Status::Uncertain].contains(&status));
        }
    }

    #[test]
    fn an_uncertain_one_never_leaves_again_without_evidence() {
        for step in STEPS {
            let after = Status::Uncertain.after(step);
            // A late temporary refusal is evidence too.
            assert_eq!(after == Ok(Status::Approved), [Step::FoundUnsent, Step::Deferred].contains(&step), "{step:?}");
        }
    }

    #[test]
    fn only_an_approval_or_a_cancellation_is_taken_back() {
        for (after, step) in Status::ALL.into_iter().flat_map(|after| STEPS.map(|step| (after, step))) {
            for before in Status::ALL.into_iter().filter(|before| before.after(step) == Ok(after)) {
                let by_a_person = matches!(step, Step::Approve | Step::Cancel);
                assert!(!by_a_person || after.returns_to(before).is_ok(), "{before} {step:?} {after}");
            }
        }
        for before in Status::ALL {
            assert!(Status::Sent.returns_to(before).is_err() && Status::Sending.returns_to(before).is_err());
        }
    }

    #[test]
    fn an_illegal_step_is_told_in_a_sentence() {
        let told = Status::Sent.after(Step::Edit).expect_err("it is over").to_string();
        assert_eq!(told, "a follow-up that is sent cannot be edited");
    }
}

//! Whether a channel must be paused: providers close accounts that keep sending to dead or unwilling addresses.

use serde::{Deserialize, Serialize};

use super::{PauseCause, PauseReason};

/// Number of latest messages that are considered.
pub const WINDOW: i64 = 1000;

/// What became of the last [`WINDOW`] messages of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Health {
    pub sent: i64,
    /// Of those, the ones that bounced for good.
    pub hard_bounces: i64,
    pub complaints: i64,
}

impl Health {
    /// Why the channel must be paused, if so: 10 or more hard bounces, at least 3 % of what was sent, or 3 complaints.
    pub fn pause_reason(&self) -> Option<PauseReason> {
        let because = |cause, count| Some(PauseReason::Counted { cause, count, of: self.sent });
        if self.complaints >= 3 {
            return because(PauseCause::Complaints, self.complaints);
        }
        let too_many = self.hard_bounces >= 10 && self.hard_bounces * 100 >= self.sent * 3;
        if too_many { because(PauseCause::DeadAddresses, self.hard_bounces) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_healthy(sent: i64, hard_bounces: i64, complaints: i64) -> bool {
        Health { sent, hard_bounces, complaints }.pause_reason().is_none()
    }

    #[test]
    fn ten_bounces_that_are_three_percent_or_three_complaints_are_too_many() {
        assert_eq!([is_healthy(300, 9, 0), is_healthy(333, 10, 0), is_healthy(334, 10, 0)], [true, false, true]);
        assert_eq!([is_healthy(9, 9, 0), is_healthy(1000, 29, 0), is_healthy(1000, 30, 0)], [true, true, false]);
        assert_eq!([is_healthy(1000, 0, 2), is_healthy(1000, 0, 3), is_healthy(0, 0, 0)], [true, false, true]);
    }

    #[test]
    fn why_is_a_sentence() {
        let told = |health: Health| health.pause_reason().expect("unwell").to_string();
        assert_eq!(
            told(Health { sent: 1000, hard_bounces: 31, complaints: 0 }),
            "31 of the last 1000 messages went to dead addresses"
        );
        assert_eq!(
            told(Health { sent: 40, hard_bounces: 31, complaints: 3 }),
            "3 of the last 40 messages were called spam"
        );
    }
}

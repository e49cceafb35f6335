//! The clock that `main` passes to a program.

use chrono::{DateTime, TimeDelta, Utc};

/// Gives the current time: real time or, for a replay, time that runs on from another moment.
///
/// Leases and deadlines are shared between processes and are never replayed: they use [`Clock::real`].
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    real: fn() -> DateTime<Utc>,
    ahead: TimeDelta,
}

impl Clock {
    pub const fn new(real: fn() -> DateTime<Utc>) -> Self {
        Self { real, ahead: TimeDelta::zero() }
    }

    /// The same clock, set to `now` and running on from there.
    #[must_use]
    pub fn set_to(self, now: DateTime<Utc>) -> Self {
        Self { ahead: now - (self.real)(), ..self }
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.real)() + self.ahead
    }

    /// Real time, whatever the clock was set to.
    pub const fn real(&self) -> fn() -> DateTime<Utc> {
        self.real
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// Advances by one second on each call.
    fn ticking() -> DateTime<Utc> {
        static SECONDS: AtomicI64 = AtomicI64::new(1_800_000_000);
        DateTime::from_timestamp(SECONDS.fetch_add(1, Ordering::Relaxed), 0).expect("a time")
    }

    #[test]
    fn a_clock_that_was_set_runs_on_from_there() {
        let sunday: DateTime<Utc> = "2026-11-29T02:00:00Z".parse().expect("a time");
        let clock = Clock::new(ticking).set_to(sunday);
        assert_eq!([clock.now(), clock.now()], [1, 2].map(|seconds| sunday + TimeDelta::seconds(seconds)));
        assert!((clock.real())() < sunday + TimeDelta::days(365 * 10), "real time is another");
    }
}

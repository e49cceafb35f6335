//! The limit on sends per second.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// The resolution of Tokio's timer: a shorter wait would take this long all the same.
const RESOLUTION: Duration = Duration::from_millis(1);

/// Limits the sends per second of this process. The sending function has a reserved concurrency of 1, so this limits
/// all of its sends.
#[derive(Debug)]
pub struct Pace(Mutex<Schedule>);

#[derive(Debug)]
struct Schedule {
    next: Instant,
    interval: Duration,
}

impl Pace {
    pub fn new(per_second: f64) -> Self {
        Self(Mutex::new(Schedule { next: Instant::now(), interval: Duration::from_secs_f64(1.0 / per_second) }))
    }

    pub async fn wait(&self) {
        let now = Instant::now();
        let start = self.with(|schedule| {
            // Idle time is not made up for with a burst.
            let start = schedule.next.max(now);
            schedule.next = start + schedule.interval;
            start
        });
        if start - now >= RESOLUTION {
            sleep_until(start).await;
        }
    }

    /// Slows down to what the account allows; never speeds up.
    pub fn limit(&self, per_second: f64) {
        let slowest = Duration::from_secs_f64(1.0 / per_second);
        self.with(|schedule| schedule.interval = schedule.interval.max(slowest));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Schedule) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_calls_waits_for_their_turn_and_a_pause_is_not_made_up_for() {
        let pace = Pace::new(10.0);
        let begun = Instant::now();
        for _ in 0..5 {
            tokio::join!(pace.wait(), pace.wait());
        }
        assert_eq!(begun.elapsed().as_millis(), 900, "ten, the first at once");
        tokio::time::advance(Duration::from_secs(60)).await;
        let rested = Instant::now();
        tokio::join!(pace.wait(), pace.wait(), pace.wait());
        assert!(rested.elapsed() >= Duration::from_millis(200), "{:?}", rested.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_that_allows_less_slows_it_down_and_one_that_allows_more_does_not_speed_it_up() {
        let pace = Pace::new(10.0);
        pace.limit(1.0);
        pace.limit(100.0);
        let begun = Instant::now();
        for _ in 0..3 {
            pace.wait().await;
        }
        assert_eq!(begun.elapsed().as_millis(), 2000);
    }
}

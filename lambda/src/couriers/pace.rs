//! Sends per second.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Interval, MissedTickBehavior, interval},
};

/// Lets at most so many calls through a second, whichever hand makes them. It is the process's own: the function that
/// sends has a reserved concurrency of 1, so it is everybody's.
#[derive(Debug)]
pub struct Pace(Mutex<Interval>);

impl Pace {
    /// Must be made inside a Tokio runtime.
    pub fn new(per_second: f64) -> Self {
        Self(Mutex::new(every(per_second)))
    }

    pub async fn wait(&self) {
        self.0.lock().await.tick().await;
    }

    /// Slows down to what the account allows; never speeds up.
    pub async fn limit(&self, per_second: f64) {
        let slower = every(per_second);
        let mut interval = self.0.lock().await;
        if slower.period() > interval.period() {
            *interval = slower;
        }
    }
}

fn every(per_second: f64) -> Interval {
    let mut interval = interval(Duration::from_secs_f64(1.0 / per_second));
    // No bursts to make up for a pause.
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

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
        pace.limit(1.0).await;
        pace.limit(100.0).await;
        let begun = Instant::now();
        for _ in 0..3 {
            pace.wait().await;
        }
        assert_eq!(begun.elapsed().as_millis(), 2000);
    }
}

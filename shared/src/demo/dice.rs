//! The demo's random numbers: they depend only on the seed and the client, not on what else is generated.

use std::ops::RangeInclusive;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// `rand` guarantees the output of ChaCha8 for every version and machine. How it samples from a range may change with a
/// breaking release, and the demo's clients with it.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The generator of one client: a stream of its own, so that the draws of other clients do not affect it.
    pub fn of_client(seed: u64, index: u32) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        dice.set_stream(u64::from(index));
        Self(dice)
    }

    pub fn between(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// `percent` from 0 to 100.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// `choices` must not be empty.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.random_range(0..choices.len())]
    }

    /// One of `choices`, with a probability proportional to its weight; at least one weight must be above 0.
    pub fn weigh<T: Copy>(&mut self, choices: &[(u32, T)]) -> T {
        let mut left = self.0.random_range(0..choices.iter().map(|(weight, _)| weight).sum());
        let found = choices.iter().find(|(weight, _)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        found.unwrap_or(&choices[0]).1
    }

    /// From 1 to 60 with a long tail: half of the draws are 1, one in twenty is above 15.
    pub fn long_tail(&mut self) -> i64 {
        6000 / self.between(100..=6000)
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }
}

//! Several processes of the function, ended at every step of sending, before a provider in every mood: each message
//! leaves at most once, and none is lost.
//!
//! Twice as many words as code would be needed to say what may happen; the matrix that this prints says it, and stands in
//! `docs/DELIVERY.md`.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use futures_util::future::join_all;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use relance::{
    engine::Checkpoint,
    follow_up::{FollowUp, Status},
    store::Store,
    testing::house::noon,
};
use serde_json::{Value, json};

use crate::{
    aws::Aws,
    provider::{Mood, Provider},
    runtime_api::{Ended, Function},
    scene,
};

/// Processes at once.
const PROCESSES: usize = 4;

/// The time of an invocation: enough for a debug build on a busy machine, and over before a late provider answers.
const TIME: Duration = Duration::from_secs(5);

/// Kills by the harness at moments of its own, beside those at named steps.
const RANDOM: u64 = 20;

/// One case: where, on which side and at which passing the processes end, and the provider's mood.
#[derive(Clone, Debug)]
struct Case {
    strike: Strike,
    mood: Mood,
}

#[derive(Clone, Debug)]
enum Strike {
    At { step: String, passing: u32 },
    After(Duration),
}

/// What all cases of one step and mood came to.
#[derive(Default)]
struct Tally {
    kills: usize,
    standing: BTreeMap<Status, usize>,
}

struct House<'a> {
    store: &'a Store,
    provider: Provider,
    function: Function,
}

/// Every step there is, on both sides.
fn steps() -> Vec<String> {
    Checkpoint::ALL.into_iter().flat_map(|at| [format!("{at}:before"), format!("{at}:after")]).collect()
}

fn cases(long: bool) -> Vec<Case> {
    let at = |step: &str, passing, mood| Case { strike: Strike::At { step: step.to_owned(), passing }, mood };
    if !long {
        // Each step once, the moods in turn.
        let moods = Mood::ALL.into_iter().cycle();
        return steps().iter().zip(moods).map(|(step, mood)| at(step, 1, mood)).collect();
    }
    let mut cases = Vec::new();
    for step in steps() {
        for mood in Mood::ALL {
            cases.extend([1, 2].map(|passing| at(&step, passing, mood)));
        }
    }
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    for mood in Mood::ALL.into_iter().cycle().take(RANDOM as usize) {
        let strike = Strike::After(Duration::from_millis(chance.random_range(5..400)));
        cases.push(Case { strike, mood });
    }
    cases
}

impl House<'_> {
    async fn run(&self, case: &Case) -> Tally {
        let staged = scene::set(self.store).await;
        self.provider.begin(case.mood);
        let struck = match &case.strike {
            Strike::At { step, passing } => self.function.with("RELANCE_CRASH_AT", format!("{step}:{passing}")),
            Strike::After(pause) => Function { killed_after: Some(*pause), ..self.function.clone() },
        };
        let mut kills = self.together(&struck, &tick(noon())).await;
        // The dead are succeeded by others, while the provider is as it was; then it is well again.
        scene::end_leases(self.store).await;
        self.together(&self.function, &tick(noon())).await;
        self.provider.take_on(Mood::Fair);
        scene::end_leases(self.store).await;
        self.together(&self.function, &tick(scene::next_day())).await;
        kills += self.hear_of_emails(&struck, &staged).await;
        let standing = scene::check(self.store, &staged, &self.provider.accepted()).await;
        Tally { kills, standing }
    }

    /// Several processes with the same event at the same time; how many of them died.
    async fn together(&self, function: &Function, event: &Value) -> usize {
        let ended = join_all((0..PROCESSES).map(|_| function.invoke(event, TIME))).await;
        let mut died = 0;
        for ended in ended {
            match ended {
                Ended::Answered(_) => {}
                Ended::Died(_) => died += 1,
                Ended::Failed(error) => panic!("{error}"),
            }
        }
        died
    }

    /// SES tells of every e-mail that it accepted; the queue tells again what nobody took in.
    async fn hear_of_emails(&self, struck: &Function, staged: &[FollowUp]) -> usize {
        let accepted = self.provider.accepted();
        let left: Vec<&FollowUp> = staged.iter().filter(|f| accepted.contains_key(&f.id.to_string())).collect();
        let event = json!({ "Records": left.iter().map(|f| told_of(f)).collect::<Vec<_>>() });
        let died = self.together(struck, &event).await;
        self.together(&self.function, &event).await;
        died
    }
}

fn tick(now: chrono::DateTime<chrono::Utc>) -> Value {
    json!({ "task": "tick", "now": now.to_rfc3339() })
}

fn told_of(_: &FollowUp) -> Value {
    Value::Null
}

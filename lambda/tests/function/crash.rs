//! Several processes of the function are killed at every step of sending, with a provider of every behaviour: each
//! message is sent at most once, and none is lost. The matrix that the long form prints is in `docs/DELIVERY.md`.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use relance::{
    engine::Checkpoint,
    follow_up::{FollowUp, Status},
    store::{DatabaseUrl, SettingsSeed, Store},
    testing::{fixtures::noon, on_postgres_url},
};
use serde_json::{Value, json};

use crate::{
    aws::{Aws, queued, send_event},
    fixtures,
    provider::{Behaviour, Provider},
    runtime_api::{Ended, Function},
};

/// Concurrent processes.
const PROCESSES: usize = 4;

/// An invocation's time with a provider that never answers in time, and with one that does, on a busy machine.
const SHORT: Duration = Duration::from_secs(4);
const LONG: Duration = Duration::from_secs(60);

/// How often an event comes again after a process that its database kept waiting.
const TRIES: usize = 20;

/// Kills at random moments, besides those at named steps.
const RANDOM: usize = 20;
const SEED: u64 = 7;

/// When the processes are killed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kill {
    /// At the nth passing of a step like `claim:after`.
    Step(String, u32),
    /// This long after a process's first request for work.
    After(Duration),
}

#[derive(Clone, Debug)]
struct Case {
    kill: Kill,
    behaviour: Behaviour,
}

/// The results of all cases of one step with one behaviour.
#[derive(Clone, Debug, Default)]
struct Tally {
    cases: usize,
    kills: usize,
    /// Follow-ups that end uncertain, for a person to settle.
    uncertain: usize,
}

struct Harness<'a> {
    store: &'a Store,
    provider: Provider,
    function: Function,
}

fn steps() -> impl Iterator<Item = String> {
    Checkpoint::ALL.into_iter().flat_map(|at| [format!("{at}:before"), format!("{at}:after")])
}

/// Each step once, cycling through the behaviours.
fn short() -> Vec<Case> {
    let step = |(step, behaviour)| Case { kill: Kill::Step(step, 1), behaviour };
    steps().zip(Behaviour::ALL.into_iter().cycle()).map(step).collect()
}

/// Steps that a process passes once for each message, so that a second passing is another case.
const PASSED_AGAIN: [Checkpoint; 4] = [Checkpoint::Claim, Checkpoint::Call, Checkpoint::Record, Checkpoint::Ingest];

/// Each step with each behaviour, and the random kills.
fn long() -> Vec<Case> {
    let mut cases = Vec::new();
    for step in steps() {
        let again = PASSED_AGAIN.iter().any(|at| step.starts_with(at.as_str()));
        for behaviour in Behaviour::ALL {
            let passings = 1..=if again { 2 } else { 1 };
            cases.extend(passings.map(|passing| Case { kill: Kill::Step(step.clone(), passing), behaviour }));
        }
    }
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    for behaviour in Behaviour::ALL.into_iter().cycle().take(RANDOM) {
        cases.push(Case { kill: Kill::After(Duration::from_millis(chance.random_range(1..300))), behaviour });
    }
    cases
}

impl Harness<'_> {
    /// Runs one case; `time` is that of an invocation whose provider answers late.
    async fn run_case(&self, case: &Case, time: Duration) -> Tally {
        let staged = fixtures::reset(self.store).await;
        self.provider.begin(case.behaviour);
        let crashing = match &case.kill {
            Kill::Step(step, passing) => self.function.with("RELANCE_CRASH_AT", format!("{step}:{passing}")),
            Kill::After(pause) => Function { killed_after: Some(*pause), ..self.function.clone() },
        };
        let time = if case.behaviour == Behaviour::AnswersLate { time } else { LONG };
        let mut kills = self.invoke_for(time, &crashing, &tick(noon())).await;
        // New processes take over, first with the same behaviour, then, a day later, with a fair provider.
        fixtures::end_leases(self.store).await;
        self.invoke_all(&self.function, &tick(noon())).await;
        self.provider.set_behaviour(Behaviour::Fair);
        fixtures::end_leases(self.store).await;
        self.invoke_all(&self.function, &tick(fixtures::next_day())).await;
        kills += self.ingest(&crashing, &staged).await;
        let standing = fixtures::check(self.store, &staged, &self.provider.accepted()).await;
        Tally { cases: 1, kills, uncertain: standing.get(&Status::Uncertain).copied().unwrap_or(0) }
    }

    /// Runs [`PROCESSES`] processes at once, all with the same event; returns how many died.
    async fn invoke_all(&self, function: &Function, event: &Value) -> usize {
        let time = if self.provider.behaviour() == Behaviour::AnswersLate { SHORT } else { LONG };
        self.invoke_for(time, function, event).await
    }

    async fn invoke_for(&self, time: Duration, function: &Function, event: &Value) -> usize {
        let ended = join_all((0..PROCESSES).map(|_| invoke_until_connected(function, event, time))).await;
        let died = |ended: &Ended| match ended {
            Ended::Answered(_) => false,
            Ended::Died(_) => true,
            Ended::Failed(error) => panic!("{error}"),
        };
        ended.iter().filter(|ended| died(ended)).count()
    }

    /// Delivers SES's events of the accepted e-mails, and delivers them again, as the queue does after a crash.
    async fn ingest(&self, crashing: &Function, staged: &[FollowUp]) -> usize {
        let accepted = self.provider.accepted();
        let left = staged.iter().filter(|f| accepted.contains_key(&f.id.to_string()));
        let event = queued(left.map(|f| send_event(f.id, f.client_id.as_str())));
        let died = self.invoke_all(crashing, &event).await;
        self.invoke_all(&self.function, &event).await;
        died
    }
}

/// On a busy machine a process may wait for its database longer than a pool does, and says so; on AWS, the next event
/// finds the same state. What such a process had claimed before is checked in the end with all the rest.
async fn invoke_until_connected(function: &Function, event: &Value, time: Duration) -> Ended {
    for _ in 0..TRIES {
        match function.invoke(event, time).await {
            Ended::Failed(error) if error.to_string().contains("pool timed out") => {}
            ended => return ended,
        }
    }
    panic!("the database could not be reached {TRIES} times")
}

fn tick(now: DateTime<Utc>) -> Value {
    json!({ "task": "tick", "now": now.to_rfc3339() })
}

async fn run(cases: Vec<Case>) -> BTreeMap<(String, &'static str), Tally> {
    let mut matrix: BTreeMap<(String, &'static str), Tally> = BTreeMap::new();
    on_postgres_url(async |database| {
        let aws = Aws::prepare("crash").await;
        aws.switch_off(&aws.fcm, &fixtures::token(fixtures::GONE)).await;
        let url = DatabaseUrl::parse(database).expect("a URL");
        let store = Store::open(&url).await.expect("opened");
        store.migrate(&SettingsSeed::default(), noon()).await.expect("migrated");
        fixtures::seed(&store).await;
        let provider = Provider::before(&aws.url).await;
        let function = aws.function(database, &provider.url);
        let harness = Harness { store: &store, provider, function };
        for case in &cases {
            let step = match &case.kill {
                Kill::Step(step, _) => step.clone(),
                Kill::After(_) => "at random".to_owned(),
            };
            let mut result = harness.run_case(case, SHORT).await;
            // On a busy machine a short time may be over before the step. The case begins anew, for a schedule that has
            // analysed writes nothing until the next analysis.
            let is_late = case.behaviour == Behaviour::AnswersLate && matches!(case.kill, Kill::Step(..));
            if result.kills == 0 && is_late {
                result = harness.run_case(case, LONG).await;
            }
            let tally = matrix.entry((step, case.behaviour.name())).or_default();
            tally.cases += result.cases;
            tally.kills += result.kills;
            tally.uncertain += result.uncertain;
        }
        store.close().await;
    })
    .await;
    matrix
}

/// One row per step, one column per behaviour: processes killed, and messages left to a person.
fn table(matrix: &BTreeMap<(String, &'static str), Tally>) -> String {
    let mut text = "| killed |".to_owned();
    for behaviour in Behaviour::ALL {
        let _infallible = write!(text, " {} |", behaviour.name());
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Behaviour::ALL.len()));
    for step in steps().chain(["at random".to_owned()]) {
        let _infallible = write!(text, "\n| {} |", step.replace(':', ", "));
        for behaviour in Behaviour::ALL {
            let tally = matrix.get(&(step.clone(), behaviour.name())).cloned().unwrap_or_default();
            let _infallible = write!(text, " {} killed, {} uncertain |", tally.kills, tally.uncertain);
        }
    }
    text
}

fn assert_every_step_killed(matrix: &BTreeMap<(String, &'static str), Tally>) {
    for step in steps() {
        let kills: usize = matrix.iter().filter(|((of, _), _)| *of == step).map(|(_, tally)| tally.kills).sum();
        assert!(kills > 0, "no process came to {step}: the fixtures lack what leads there");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and the emulated AWS: make test"]
async fn whatever_dies_wherever_each_message_leaves_at_most_once_and_none_is_lost() {
    let matrix = run(short()).await;
    assert_every_step_killed(&matrix);
}

/// The long form, for `make crash`.
#[tokio::test]
#[ignore = "takes over twenty minutes: make crash"]
#[expect(clippy::print_stdout, reason = "the matrix is what it is run for")]
async fn every_step_in_every_mood() {
    let cases = long();
    let count = cases.len();
    let matrix = run(cases).await;
    let kills: usize = matrix.values().map(|tally| tally.kills).sum();
    println!("{}", table(&matrix));
    println!("\n{count} cases, {PROCESSES} processes at once, {kills} killed: 0 sent twice, 0 lost");
    for ((step, behaviour), tally) in &matrix {
        assert!(
            tally.kills > 0,
            "with a provider that {behaviour}, no process was killed at {step}: the case shows nothing"
        );
    }
}

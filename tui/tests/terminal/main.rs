//! The program in a real terminal, alone and behind a real SSH server.

use std::path::Path;

mod alone;
mod outage;
mod over_ssh;
mod sizes;
mod sshd;
mod tmux;

/// Whether the programs that a test needs are installed; in CI a missing one fails the test.
#[expect(clippy::disallowed_methods, reason = "tests have no `main` that could read the environment for them")]
#[expect(clippy::print_stderr, reason = "what was left out must be seen")]
fn has(programs: &[&str]) -> bool {
    let is_there = |program: &&str| {
        ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin"]
            .iter()
            .any(|folder| Path::new(folder).join(program).exists())
    };
    let missing: Vec<_> = programs.iter().filter(|program| !is_there(program)).collect();
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var("CI").is_err(), "{missing:?} are needed: scripts/test installs them");
    eprintln!("left out, for they are missing: {missing:?}");
    false
}

//! Two people behind a real SSH server, and everything that is refused there.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    process::Command,
    thread::park_timeout,
    time::{Duration, Instant},
};

use relance::operator::Role;

use super::{
    has,
    sshd::Sshd,
    tmux::{TIMEOUT, Terminal},
};

struct SshFixture {
    sshd: Sshd,
    url: String,
}

impl SshFixture {
    fn build(url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let url = url.map_or_else(|| format!("sqlite://{}/relance.db", folder.display()), str::to_owned);
        let fixture = Self { sshd: Sshd::start(&url), url };
        fixture.relance(&["migrate"]);
        fixture.relance(&["settings", "delivery", "outbox"]);
        fixture.relance(&["demo", "--clients", "200"]);
        fixture.relance(&["analyse"]);
        fixture.relance(&["generate"]);
        fixture
    }

    /// The program as the administrator of the machine runs it.
    fn relance(&self, arguments: &[&str]) -> String {
        let mut relance = Command::new(env!("CARGO_BIN_EXE_relance"));
        relance.env_clear().envs(relance::testing::clock_environment()).env("HOME", self.sshd.home.path());
        let output = relance.args(["--database-url", &self.url]).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Adds an operator with a new key: first the admin `chef`, who adds the others.
    fn add(&self, name: &str, role: &str) -> std::path::PathBuf {
        let key = self.sshd.key(name);
        let file = format!("{}.pub", key.display());
        let by: &[&str] = if name == "chef" { &[] } else { &["--as", "chef"] };
        self.relance(&[by, &["operators", "add", name, "--role", role, "--key", &file]].concat());
        key
    }

    /// A terminal logged in over SSH with that key.
    fn login(&self, key: &Path) -> Terminal {
        let words = self.sshd.words("ssh", key).join(" ");
        // When the command ends, tmux scrolls by a line: the empty one keeps what the console says last on the screen.
        Terminal::open(120, 40, &format!("echo; exec env LANG=fr_CD.UTF-8 {words} -o SendEnv=LANG root@127.0.0.1"))
    }
}

/// The number of processes over SSH whose command line names that file.
fn consoles_of(file: &Path) -> usize {
    let processes = fs::read_dir("/proc").expect("/proc");
    let lines = processes.flatten().filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let name = file.display().to_string();
    lines
        .filter(|line| {
            let line = String::from_utf8_lossy(line);
            line.contains("--over-ssh") && line.contains(&name)
        })
        .count()
}

fn is_ready() -> bool {
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    has(&["sshd", "ssh", "tmux"]) && is_root
}

fn two_people_work_at_once_and_nobody_gets_further(url: Option<&str>) {
    let fixture = SshFixture::build(url);
    fixture.add("chef", "admin");
    let (awa, beni) = (fixture.add("awa", "reviewer"), fixture.add("beni", "viewer"));

    let reviewer = fixture.login(&awa);
    reviewer.wait_for("awa · relecteur");
    let viewer = fixture.login(&beni);
    viewer.wait_for("beni · lecteur");
    for terminal in [&reviewer, &viewer] {
        terminal.press(&["3"]);
        terminal.wait_for("tri : urgence");
    }
    viewer.press(&["a"]);
    viewer.wait_for("Vous êtes lecteur : il faut être relecteur");
    assert!(!viewer.screen().contains("● approuvée"));
    reviewer.press(&["a"]);
    reviewer.wait_for("Approuvée, partira le");
    // Without pressing a key.
    viewer.wait_for("● approuvée");
    reviewer.press(&["4", "e"]);
    reviewer.wait_for("Vous êtes relecteur : il faut être responsable");

    let refused = |options: &[&str], command: &[&str]| {
        let output = fixture.sshd.ssh(&awa, options, command);
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!text.contains("uid=") && !text.contains("root:"), "{text}");
        (output.status.success(), text)
    };
    refused(&[], &["id"]);
    let (succeeded, text) = refused(&["-W", "127.0.0.1:22"], &[]);
    assert!(!succeeded && text.contains("forwarding failed"), "{text}");
    let (succeeded, text) = refused(&["-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"], &[]);
    assert!(!succeeded && text.contains("forwarding failed"), "{text}");
    assert!(!copied(&fixture, "scp", &awa) && !copied(&fixture, "sftp", &awa), "no file comes out");
    let stranger = fixture.sshd.key("stranger");
    let unknown = fixture.sshd.ssh(&stranger, &[], &[]);
    assert_eq!(unknown.status.code(), Some(255), "an unknown key");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("Permission denied"));

    fixture.relance(&["--as", "chef", "operators", "disable", "beni"]);
    assert_eq!(fixture.sshd.ssh(&beni, &[], &[]).status.code(), Some(255), "a disabled operator");

    let file = fixture.sshd.home.path().join("database-url");
    viewer.wait_for_exit();
    assert_eq!(consoles_of(&file), SHELL_AND_PROGRAM, "that of the disabled operator has closed");
    // As when the connection is cut: the client ends without closing it.
    let killed = Command::new("kill").args(["-9", &reviewer.process()]).status().expect("kill");
    assert!(killed.success());
    let asked = Instant::now();
    while consoles_of(&file) > 0 {
        assert!(asked.elapsed() < TIMEOUT, "a console outlives its line");
        park_timeout(Duration::from_millis(50));
    }
}

/// Processes per login: the shell replaces itself with the forced command (`exec`), so only the program is left.
const SHELL_AND_PROGRAM: usize = 1;

/// Whether a file of the server could be fetched.
fn copied(fixture: &SshFixture, program: &str, key: &Path) -> bool {
    let target = fixture.sshd.home.path().join(format!("fetched-by-{program}"));
    let words = fixture.sshd.words(program, key);
    let mut copy = Command::new(&words[0]);
    copy.args(&words[1..]).arg("root@127.0.0.1:/etc/hostname").arg(&target).stdin(std::process::Stdio::null());
    let output = copy.output().expect("it runs");
    output.status.success() || target.exists()
}

/// A tab and what it shows, a key there, the role that the key needs, and what it opens.
const KEYS: [(&str, &str, &str, Role, &str); 4] = [
    ("3", "tri : urgence", "x", Role::Reviewer, "Pourquoi ? (peut rester vide)"),
    ("4", "╭ Stratégies", "e", Role::Manager, "Ce qu'elle ferait"),
    ("5", "Le programme travaille", "Enter", Role::Manager, "Changer un paramètre"),
    ("1", "À régler", "t", Role::Manager, "envoyer maintenant celles qui sont"),
];

const fn word(role: Role) -> &'static str {
    match role {
        Role::Viewer => "lecteur",
        Role::Reviewer => "relecteur",
        Role::Manager => "responsable",
        Role::Admin => "administrateur",
    }
}

fn rights_over_ssh(url: Option<&str>) {
    let fixture = SshFixture::build(url);
    fixture.add("chef", "admin");
    for role in Role::ALL {
        let terminal = fixture.login(&fixture.add(role.as_str(), role.as_str()));
        terminal.wait_for(&format!("{role} · {}", word(role)));
        for (tab, shown, key, needed, opened) in KEYS {
            terminal.press(&[tab]);
            terminal.wait_for(shown);
            terminal.press(&[key]);
            if role < needed {
                terminal.wait_for(&format!("Vous êtes {} : il faut être {}", word(role), word(needed)));
            } else {
                terminal.wait_for(opened);
                terminal.press(&["Escape"]);
            }
        }
        // Without pressing a key.
        let other = if role == Role::Viewer { Role::Reviewer } else { Role::Viewer };
        fixture.relance(&["operators", "role", role.as_str(), other.as_str(), "--as", "chef"]);
        terminal.wait_for(&format!("Un administrateur a changé votre rôle : vous êtes {} maintenant", word(other)));
        fixture.relance(&["operators", "disable", role.as_str(), "--as", "chef"]);
        terminal.wait_for("la console s'est fermée, car vous n'êtes plus un opérateur actif");
        terminal.wait_for_exit();
    }
}

#[test]
fn rights_over_ssh_on_the_embedded_database() {
    if is_ready() {
        rights_over_ssh(None);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn rights_over_ssh_on_postgresql() {
    if is_ready() {
        relance::testing::on_postgres_url(async |url| rights_over_ssh(Some(url))).await;
    }
}

#[test]
fn over_ssh_on_the_embedded_database() {
    if is_ready() {
        two_people_work_at_once_and_nobody_gets_further(None);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn over_ssh_on_postgresql() {
    if is_ready() {
        relance::testing::on_postgres_url(async |url| two_people_work_at_once_and_nobody_gets_further(Some(url))).await;
    }
}

//! From the first start to a delivered file.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use tempfile::TempDir;

use super::{has, tmux::Terminal};

/// A Monday morning in Kinshasa, when messages may arrive: the console's clock starts there and runs on.
const MONDAY: &str = "2026-11-23T09:00:00Z";

/// An isolated home, where the time is [`MONDAY`].
pub struct Home {
    folder: TempDir,
    /// The URL of a server's database; `None`: the embedded one.
    url: Option<String>,
}

impl Home {
    pub fn on(url: Option<&str>) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), url: url.map(str::to_owned) }
    }

    /// `relance …` in this home, as a line for a shell.
    pub fn line(&self, arguments: &str) -> String {
        let (home, program) = (self.folder.path().display(), env!("CARGO_BIN_EXE_relance"));
        let mut set = self.url.as_ref().map(|url| format!("DATABASE_URL='{url}' ")).unwrap_or_default();
        set.extend(relance::testing::clock_environment().map(|(name, value)| format!("{name}='{value}' ")));
        format!(
            "env -i {set}HOME={home} TERM=tmux-256color LANG=fr_CD.UTF-8 XDG_DATA_HOME={home}/data \
             XDG_STATE_HOME={home}/state {program} --now {MONDAY} {arguments}"
        )
    }

    pub fn run(&self, arguments: &str) -> String {
        let asked = Command::new("sh").args(["-c", &self.line(arguments)]).output().expect("it runs");
        assert!(asked.status.success(), "{arguments}: {}", String::from_utf8_lossy(&asked.stderr));
        String::from_utf8_lossy(&asked.stdout).into_owned()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn count(&self, status: &str) -> usize {
        self.run(&format!("follow-ups --status {status} --json")).lines().count()
    }
}

#[test]
fn from_the_first_start_to_a_delivered_file() {
    if !has(&["tmux"]) {
        return;
    }
    let home = Home::on(None);
    let terminal = Terminal::open(120, 40, &home.line(""));
    terminal.wait_for("La base était vide");
    terminal.press(&["3"]);
    terminal.wait_for("tri : urgence");
    terminal.press(&["/"]);
    terminal.write("statut:valider");
    terminal.wait_for("statut:valider");
    terminal.press(&["Enter"]);
    terminal.wait_for("/ statut:valider");
    terminal.press(&["Enter"]);
    terminal.wait_for("Relecture");
    terminal.wait_for("Pourquoi");

    terminal.press(&["e"]);
    terminal.wait_for("Modifier la relance");
    terminal.write("Objet repris. ");
    terminal.press(&["C-s"]);
    terminal.wait_for("Texte enregistré");

    // Approve five without waiting, then undo the last one.
    terminal.press(&["a", "a", "a", "a", "a", "z"]);
    terminal.wait_for("Décision reprise");
    assert_eq!(home.count("approved"), 4);

    terminal.press(&["S"]);
    terminal.wait_for("Envoyer maintenant");
    terminal.press(&["o"]);
    terminal.wait_for("Envoyée à");
    terminal.resize(80, 24);
    terminal.wait_for("Relecture");
    terminal.press(&["q"]);
    terminal.wait_for_exit();
    let sent = fs::read_dir(home.folder.path().join("data/relance/outbox")).expect("an outbox");
    assert_eq!(sent.count(), 1, "one file was delivered");
    assert_eq!((home.count("sent"), home.count("approved")), (1, 4));
}

#[test]
fn whatever_it_makes_is_its_owners_alone() {
    if !has(&["tmux"]) {
        return;
    }
    let home = Home::on(None);
    let terminal = Terminal::open(120, 40, &format!("umask 000; {}", home.line("")));
    terminal.wait_for("La base était vide");
    terminal.press(&["3"]);
    terminal.wait_for("tri : urgence");
    terminal.press(&["S"]);
    terminal.wait_for("Envoyer maintenant");
    terminal.press(&["o"]);
    terminal.wait_for("Envoyée à");
    // While the console is open, so that SQLite's own files are there as well.
    let (mut open, mut names) = (vec![home.path().join("data"), home.path().join("state")], Vec::new());
    while let Some(path) = open.pop() {
        let metadata = fs::metadata(&path).expect("it is there");
        assert_eq!(metadata.permissions().mode() & 0o077, 0, "{}", path.display());
        names.extend(path.extension().map(|extension| extension.to_string_lossy().into_owned()));
        if metadata.is_dir() {
            open.extend(fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        }
    }
    names.sort();
    assert_eq!(names, ["db", "db-shm", "db-wal", "eml", "log"]);
    terminal.press(&["q"]);
    terminal.wait_for_exit();
}

#[test]
fn text_that_is_pasted_key_by_key_decides_nothing() {
    if !has(&["tmux"]) {
        return;
    }
    let home = Home::on(None);
    let terminal = Terminal::open(120, 40, &home.line(""));
    terminal.wait_for("La base était vide");
    terminal.press(&["3"]);
    terminal.wait_for("tri : urgence");
    for pasted in ["amani", "axe\naxa\tz", "Sao o", "oui"] {
        terminal.press(&["R"]);
        terminal.wait_for("À jour.");
        terminal.write(pasted);
        terminal.wait_for("Texte collé, rien n'a été fait");
        assert!(terminal.screen().contains("tri : urgence"), "{pasted}: {}", terminal.screen());
    }
    let pending = home.count("pending");
    assert_eq!((home.count("approved"), home.count("cancelled"), home.count("sent")), (0, 0, 0));
    // By hand, the same keys are keys.
    terminal.press(&["a"]);
    terminal.wait_for("Approuvée, partira le");
    terminal.press(&["/"]);
    terminal.write("statut:approuv");
    terminal.wait_for("statut:approuv");
    assert_eq!((home.count("approved"), home.count("pending")), (1, pending - 1));
    terminal.press(&["Escape"]);
    terminal.press(&["q"]);
    terminal.wait_for_exit();
}

#[test]
fn a_terminal_without_utf_8_is_drawn_with_ascii() {
    if !has(&["tmux"]) {
        return;
    }
    let home = Home::on(None);
    home.run("stats");
    let terminal = Terminal::open(120, 40, &home.line("").replace("LANG=fr_CD.UTF-8", "LC_ALL=C LANG=fr_CD.UTF-8"));
    let screen = terminal.wait_for("A regler");
    assert!(screen.is_ascii(), "{screen}");
    terminal.press(&["q"]);
    terminal.wait_for_exit();
}

#[test]
fn told_to_end_the_console_gives_the_terminal_back() {
    if !has(&["tmux", "bash"]) {
        return;
    }
    let home = Home::on(None);
    home.run("stats");
    let terminal = Terminal::open(100, 30, "bash --norc -i");
    let (id, start) = (home.folder.path().join("id"), home.folder.path().join("start"));
    fs::write(&start, format!("echo $$ > {}\nexec {}\n", id.display(), home.line(""))).expect("written");
    for signal in ["-TERM", "-HUP"] {
        terminal.write(&format!("clear; sh {}", start.display()));
        terminal.press(&["Enter"]);
        terminal.wait_for("À régler");
        let process = fs::read_to_string(&id).expect("its number");
        let status = Command::new("kill").args([signal, process.trim()]).status().expect("kill");
        assert!(status.success());
        // The shell echoes typed text again, on the screen from before the console.
        terminal.wait_for("bash-");
        terminal.write(&format!("echo back after {signal}"));
        terminal.wait_for(&format!("echo back after {signal}"));
        terminal.press(&["Enter"]);
        terminal.wait_for(&format!("\nback after {signal}"));
    }
}

#[test]
fn suspended_and_called_back_the_console_goes_on() {
    if !has(&["tmux", "bash"]) {
        return;
    }
    let home = Home::on(None);
    home.run("stats");
    let terminal = Terminal::open(100, 30, "bash --norc -i");
    terminal.wait_for("bash-");
    terminal.write(&home.line(""));
    terminal.press(&["Enter"]);
    terminal.wait_for("À régler");
    terminal.press(&["C-z"]);
    terminal.wait_for("Stopped");
    terminal.write("echo back-in-the-shell");
    terminal.press(&["Enter"]);
    terminal.wait_for("back-in-the-shell");
    terminal.write("fg");
    terminal.press(&["Enter"]);
    terminal.wait_for("À régler");
    terminal.press(&["q"]);
    terminal.wait_for("back-in-the-shell");
}

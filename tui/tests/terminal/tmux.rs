//! A real terminal: tmux, with a server of its own that is gone with the test.

use std::{
    process::{Command, Output},
    thread::park_timeout,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long a screen may take to show what is waited for: far more than it does.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    home: TempDir,
}

impl Terminal {
    /// Runs a command of the shell in a terminal of so many columns and rows.
    pub fn open(columns: u16, rows: u16, command: &str) -> Self {
        let terminal = Self { home: tempfile::tempdir().expect("a folder") };
        let (columns, rows) = (columns.to_string(), rows.to_string());
        // The first pane ends with its command, and its last screen stays to be read.
        let options = ["set-option", "-g", "remain-on-exit", "on", ";"];
        let session = ["new-session", "-d", "-x", &columns, "-y", &rows, command];
        let started = terminal.tmux(&[&options[..], &session].concat());
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.args(["-u", "-f", "/dev/null", "-S"]).arg(self.home.path().join("socket")).args(arguments);
        tmux.env("LANG", "C.UTF-8").env_remove("TMUX").output().expect("tmux runs")
    }

    /// Presses keys as tmux names them: `Enter`, `C-s`, or plain text.
    pub fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    pub fn write(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// What it shows, French no-break spaces as plain ones.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p"]).stdout).replace('\u{a0}', " ")
    }

    /// Waits until the screen shows a text, and answers with the screen.
    pub fn until(&self, text: &str) -> String {
        let asked = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            assert!(asked.elapsed() < PATIENCE, "no {text:?} on\n{screen}");
            park_timeout(Duration::from_millis(30));
        }
    }

    /// Waits until the command has ended.
    pub fn until_over(&self) {
        let asked = Instant::now();
        while self.told("#{pane_dead}") != "1" {
            assert!(asked.elapsed() < PATIENCE, "it goes on:\n{}", self.screen());
            park_timeout(Duration::from_millis(30));
        }
    }

    /// What tmux says of the pane.
    fn told(&self, format: &str) -> String {
        let told = self.tmux(&["display-message", "-p", format]);
        String::from_utf8_lossy(&told.stdout).trim().to_owned()
    }

    /// The process that runs in it.
    pub fn process(&self) -> String {
        self.told("#{pane_pid}")
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.tmux(&["resize-window", "-x", &columns.to_string(), "-y", &rows.to_string()]);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

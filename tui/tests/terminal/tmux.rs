//! A real terminal: tmux, with its own server, which ends with the test.

use std::{
    process::{Command, Output},
    thread::park_timeout,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// The longest wait for a screen: far more than it takes.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// A hand takes its time before a key that follows a text: without it, the key would belong to the text.
const HAND: Duration = Duration::from_millis(150);

pub struct Terminal {
    home: TempDir,
}

impl Terminal {
    /// Runs a shell command in a terminal of `columns` by `rows`.
    pub fn open(columns: u16, rows: u16, command: &str) -> Self {
        let terminal = Self { home: tempfile::tempdir().expect("a folder") };
        let (columns, rows) = (columns.to_string(), rows.to_string());
        // The first pane's last screen stays readable after its command has ended.
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

    /// Presses keys as tmux names them: `Enter`, `C-s`, or plain text. They arrive at once, and three different ones
    /// would be pasted text to the console.
    pub fn press(&self, keys: &[&str]) {
        park_timeout(HAND);
        self.tmux(&[&["send-keys"], keys].concat());
    }

    /// Types a text at once, as pasted text arrives where the terminal does not mark it.
    pub fn write(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// The screen, with no-break spaces as plain ones.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p"]).stdout).replace('\u{a0}', " ")
    }

    /// Waits until the screen shows a text; returns the screen.
    pub fn wait_for(&self, text: &str) -> String {
        let asked = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            assert!(asked.elapsed() < TIMEOUT, "no {text:?} on\n{screen}");
            park_timeout(Duration::from_millis(30));
        }
    }

    /// Waits until the command has ended.
    pub fn wait_for_exit(&self) {
        let asked = Instant::now();
        while self.query("#{pane_dead}") != "1" {
            assert!(asked.elapsed() < TIMEOUT, "it goes on:\n{}", self.screen());
            park_timeout(Duration::from_millis(30));
        }
    }

    /// What tmux expands `format` to for the pane.
    fn query(&self, format: &str) -> String {
        let output = self.tmux(&["display-message", "-p", format]);
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The id of the process in the pane.
    pub fn process(&self) -> String {
        self.query("#{pane_pid}")
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

//! A real SSH server on loopback, with the configuration that ships, and its clients.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::park_timeout,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::tmux::TIMEOUT;

/// The snippet of `infra/ssh`.
const SNIPPET: &str = include_str!("../../../infra/ssh/relance.conf");

pub struct Sshd {
    pub home: TempDir,
    port: u16,
    server: Child,
}

impl Sshd {
    /// Starts a server that lets in the operators of that database, as root, the user of the tests.
    pub fn start(url: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let path = |name: &str| home.path().join(name);
        let url_file = path("database-url");
        write(&url_file, url, 0o600);
        let program = env!("CARGO_BIN_EXE_relance");
        // sshd requires the command in a folder that only root can write to, unlike the build's. It checks only the
        // first word, so `/bin/sh` runs this script.
        let ask = path("authorized-keys");
        let file = url_file.display();
        let line =
            format!("exec {program} --database-url-file {file} operators authorized-keys --type \"$1\" --key \"$2\"\n");
        write(&ask, &line, 0o700);
        let snippet = SNIPPET
            .replace("Match User relance", "Match User root")
            .replace("AuthorizedKeysCommandUser relance", "AuthorizedKeysCommandUser root");
        let snippet: String = snippet
            .lines()
            .map(|line| match line.trim_start().starts_with("AuthorizedKeysCommand ") {
                true => format!("    AuthorizedKeysCommand /bin/sh {} %t %k\n", ask.display()),
                false => format!("{line}\n"),
            })
            .collect();
        keygen(&path("host"));
        let port = free_port();
        let state = path("state");
        let head = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nPidFile none\nUsePAM no\nStrictModes no\n\
             PermitRootLogin forced-commands-only\nSubsystem sftp internal-sftp\nSetEnv XDG_STATE_HOME={}\n",
            path("host").display(),
            state.display()
        );
        write(&path("sshd_config"), &format!("{head}{snippet}"), 0o600);
        // The privilege separation directory of sshd, which the package's service normally creates.
        fs::create_dir_all("/run/sshd").expect("a folder");
        let log = fs::File::create(path("log")).expect("a log");
        let mut server = Command::new("/usr/sbin/sshd");
        server.args(["-D", "-e", "-f"]).arg(path("sshd_config")).stdin(Stdio::null()).stderr(log);
        let server = server.spawn().expect("sshd starts");
        let sshd = Self { home, port, server };
        let asked = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(asked.elapsed() < TIMEOUT, "{}", sshd.log());
            park_timeout(Duration::from_millis(20));
        }
        sshd
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    /// Creates a key of that name; its public half is beside it as `.pub`.
    pub fn key(&self, name: &str) -> PathBuf {
        let path = self.home.path().join(name);
        keygen(&path);
        path
    }

    /// `ssh`, `scp` or `sftp` with that key, up to the name of the host.
    pub fn words(&self, program: &str, key: &Path) -> Vec<String> {
        let port = if program == "ssh" { "-p" } else { "-P" };
        let options = [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
            "BatchMode=yes",
        ];
        let mut words = vec![program.to_owned(), "-F".to_owned(), "none".to_owned()];
        words.extend(options.iter().flat_map(|option| ["-o".to_owned(), (*option).to_owned()]));
        words.extend(["-i".to_owned(), key.display().to_string(), port.to_owned(), self.port.to_string()]);
        words
    }

    /// Runs `ssh` with further options to its end.
    pub fn ssh(&self, key: &Path, options: &[&str], command: &[&str]) -> Output {
        let words = self.words("ssh", key);
        let mut ssh = Command::new(&words[0]);
        ssh.args(&words[1..]).args(options).arg("root@127.0.0.1").args(command).stdin(Stdio::null());
        ssh.output().expect("ssh runs")
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _gone = self.server.wait();
    }
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode");
}

fn keygen(path: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status();
    assert!(made.expect("ssh-keygen runs").success());
}

/// A port that the kernel picks.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

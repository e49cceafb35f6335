//! Logging: a plain command logs to standard error, the console to a file. `RUST_LOG` changes the level.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, IsTerminal, stderr},
    path::Path,
    sync::Mutex,
};

use tracing_subscriber::EnvFilter;

pub fn to_stderr() {
    tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .without_time()
        .with_target(false)
        .init();
}

/// Logs nothing if the file cannot be opened: standard error is the terminal that the console draws on.
pub fn to_file(path: &Path) {
    if let Ok(file) = open(path) {
        tracing_subscriber::fmt().with_env_filter(filter()).with_writer(Mutex::new(file)).with_ansi(false).init();
    }
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

fn filter() -> EnvFilter {
    // Without sqlx's warnings about slow statements: the user cannot act on them.
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sqlx::query=error"))
}

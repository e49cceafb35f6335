//! Where warnings go: to standard error from a plain command, to a file from the console. `RUST_LOG` asks for more.

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

/// Nothing is written to the terminal that the console draws on, even when the file cannot be opened.
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
    // Without sqlx's own warnings of slow statements: nobody who reads them could act on them.
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sqlx::query=error"))
}

//! Logging: a plain command logs to standard error, the console to a file. `RUST_LOG` changes the level.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Write, stderr},
    path::Path,
    sync::Mutex,
};

use relance::legible;
use tracing_subscriber::EnvFilter;

pub fn to_stderr() {
    tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_writer(|| Legible(stderr()))
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .init();
}

/// Logs nothing if the file cannot be opened: standard error is the terminal that the console draws on.
pub fn to_file(path: &Path) {
    if let Ok(file) = open(path) {
        let writer = Mutex::new(Legible(file));
        tracing_subscriber::fmt().with_env_filter(filter()).with_writer(writer).with_ansi(false).init();
    }
}

/// What it makes is the owner's alone.
fn open(path: &Path) -> io::Result<File> {
    let (mut folders, mut options) = (DirBuilder::new(), OpenOptions::new());
    folders.recursive(true);
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folders.mode(0o700);
        options.mode(0o600);
    }
    if let Some(folder) = path.parent() {
        folders.create(folder)?;
    }
    options.open(path)
}

fn filter() -> EnvFilter {
    // Without sqlx's warnings about slow statements: the user cannot act on them.
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sqlx::query=error"))
}

/// Writes each event as one line in which nothing is hidden. An event arrives whole, in one write.
struct Legible<W>(W);

impl<W: Write> Write for Legible<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(event);
        writeln!(self.0, "{}", legible::clean(line.trim_end_matches('\n')))?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_log_and_its_folders_are_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("a folder");
        let file = place.path().join("state/relance/relance.log");
        open(&file).expect("a log");
        for (path, mode) in [(file.as_path(), 0o600), (file.parent().expect("a folder"), 0o700)] {
            let found = std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
            assert_eq!(found, mode, "{}", path.display());
        }
    }

    #[test]
    fn an_event_is_one_line_that_commands_no_terminal() {
        let mut log = Legible(Vec::new());
        let event = "WARN left out strategy=\u{1b}]52;c;cm0=\u{7}\nERROR forged\u{202e}\n";
        log.write_all(event.as_bytes()).expect("written");
        assert_eq!(log.0, "WARN left out strategy= ]52;c;cm0= \u{20}ERROR forged \n".as_bytes());
    }
}

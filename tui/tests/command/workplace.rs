//! An isolated place for one test: a home, an embedded or a PostgreSQL database, and the program to run there.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};

use relance::{
    store::{DatabaseUrl, Store},
    testing::fixtures,
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Everything the program reads of the machine is in one folder, deleted after the test.
pub struct Workplace {
    home: TempDir,
    /// `None`: the embedded database.
    url: Option<String>,
}

/// How a run of the program ended.
pub struct RunOutput {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Workplace {
    pub fn embedded() -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder"), url: None }
    }

    /// On an existing PostgreSQL database.
    pub fn on(url: &str) -> Self {
        Self { url: Some(url.to_owned()), ..Self::embedded() }
    }

    /// Prepares the database; messages go to the outbox on both engines.
    pub fn prepare(&self) {
        if self.url.is_some() {
            self.done(&["migrate"]);
            self.done(&["settings", "delivery", "outbox"]);
        }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the embedded database is.
    pub fn database(&self) -> PathBuf {
        self.home.path().join("data/relance/relance.db")
    }

    pub fn is_embedded(&self) -> bool {
        self.url.is_none()
    }

    pub fn url(&self) -> String {
        self.url.clone().unwrap_or_else(|| format!("sqlite://{}", self.database().display()))
    }

    /// Writes a file into the home.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.home.path().join(name);
        fs::write(&path, content).expect("written");
        path.to_str().expect("a plain path").to_owned()
    }

    /// The program, without this process's environment.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relance"));
        command
            .env_clear()
            .envs(relance::testing::clock_environment())
            .current_dir(self.home.path())
            .stdin(Stdio::null());
        command.env("HOME", self.home.path());
        command.env("XDG_DATA_HOME", self.home.path().join("data"));
        command.env("XDG_STATE_HOME", self.home.path().join("state"));
        if let Some(url) = &self.url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> RunOutput {
        RunOutput::of(self.program().args(arguments).output().expect("the program starts"))
    }

    /// Runs a command that must succeed; returns its output.
    pub fn done<A: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[A]) -> String {
        self.run(arguments).done(arguments)
    }

    /// The same with `--json`: one object per line.
    pub fn objects(&self, arguments: &[&str]) -> Vec<Value> {
        let arguments = [arguments, &["--json"]].concat();
        let out = self.done(&arguments);
        out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }

    /// The same without the keys of clients, which are random.
    pub fn objects_without_keys(&self, arguments: &[&str]) -> Vec<Value> {
        let mut objects = self.objects(arguments);
        for object in &mut objects {
            let key = object["client_key"].take();
            assert!(key.as_str().is_some_and(|key| key.len() == 36), "{key}");
        }
        objects
    }

    /// The same for a command that prints one line.
    pub fn object(&self, arguments: &[&str]) -> Value {
        let mut objects = self.objects(arguments);
        assert_eq!(objects.len(), 1, "{arguments:?}");
        objects.remove(0)
    }

    /// Runs a command that must fail with one sentence on standard error; returns it, with the home shown as `~`.
    pub fn refused(&self, arguments: &[&str]) -> String {
        self.sentence(self.run(arguments), 1)
    }

    /// Runs a command with wrong arguments; returns the sentence before the hint at `--help`.
    pub fn misused(&self, arguments: &[&str]) -> String {
        let mut output = self.run(arguments);
        let (sentence, hint) = output.err.split_once("\n\n").unwrap_or_else(|| panic!("{output:?}"));
        assert!(hint.ends_with("For more information, try '--help'.\n"), "{hint}");
        output.err = format!("{sentence}\n");
        self.sentence(output, 2)
    }

    pub fn sentence(&self, output: RunOutput, code: i32) -> String {
        assert_eq!(output.code, code, "{output:?}");
        assert!(!output.err.contains("panicked"), "{output:?}");
        let line = output.err.strip_suffix('\n').unwrap_or_default();
        assert!(!line.is_empty() && !line.contains('\n'), "not one sentence: {output:?}");
        assert_eq!(output.out, "", "{output:?}");
        line.replace(self.home.path().to_str().expect("a plain path"), "~")
    }

    /// Writes to the database what no command would write.
    pub fn execute(&self, sql: &str) {
        let url = self
            .url
            .as_ref()
            .map_or_else(|| DatabaseUrl::Sqlite(self.database()), |url| DatabaseUrl::parse(url).expect("a URL"));
        let write = async || {
            let store = Store::open(&url).await.expect("the database");
            fixtures::execute(&store, sql).await;
            store.close().await;
        };
        // A test on PostgreSQL runs inside another runtime: this one needs a thread of its own.
        thread::scope(|scope| {
            let writing = scope.spawn(|| Runtime::new().expect("a runtime").block_on(write()));
            writing.join().expect("written");
        });
    }

    /// The messages in the outbox, sorted by text, with ids shown as `ID`.
    pub fn outbox(&self) -> Vec<String> {
        let message = |path: PathBuf| {
            let id = path.file_stem().and_then(OsStr::to_str).expect("an id").to_owned();
            let text = fs::read_to_string(&path).expect("a message");
            text.replace(&id, "ID").replace(&id.replace('-', ""), "ID")
        };
        let mut messages: Vec<String> = self.messages().map(message).collect();
        messages.sort();
        messages
    }

    /// How many messages have left.
    pub fn outbox_len(&self) -> usize {
        self.messages().count()
    }

    fn messages(&self) -> impl Iterator<Item = PathBuf> {
        let folder = fs::read_dir(self.home.path().join("data/relance/outbox")).into_iter().flatten();
        // A killed program may leave behind a hidden, unfinished file.
        folder
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")))
    }
}

/// The first 2,000 characters of each output are enough to see what went wrong.
impl std::fmt::Debug for RunOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ended with {}: {:.2000} {:.2000}", self.code, self.err, self.out)
    }
}

impl RunOutput {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn done(self, arguments: &(impl std::fmt::Debug + ?Sized)) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{arguments:?}");
        self.out
    }
}

/// Makes each `fn name(place: &Workplace) { … }` two tests, `sqlite::name` and `postgres::name`; once per module.
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* fn $name:ident($place:ident: $workplace:ty) $body:block)+) => {
        $($(#[$attribute])* fn $name($place: $workplace) $body)+

        mod sqlite {
            $(#[test] fn $name() { super::$name(&$crate::workplace::Workplace::embedded()) })+
        }

        mod postgres {
            $(
                #[tokio::test]
                #[ignore = "needs PostgreSQL: make test"]
                async fn $name() {
                    relance::testing::on_postgres_url(async |url| super::$name(&$crate::workplace::Workplace::on(url)))
                        .await;
                }
            )+
        }
    };
}

pub(crate) use on_both_engines;

//! `relance run` on a PostgreSQL that goes away, falls silent, or has another password.

use std::{
    io::{BufRead, BufReader, Lines},
    os::unix::fs::PermissionsExt,
    process::{Child, ChildStderr, ChildStdout, Stdio},
};

use relance::testing::{
    on_postgres_url,
    proxy::{Line, Proxy},
};

use crate::{failing_stages::change, workplace::Workplace};

/// `relance run`, ended with the test.
struct Schedule {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    log: Lines<BufReader<ChildStderr>>,
}

impl Schedule {
    fn start(place: &Workplace, arguments: &[&str]) -> Self {
        let mut program = place.program();
        program.env_remove("DATABASE_URL").args(arguments).args(["run", "--json"]).stdout(Stdio::piped());
        let mut process = program.stderr(Stdio::piped()).spawn().expect("the program starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let log = BufReader::new(process.stderr.take().expect("its log")).lines();
        Self { process, lines, log }
    }

    /// Waits for a tick that did not fail.
    fn tick(&mut self) {
        let line = self.lines.next().expect("it goes on").expect("a line");
        let ticked: serde_json::Value = serde_json::from_str(&line).expect("an object");
        assert_eq!((ticked["disabled"].as_bool(), ticked.get("failed")), (Some(false), None), "{line}");
    }

    /// Waits until a tick has failed.
    fn fail(&mut self) {
        while !self.log.next().expect("it goes on").expect("a line").contains("this tick failed") {}
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

/// The user, the server and the database of a URL.
fn parts(url: &str) -> (&str, &str, &str) {
    let (user, rest) = url.split_once('@').expect("a user and a host");
    let (server, database) = rest.split_once('/').expect("a database");
    (user, server, database)
}

/// A database whose line is `line` for one tick.
fn on_a_faulty_line(place: &Workplace, line: Line) {
    let url = place.url();
    let (user, server, database) = parts(&url);
    let proxy = Proxy::start(server);
    let mut schedule = Schedule::start(place, &["--database-url", &format!("{user}@{}/{database}", proxy.address)]);
    schedule.tick();
    proxy.set(line);
    schedule.fail();
    proxy.set(Line::Open);
    schedule.tick();
}

fn with_another_password(place: &Workplace) {
    let url = place.url();
    let (_, server, database) = parts(&url);
    let user = format!("{}_run", database.split('?').next().expect("a name"));
    let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where usename = '{user}'");
    let write =
        |password: &str| place.write("database-url", format!("postgres://{user}:{password}@{server}/{database}"));
    change(place, &format!("create role {user} login superuser password 'first'"));
    let file = write("first");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).expect("closed to others");
    let mut schedule = Schedule::start(place, &["--database-url-file", &file]);
    schedule.tick();
    change(place, &format!("alter role {user} password 'second'; {end}"));
    write("second");
    schedule.fail();
    schedule.tick();
    drop(schedule);
    change(place, &format!("{end}; drop role {user}"));
}

/// All at once: each waits a minute for its second tick.
#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn the_schedule_goes_on_once_the_database_is_back_or_its_new_password_is_known() {
    on_postgres_url(async |url| {
        let place = Workplace::on(url);
        place.prepare();
        std::thread::scope(|threads| {
            threads.spawn(|| on_a_faulty_line(&place, Line::Cut));
            threads.spawn(|| on_a_faulty_line(&place, Line::Swallowing));
            threads.spawn(|| with_another_password(&place));
        });
    })
    .await;
}

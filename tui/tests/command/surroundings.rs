//! Faulty environments: one sentence, the right exit code, no panic.

use std::{
    fs,
    io::{BufRead, BufReader, Seek, SeekFrom, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    process::Stdio,
};

use crate::{
    booking_file::{MONDAY, bookings, file, with_lines},
    workplace::{RunOutput, Workplace, on_both_engines},
};

/// The commands that open a database in different ways, the console's start among them.
const COMMANDS: [&[&str]; 5] = [&[], &["stats"], &["tick"], &["doctor"], &["migrate"]];

/// The one sentence with which all of them fail.
fn refused_by_all(place: &Workplace, url: &str) -> String {
    let mut sentences: Vec<_> =
        COMMANDS.iter().map(|command| place.refused(&[*command, &["--database-url", url]].concat())).collect();
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    sentences.remove(0)
}

async fn embedded(place: &Workplace) -> sqlx::SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.database());
    sqlx::ConnectOptions::connect(&options).await.expect("the database")
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let place = Workplace::embedded();
    // Bound and released: nothing listens there now.
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let message =
        refused_by_all(&place, &format!("postgres://ada:s3cret@{free}/nzoo")).replace(&free.to_string(), "HOST:PORT");
    insta::assert_snapshot!(message, @"relance: cannot reach PostgreSQL at HOST:PORT (Connection refused (os error 111)): check that it runs, and the host and the port of the database URL");
}

#[test]
fn a_url_that_names_no_database_is_refused() {
    let place = Workplace::embedded();
    insta::assert_snapshot!([
        refused_by_all(&place, "mysql://ada:s3cret@host/nzoo"),
        refused_by_all(&place, "postgres://ada:s3cret@host:port/nzoo"),
        refused_by_all(&place, "postgres://ada:s3cret@pooler.exemple.cd:6543/nzoo"),
        refused_by_all(&place, "sqlite://"),
    ]
    .join("\n"), @"
    relance: the database URL starts with neither postgres:// nor sqlite://: write it like postgres://USER:PASSWORD@HOST:5432/DATABASE or sqlite:///path/to/relance.db
    relance: the postgres:// URL cannot be read (invalid port number): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX
    relance: port 6543 of pooler.exemple.cd is a transaction pooler, which mixes up the statements of different connections: use the session port 5432
    relance: sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db
    ");
    let mut program = place.program();
    let output = RunOutput::of(program.env("DATABASE_URL", "nzoo").arg("stats").output().expect("the program starts"));
    assert!(place.sentence(output, 1).contains("starts with neither postgres:// nor sqlite://"));
}

#[test]
fn a_flag_names_the_database_before_a_variable_and_two_of_a_kind_are_refused() {
    let place = Workplace::embedded();
    let url = |name: &str| format!("sqlite://{}/{name}.db", place.home().display());
    let (file, other_file) = (place.write("url", url("file")), place.write("other-url", url("other")));
    for file in [&file, &other_file] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("its mode");
    }
    let variables = [("DATABASE_URL", url("other")), ("DATABASE_URL_FILE", other_file)];
    let run = |variables: &[(&str, String)], flags: &[&str]| {
        let mut program = place.program();
        program.envs(variables.iter().cloned()).args(["stats"]).args(flags);
        RunOutput::of(program.output().expect("the program starts"))
    };
    // The database that it made, alone.
    let opened = |variables: &[(&str, String)], flags: &[&str]| {
        run(variables, flags).done(flags);
        ["flag", "file", "other"]
            .into_iter()
            .filter(|name| fs::remove_file(place.home().join(format!("{name}.db"))).is_ok())
            .collect::<Vec<_>>()
    };
    for variables in [&variables[..], &variables[..1], &variables[1..], &[]] {
        assert_eq!(opened(variables, &["--database-url", &url("flag")]), ["flag"], "{variables:?}");
        assert_eq!(opened(variables, &["--database-url-file", &file]), ["file"], "{variables:?}");
    }
    assert_eq!(opened(&variables[..1], &[]), ["other"]);
    assert_eq!(opened(&variables[1..], &[]), ["other"]);
    let flags = ["--database-url", &url("flag"), "--database-url-file", &file];
    for output in [run(&variables, &[]), run(&[], &flags)] {
        let sentence = place.sentence(output, 1);
        assert!(
            sentence.starts_with("relance: the database is named twice: keep one of --database-url and"),
            "{sentence}"
        );
    }
}

#[test]
fn no_command_line_of_the_documents_holds_a_password() {
    for document in [include_str!("../../../README.md"), include_str!("../../../infra/README.md")] {
        let lines = document.lines().filter(|line| line.starts_with("    "));
        let commands = lines.map(|line| line.split(" # ").next().unwrap_or_default());
        for command in commands {
            assert!(!command.contains("postgres://"), "{command}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = Workplace::embedded();
    let file = place.write("file", "");
    let below = |folder: &str| {
        let mut program = place.program();
        RunOutput::of(program.env("XDG_DATA_HOME", folder).output().expect("the program starts"))
    };
    insta::assert_snapshot!([
        place.sentence(below(&file), 1),
        place.sentence(below("/proc/nzoo"), 1),
        refused_by_all(&place, "sqlite:///proc/nzoo.db"),
        refused_by_all(&place, &format!("sqlite://{}", place.home().display())),
    ]
    .join("\n"), @"
    relance: cannot make the folder ~/file/relance (Not a directory (os error 20)): allow it, or keep the database elsewhere
    relance: cannot make the folder /proc/nzoo/relance (No such file or directory (os error 2)): allow it, or keep the database elsewhere
    relance: cannot write the database file /proc/nzoo.db (No such file or directory (os error 2)): allow it, or keep the database elsewhere
    relance: cannot write the database file ~ (unable to open database file): allow it, or keep the database elsewhere
    ");
}

#[test]
fn an_outbox_that_is_no_folder_is_named_before_anything_is_claimed() {
    let place = Workplace::embedded();
    let csv = place.write("bookings.csv", file(&bookings(30)));
    place.done(&["import", &csv]);
    place.done(&["settings", "auto_mode_enabled", "true"]);
    let outbox = place.write("outbox", "");
    let sentences = [place.refused(&["send", "--outbox", &outbox]), place.refused(&["tick", "--outbox", &outbox])];
    insta::assert_snapshot!(sentences.join("\n"), @"
    relance: the outbox folder ~/outbox could not be created (File exists (os error 17)): create it, or choose another
    relance: the outbox folder ~/outbox could not be created (File exists (os error 17)): create it, or choose another
    ");
    let doctor = place.run(&["doctor", "--outbox", &outbox]);
    assert_eq!((doctor.code, doctor.err.as_str()), (1, ""));
    assert!(doctor.out.contains("WRONG  delivery: the outbox folder"), "{}", doctor.out);
    assert_eq!(place.objects(&["follow-ups"]).len(), 0);
}

#[test]
fn a_damaged_database_file_is_left_as_it_is() {
    let place = Workplace::embedded();
    let letter = place.write("letter.db", "Bonjour. ".repeat(1000));
    let message = refused_by_all(&place, &format!("sqlite://{letter}"));
    insta::assert_snapshot!(message, @"relance: ~/letter.db is not a SQLite database, or it is damaged: restore it from a copy, or name another file");
    assert_eq!(fs::read_to_string(&letter).expect("read"), "Bonjour. ".repeat(1000));
}

#[tokio::test]
async fn a_database_file_with_damaged_pages_ends_in_a_sentence() {
    let place = Workplace::embedded();
    let csv = place.write("bookings.csv", file(&bookings(400)));
    place.done(&["import", &csv]);
    place.done(&["analyse", "--now", MONDAY]);
    let mut db = embedded(&place).await;
    // Otherwise the damaged pages would be read from the write-ahead log.
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut db).await.expect("all in the file");
    let [page, size] = ["select rootpage from sqlite_schema where name = 'reservations'", "pragma page_size"];
    let page: i64 = sqlx::query_scalar(page).fetch_one(&mut db).await.expect("a page");
    let size: i64 = sqlx::query_scalar(size).fetch_one(&mut db).await.expect("a size");
    sqlx::Connection::close(db).await.expect("closed");
    let mut database = fs::OpenOptions::new().write(true).open(place.database()).expect("the database");
    // The schema's pages stay intact: the database opens, and a later read fails.
    database.seek(SeekFrom::Start(((page - 1) * size) as u64)).expect("a place");
    database.write_all(&vec![b'x'; size as usize]).expect("damaged");
    drop(database);
    insta::assert_snapshot!(place.refused(&["tick"]), @"relance: the database failed: database disk image is malformed");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let place = Workplace::embedded();
    place.done(&["migrate"]);
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'to come', true, x'00', 0)";
    let mut db = embedded(&place).await;
    sqlx::query(newer).execute(&mut db).await.expect("a migration of the future");
    sqlx::Connection::close(db).await.expect("closed");
    insta::assert_snapshot!(unfit(&place), @"migration 9999 of the database is unknown to this version of relance: a newer one made it, so upgrade relance");
}

#[test]
fn a_database_with_another_migration_than_ours_is_left_alone() {
    let place = Workplace::embedded();
    place.done(&["migrate"]);
    place.execute("update _sqlx_migrations set checksum = x'00' where version = 20");
    insta::assert_snapshot!(unfit(&place), @"migration 20 of the database is not the one this version of relance has: use the version that migrated it, or a later one");
}

/// The sentence with which every command refuses the database, and which doctor finds as well.
fn unfit(place: &Workplace) -> String {
    let commands: [&[&str]; 5] = [&[], &["stats"], &["tick"], &["operators", "list"], &["migrate"]];
    let mut sentences: Vec<_> = commands.iter().map(|command| place.refused(command)).collect();
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    let sentence = sentences[0].strip_prefix("relance: ").expect("whose it is").to_owned();
    let doctor = place.run(&["doctor"]);
    assert_eq!((doctor.code, doctor.err.as_str()), (1, ""));
    assert!(doctor.out.contains(&format!("WRONG  schema: {sentence}")), "{}", doctor.out);
    sentence
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_server_that_lets_nobody_in_or_has_no_such_database_says_so() {
    relance::testing::on_postgres_url(async |url| {
        let place = Workplace::embedded();
        let (before, name) = url.split_once("/relance_test_").expect("a database of the test");
        let (credentials, host) = before.rsplit_once('@').expect("a host");
        let user = credentials.rsplit_once(':').expect("a password").0;
        let options = name.split_once('?').map(|(_, options)| format!("?{options}")).unwrap_or_default();
        let message = [
            refused_by_all(&place, &format!("{user}:wrong@{host}/relance_test_{name}")),
            refused_by_all(&place, &format!("{before}/nowhere{options}")),
            place.refused(&["--database-url", url]),
            place.refused(&["stats", "--database-url", url]),
            place.refused(&["tick", "--database-url", url]),
        ];
        insta::assert_snapshot!(message.join("\n").replace(host, "HOST:PORT"), @r#"
        relance: PostgreSQL at HOST:PORT does not let relance in (password authentication failed for user "relance"): check the user and the password of the database URL
        relance: PostgreSQL at HOST:PORT has no database "nowhere": create it, or correct the name in the database URL
        relance: this database has no Relance schema yet: run `relance migrate` on it first
        relance: this database has no Relance schema yet: run `relance migrate` on it first
        relance: this database has no Relance schema yet: run `relance migrate` on it first
        "#);
        let doctor = place.run(&["doctor", "--database-url", url]);
        assert_eq!((doctor.code, doctor.err.as_str()), (1, ""));
        assert!(doctor.out.contains("WRONG  schema: not there: run `relance migrate`"), "{}", doctor.out);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: make test"]
async fn a_role_that_sees_no_row_is_told_what_it_lacks() {
    relance::testing::on_postgres_url(async |url| {
        let owner = Workplace::on(url);
        owner.done(&["migrate"]);
        let role = format!("reader_{}", std::process::id());
        owner.execute(&format!(
            "create role {role} login password 'x'; grant all on all tables in schema public to {role}"
        ));
        let (_, place) = url.split_once('@').expect("a host");
        let message = refused_by_all(&Workplace::embedded(), &format!("postgres://{role}:x@{place}"));
        owner.execute(&format!("alter role {role} bypassrls"));
        owner.done(&["stats", "--database-url", &format!("postgres://{role}:x@{place}")]);
        owner.execute(&format!("drop owned by {role}; drop role {role}"));
        insta::assert_snapshot!(message.replace(&role, "ROLE"), @"relance: row level security hides every row of the database from the role ROLE: let a superuser run `alter role ROLE bypassrls`, or connect as the owner of the tables");
    })
    .await;
}

#[test]
fn a_file_that_cannot_be_imported_is_named_with_the_reason() {
    let place = Workplace::embedded();
    let folder = place.home().to_str().expect("a plain path").to_owned();
    let empty = place.write("empty.csv", "");
    let other = place.write("other.csv", "name,age\n");
    let missing = format!("{folder}/missing.csv");
    let short = place.write("short.csv", with_lines([]).replace(",status", ""));
    let sentences: Vec<_> = [&missing, &folder, &empty, &other, &short]
        .iter()
        .map(|path| place.refused(&["import", path]))
        .chain([place.refused(&["strategies", "add", &missing]), place.refused(&["strategies", "add", &folder])])
        .collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    relance: cannot open ~/missing.csv: No such file or directory (os error 2)
    relance: ~ cannot be imported: the file cannot be read: Is a directory (os error 21)
    relance: ~/empty.csv cannot be imported: the file is empty: its first line must name the columns
    relance: ~/other.csv cannot be imported: column "name" is unknown: use full_name, email, phone, company, activity, address, space_type, start_date, end_date, occupants, subscription_type, amount, payment_method, transaction_id, status, notes, admin_notes, created_at, separated by commas
    relance: ~/short.csv cannot be imported: the header lacks status: these columns are required
    relance: cannot read ~/missing.csv: No such file or directory (os error 2)
    relance: cannot read ~: Is a directory (os error 21)
    "#);
}

#[test]
fn what_is_not_there_is_named() {
    let place = Workplace::embedded();
    let unknown = "00000000-0000-4000-8000-000000000000";
    insta::assert_snapshot!([
        place.refused(&["approve", unknown]),
        place.refused(&["cancel", unknown]),
        place.refused(&["reschedule", unknown, "--at", MONDAY]),
        place.refused(&["edit", unknown, "--subject", "Bonjour"]),
        place.refused(&["edit", unknown]),
        place.refused(&["client", "nobody@exemple.cd"]),
        place.refused(&["client", " "]),
        place.refused(&["generate", "--client", "nobody@exemple.cd"]),
        place.refused(&["approve", unknown, "--json"]),
    ]
    .join("\n"), @r#"
    relance: there is no follow-up 00000000-0000-4000-8000-000000000000: `relance follow-ups` lists them
    relance: there is no follow-up 00000000-0000-4000-8000-000000000000: `relance follow-ups` lists them
    relance: there is no follow-up 00000000-0000-4000-8000-000000000000: `relance follow-ups` lists them
    relance: there is no follow-up 00000000-0000-4000-8000-000000000000: `relance follow-ups` lists them
    relance: nothing to change: give --subject, --message or both
    relance: there is no client nobody@exemple.cd: `relance clients` lists them
    relance: the name is empty: name a client by their e-mail address, or by their telephone number
    relance: there is no client nobody@exemple.cd: `relance clients` lists them
    {"error":"there is no follow-up 00000000-0000-4000-8000-000000000000: `relance follow-ups` lists them"}
    "#);
}

#[test]
fn what_is_wrongly_written_ends_with_two() {
    let place = Workplace::embedded();
    insta::assert_snapshot!([
        place.misused(&["tick", "--now", "yesterday"]),
        place.misused(&["tick", "--now", "2026-03-02"]),
        place.misused(&["approve", "12"]),
        place.misused(&["edit", "12", "--subject", "Bonjour"]),
        place.misused(&["clients", "--limit", "0"]),
        place.misused(&["clients", "--sort", "luck"]),
        place.misused(&["follow-ups", "--status", "lost"]),
        place.misused(&["--lang", "de"]),
    ]
    .join("\n"), @r#"
    error: invalid value 'yesterday' for '--now <TIME>': write a moment with its time zone, like 2026-11-23T09:00:00Z
    error: invalid value '2026-03-02' for '--now <TIME>': write a moment with its time zone, like 2026-11-23T09:00:00Z
    error: invalid value '12' for '<ID>...': write an id as `relance follow-ups` lists it
    error: invalid value '12' for '<ID>': write an id as `relance follow-ups` lists it
    error: invalid value '0' for '--limit <N>': 0 is not in 1..=4294967295
    error: invalid value 'luck' for '--sort <ORDER>': "luck" is not an order of clients: use one of risk, engagement, value, activity, name, next, strategy
    error: invalid value 'lost' for '--status <STATUS>': "lost" is not a status: use one of pending, approved, sending, sent, failed, cancelled, uncertain
    error: invalid value 'de' for '--lang <LANG>': "de" is not a language Relance writes: use fr or en
    "#);
    for wrong in
        [&["approve"][..], &["no-such-command"], &["settings", "a", "b", "c"], &["generate", "--strategy", "x"]]
    {
        let output = place.run(wrong);
        assert_eq!(output.code, 2, "{wrong:?}");
        assert!(!output.err.contains("panicked") && output.out.is_empty(), "{output:?}");
    }
    assert!(!place.database().exists(), "nothing was opened for that");
}

on_both_engines! {
    fn a_reader_who_goes_away_is_no_failure(place: &Workplace) {
        place.prepare();
        let csv = place.write("bookings.csv", file(&bookings(900)));
        place.done(&["import", &csv]);
        place.done(&["analyse", "--now", MONDAY]);
        for arguments in [&["clients", "--json"][..], &["clients"]] {
            // More than a pipe holds, so that the program is still writing when the reader closes it.
            assert!(place.done(arguments).len() > 1 << 16, "{arguments:?}");
            let mut program = place.program();
            program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = program.spawn().expect("the program starts");
            let mut line = String::new();
            let mut out = BufReader::with_capacity(64, child.stdout.take().expect("its output"));
            out.read_line(&mut line).expect("a line");
            drop(out);
            let output = RunOutput::of(child.wait_with_output().expect("it ends"));
            assert_eq!((output.code, output.err.as_str()), (0, ""), "{arguments:?}");
            assert!(line.len() > 20, "{line}");
        }
    }
}

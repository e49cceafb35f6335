//! Who may do what: the table of SECURITY.md, command by command, tried by the program itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use relance::operator::Role;

use crate::workplace::{RunOutput, Workplace, on_both_engines};

const DOCUMENT: &str = include_str!("../../../SECURITY.md");

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// Every command as the document names it, and how it is tried: where it is allowed, it finds nothing to do, or does it.
const TRIALS: &[(&str, &[&str])] = &[
    ("relance", &[]),
    ("stats", &["stats"]),
    ("doctor", &["doctor"]),
    ("clients", &["clients"]),
    ("client", &["client", "nobody@exemple.cd"]),
    ("contact", &["contact", "nobody@exemple.cd"]),
    ("follow-ups", &["follow-ups"]),
    ("settings", &["settings", "locale"]),
    ("strategies list", &["strategies", "list"]),
    ("strategies show", &["strategies", "show", "none"]),
    ("operators list", &["operators", "list"]),
    ("operators authorized-keys", &["operators", "authorized-keys", "--type", "ssh-rsa", "--key", "none"]),
    ("contact --language", &["contact", "nobody@exemple.cd", "--language", "fr"]),
    ("generate --client", &["generate", "--client", "nobody@exemple.cd"]),
    ("approve", &["approve", NOBODY]),
    ("cancel", &["cancel", NOBODY]),
    ("settle", &["settle", NOBODY, "--left"]),
    ("reschedule", &["reschedule", NOBODY, "--at", "2026-03-02T09:00:00Z"]),
    ("edit", &["edit", NOBODY, "--subject", "Bonjour"]),
    ("settings KEY VALUE", &["settings", "locale", "fr"]),
    ("strategies add", &["strategies", "add", "none.json"]),
    ("strategies edit", &["strategies", "edit", "none", "none.json"]),
    ("strategies enable", &["strategies", "enable", "none"]),
    ("strategies disable", &["strategies", "disable", "none"]),
    ("strategies reset", &["strategies", "reset", "none"]),
    ("resume", &["resume", "email"]),
    ("import", &["import", "none.csv"]),
    ("demo", &["demo", "--clients", "1"]),
    ("analyse", &["analyse"]),
    ("generate", &["generate"]),
    ("send", &["send"]),
    ("tick", &["tick"]),
    ("run", &["run"]),
    ("operators add", &["operators", "add", "guest", "--role", "viewer"]),
    ("operators role", &["operators", "role", "none", "viewer"]),
    ("operators key add", &["operators", "key", "add", "none", "none.pub"]),
    ("operators key remove", &["operators", "key", "remove", "none", "SHA256:"]),
    ("operators disable", &["operators", "disable", "none"]),
    ("operators enable", &["operators", "enable", "none"]),
    ("migrate", &["migrate"]),
];

/// The lowest role for each command, as the document says.
fn documented() -> BTreeMap<&'static str, Role> {
    let mut roles = BTreeMap::new();
    for role in Role::ALL {
        let row = DOCUMENT.lines().find_map(|line| line.strip_prefix(&format!("| {role} | ")));
        let commands = row.expect("a row for each role").split(" | ").next().unwrap_or_default();
        for command in commands.split('`').skip(1).step_by(2) {
            assert_eq!(roles.insert(command, role), None, "{command} stands there twice");
        }
    }
    roles
}

/// The commands below `parent` that the program's help lists.
fn listed(place: &Workplace, parent: &str) -> Vec<String> {
    let help = place.done(&parent.split_whitespace().chain(["--help"]).collect::<Vec<_>>());
    let commands = help.split_once("Commands:\n").map_or("", |(_, rest)| rest).lines();
    let names = commands.take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let names = names.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(' ').next());
    names.filter(|name| *name != "help").map(|name| format!("{parent} {name}").trim().to_owned()).collect()
}

/// The account that the tests run as.
fn account() -> String {
    let output = Command::new("id").arg("-un").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Runs a trial to its end; `run`, which has none, until it has done something.
fn attempt(place: &Workplace, arguments: &[&str]) -> RunOutput {
    if !arguments.contains(&"run") {
        return place.run(arguments);
    }
    let mut program = place.program();
    let child = program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    if !line.is_empty() {
        child.kill().expect("ended");
    }
    RunOutput::of(child.wait_with_output().expect("it ends"))
}

/// Tries every command as somebody, who is named by `--as` or is the account itself. Each is allowed, or refused with the
/// sentence that `refusal` gives for the role that it needs.
fn try_all(place: &Workplace, named: Option<&str>, refusal: impl Fn(Role) -> Option<String>) {
    let roles = documented();
    for (command, arguments) in TRIALS {
        let who = named.map_or(Vec::new(), |name| vec!["--as", name]);
        let output = attempt(place, &[*arguments, &who].concat());
        let said = output.err.trim_end().replace("relance: ", "");
        match refusal(roles[command]) {
            Some(sentence) => assert_eq!((output.code, said), (1, sentence), "{named:?} {command}"),
            None => {
                let refused = ["ask an admin", "is no active operator", "only looks"];
                assert!(!refused.iter().any(|part| said.contains(part)), "{named:?} {command}: {said}");
            }
        }
    }
}

fn not_allowed(name: &str, role: Role) -> impl Fn(Role) -> Option<String> {
    move |needed| (role < needed).then(|| format!("{name} is {role}, and this needs the role {needed}: ask an admin"))
}

fn no_operator(name: &str) -> String {
    format!(
        "{name} is no active operator of this database: say who acts with --as NAME; `relance operators list` tells them"
    )
}

#[test]
fn the_document_and_the_help_name_the_same_commands() {
    let place = Workplace::embedded();
    let tried: BTreeSet<&str> = TRIALS.iter().map(|(command, _)| *command).collect();
    assert_eq!(documented().into_keys().collect::<BTreeSet<_>>(), tried);
    let mut open = listed(&place, "");
    assert!(open.len() > 20, "{open:?}");
    while let Some(command) = open.pop() {
        let below = listed(&place, &command);
        let is_named = tried.iter().any(|tried| *tried == command || tried.starts_with(&format!("{command} ")));
        assert!(is_named, "{command}: SECURITY.md does not say who may");
        open.extend(below);
    }
}

on_both_engines! {
    fn who_is_named_may_what_their_role_may(place: &Workplace) {
        place.prepare();
        place.done(&["operators", "add", "chef", "--role", "admin"]);
        for role in Role::ALL {
            place.done(&["operators", "add", role.as_str(), "--role", role.as_str(), "--as", "chef"]);
        }
        for role in Role::ALL {
            try_all(place, Some(role.as_str()), not_allowed(role.as_str(), role));
        }
        place.done(&["operators", "disable", "manager", "--as", "chef"]);
        for name in ["manager", "stranger"] {
            try_all(place, Some(name), |_| Some(no_operator(name)));
        }
        assert_eq!(place.outbox_len(), 0);
    }

    fn who_is_not_named_is_the_account_and_no_variable_makes_another_of_it(place: &Workplace) {
        place.prepare();
        place.done(&["operators", "add", "chef", "--role", "admin", "--as", "x"]);
        let account = account();
        try_all(place, None, |needed| (needed > Role::Viewer).then(|| no_operator(&account)));
        for name in ["USER", "LOGNAME"] {
            let mut program = place.program();
            let output = program.env(name, "chef").args(["settings", "locale", "en"]).output().expect("the program starts");
            assert_eq!(place.sentence(RunOutput::of(output), 1), format!("relance: {}", no_operator(&account)), "{name}");
        }
        place.done(&["operators", "add", &account, "--role", "viewer", "--as", "chef"]);
        for role in Role::ALL {
            place.done(&["operators", "role", &account, role.as_str(), "--as", "chef"]);
            try_all(place, None, not_allowed(&account, role));
        }
        place.done(&["operators", "disable", &account, "--as", "chef"]);
        try_all(place, None, |_| Some(no_operator(&account)));
    }

    fn who_only_looks_changes_nothing_whatever_their_role(place: &Workplace) {
        place.prepare();
        place.done(&["operators", "add", "chef", "--role", "admin"]);
        let only_looks = "this console only looks: start it without --read-only to change anything";
        for (command, role) in documented() {
            let (_, arguments) = TRIALS.iter().find(|(trial, _)| *trial == command).expect("a trial");
            let output = attempt(place, &[arguments, &["--as", "chef", "--read-only"][..]].concat());
            assert_eq!(output.err.contains(only_looks), role > Role::Viewer, "{command}: {output:?}");
        }
    }

    fn an_emptied_table_of_operators_lets_nobody_in(place: &Workplace) {
        place.prepare();
        place.done(&["operators", "add", "chef", "--role", "admin"]);
        place.execute("delete from operator_keys; delete from operators");
        try_all(place, Some("chef"), |_| Some(no_operator("chef")));
        let account = account();
        try_all(place, None, |needed| (needed > Role::Viewer).then(|| no_operator(&account)));
        assert_eq!(place.done(&["operators", "list"]), "NAME  ROLE    KEYS\nthere is no operator any more, so nobody may \
            change anything: SECURITY.md says how the database's owner lets the first one be added again\n");
        place.execute("update engine_state set guarded_since = null");
        place.done(&["operators", "add", "chef", "--role", "admin"]);
    }
}

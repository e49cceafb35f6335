//! Every seed of the fuzzer, among them each input that has once failed.

use std::{collections::BTreeSet, fs, path::PathBuf};

use relance_fuzz::TARGETS;

fn names(folder: &PathBuf) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name")).collect()
}

#[test]
fn what_must_hold_holds_for_every_seed() {
    let seeds = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds"));
    for (target, run) in TARGETS {
        let folder = seeds.join(target);
        let files = names(&folder);
        assert!(files.len() >= 5, "{target} has {} seeds", files.len());
        for file in files {
            eprintln!("{target}/{file}");
            run(&fs::read(folder.join(file)).expect("a seed"));
        }
    }
}

#[test]
fn every_target_has_its_seeds_and_its_program() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&here.join("seeds")), targets);
    let programs = names(&here.join("fuzz_targets"));
    assert_eq!(programs, targets.iter().map(|name| format!("{name}.rs")).collect());
}

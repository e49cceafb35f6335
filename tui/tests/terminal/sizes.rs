//! Terminals larger than anybody has: whoever logs in names the size, and the server pays for it.

use std::{
    fs,
    io::{Read, Write},
    process::{Command, Stdio},
};

use super::{alone::Home, has};

/// Peak of resident memory, in MB, of the console on a terminal of that size.
fn peak(home: &Home, columns: u32, rows: u32) -> u64 {
    let id = home.path().join("id");
    let line = format!("echo $$ > {}; stty cols {columns} rows {rows}; exec {}", id.display(), home.line(""));
    let mut script = Command::new("script")
        .args(["-qfec", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script starts");
    let (mut keys, mut screen) = (script.stdin.take().expect("a pipe"), script.stdout.take().expect("a pipe"));
    let (mut drawn, mut part) = (Vec::new(), [0; 1 << 16]);
    while !String::from_utf8_lossy(&drawn).contains("régler") {
        let read = screen.read(&mut part).expect("read");
        assert!(read > 0, "it ended: {}", String::from_utf8_lossy(&drawn));
        drawn.extend_from_slice(&part[..read]);
    }
    let process = fs::read_to_string(id).expect("its number");
    let status = fs::read_to_string(format!("/proc/{}/status", process.trim())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB")?.trim().parse().ok());
    keys.write_all(b"q").expect("written");
    // Reads on, so that it can give the terminal back.
    screen.read_to_end(&mut drawn).expect("read");
    assert!(script.wait().expect("it ends").success());
    peak.map_or(0, |kilobytes: u64| kilobytes / 1024)
}

#[test]
fn a_terminal_of_any_size_costs_little_and_shows_the_console() {
    if !has(&["script", "stty"]) {
        return;
    }
    let home = Home::on(None);
    home.run("stats");
    let usual = peak(&home, 120, 40);
    for (columns, rows) in [(3_500, 3_500), (10_000, 20_000), (65_535, 65_535)] {
        let peak = peak(&home, columns, rows);
        assert!(peak > 0 && peak < usual + 50, "{columns} × {rows}: {peak} MB, {usual} MB at 120 × 40");
    }
}

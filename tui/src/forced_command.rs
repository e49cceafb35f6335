//! The `authorized_keys` line that lets one operator into the console and nowhere else.

use std::path::Path;

use relance::operator::{OperatorName, PublicKey};

/// `command="…",restrict,pty TYPE BASE64` (sshd(8), "AUTHORIZED_KEYS FILE FORMAT").
pub fn line(program: &Path, url_file: Option<&Path>, name: &OperatorName, key: &PublicKey) -> String {
    let mut command = vec![for_shell(&program.to_string_lossy())];
    if let Some(file) = url_file {
        command.extend(["--database-url-file".to_owned(), for_shell(&file.to_string_lossy())]);
    }
    command.extend(["--as".to_owned(), name.to_string(), "--over-ssh".to_owned()]);
    format!("command=\"{}\",restrict,pty {key}", command.join(" ").replace('"', "\\\""))
}

/// Quotes any text as one word for `sh`.
fn for_shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHvbiv8nZPYtYUyqUu40cl622w9QMrayphuk5TQz3Vch";

    fn written(program: &str, file: &str) -> String {
        let (name, key) = ("awa".parse().expect("a name"), KEY.parse().expect("a key"));
        line(Path::new(program), Some(Path::new(file)), &name, &key)
    }

    #[test]
    fn the_line_names_the_person_and_forbids_the_rest() {
        let expected = format!(
            "command=\"'/usr/local/bin/relance' --database-url-file '/etc/relance/database-url' --as awa --over-ssh\",restrict,pty {KEY}"
        );
        assert_eq!(written("/usr/local/bin/relance", "/etc/relance/database-url"), expected);
    }

    proptest! {
        /// Parses the line as sshd parses an option, where `\"` is the only escape, then lets `sh` split it into words.
        #[test]
        fn any_path_comes_through_both_quotings(program in "/[ -~é]{1,20}", file in "/[ -~]{1,20}") {
            let line = written(&program, &file);
            let rest = line.strip_prefix("command=\"").expect("an option");
            let (mut option, mut chars) = (String::new(), rest.chars().peekable());
            while let Some(c) = chars.next() {
                match c {
                    '\\' if chars.peek() == Some(&'"') => option.extend(chars.next()),
                    '"' => break,
                    c => option.push(c),
                }
            }
            prop_assert_eq!(chars.collect::<String>(), format!(",restrict,pty {KEY}"));
            let words = std::process::Command::new("sh")
                .args(["-c", &format!("printf '%s\\0' {option}")])
                .output()
                .expect("sh");
            let read: Vec<String> =
                String::from_utf8_lossy(&words.stdout).split_terminator('\0').map(str::to_owned).collect();
            prop_assert_eq!(read, [&program, "--database-url-file", &file, "--as", "awa", "--over-ssh"]);
        }
    }
}

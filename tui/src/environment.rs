//! What this machine says: where files go, whose account it is, how its terminal is drawn on.

use std::path::PathBuf;

/// Folders, account, locale and colours, read once.
#[derive(Clone, Debug)]
pub struct Environment {
    /// `$XDG_DATA_HOME/relance`
    data: PathBuf,
    /// `$XDG_STATE_HOME/relance`
    state: PathBuf,
    /// The name of the account that the program runs as. No variable gives it: anybody may set those.
    pub account: String,
    /// `DATABASE_URL` and `DATABASE_URL_FILE`.
    pub url: Option<String>,
    pub url_file: Option<PathBuf>,
    /// The locale's name, like `fr_CD.UTF-8`; empty when there is none.
    pub locale: String,
    /// Whether the locale names an encoding other than UTF-8: its terminal shows only ASCII for certain.
    pub is_ascii: bool,
    /// Path of this executable.
    pub program: PathBuf,
    /// Whether `NO_COLOR` is set (<https://no-color.org>).
    pub no_color: bool,
}

impl Environment {
    pub fn read(program: PathBuf, account: String, value_of: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| value_of(name).filter(|value| !value.is_empty());
        let home = PathBuf::from(set("HOME").unwrap_or_else(|| ".".to_owned()));
        // The XDG specification says to ignore relative paths.
        let folder = |name: &str, default: &str| {
            let named = set(name).map(PathBuf::from).filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join(default)).join("relance")
        };
        Self {
            data: folder("XDG_DATA_HOME", ".local/share"),
            state: folder("XDG_STATE_HOME", ".local/state"),
            account,
            url: set("DATABASE_URL"),
            url_file: set("DATABASE_URL_FILE").map(PathBuf::from),
            locale: ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default(),
            // `C`, `POSIX` and names without an encoding are not UTF-8. Without any variable the encoding is not known,
            // and nearly every terminal is UTF-8.
            is_ascii: ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).is_some_and(|locale| {
                let locale = locale.to_ascii_lowercase();
                !locale.contains("utf-8") && !locale.contains("utf8")
            }),
            program,
            no_color: set("NO_COLOR").is_some(),
        }
    }

    pub fn database(&self) -> PathBuf {
        self.data.join("relance.db")
    }

    pub fn outbox(&self) -> PathBuf {
        self.data.join("outbox")
    }

    pub fn log(&self) -> PathBuf {
        self.state.join("relance.log")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::read(PathBuf::from("relance"), "ada".to_owned(), |name| {
            variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_locale_that_is_not_utf_8_draws_with_ascii() {
        for (variables, is_ascii) in [
            (vec![("LC_ALL", "C")], true),
            (vec![("LC_ALL", "C"), ("LANG", "fr_CD.UTF-8")], true),
            (vec![("LC_CTYPE", "POSIX"), ("LANG", "fr_CD.UTF-8")], true),
            (vec![("LANG", "fr_FR.ISO-8859-1")], true),
            (vec![("LANG", "fr_FR")], true),
            (vec![("LC_ALL", "C.UTF-8"), ("LANG", "C")], false),
            (vec![("LC_ALL", ""), ("LANG", "fr_CD.utf8")], false),
            (vec![("LC_MESSAGES", "C"), ("LANG", "en_GB.UTF-8")], false),
            (vec![], false),
        ] {
            assert_eq!(environment(&variables).is_ascii, is_ascii, "{variables:?}");
        }
    }

    #[test]
    fn folders_follow_the_xdg_variables_and_ignore_relative_ones() {
        let here = environment(&[("HOME", "/h"), ("XDG_DATA_HOME", "/d"), ("XDG_STATE_HOME", "s")]);
        assert_eq!(here.database(), PathBuf::from("/d/relance/relance.db"));
        assert_eq!(here.log(), PathBuf::from("/h/.local/state/relance/relance.log"));
    }
}

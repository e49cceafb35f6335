//! Where a database is.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::error::cause;

/// The port of Supabase's transaction pooler, which runs each transaction on any free server connection.
const TRANSACTION_POOLER: u16 = 6543;

/// Where a database is. Printing it never shows the password.
#[derive(Clone)]
pub enum DatabaseUrl {
    Postgres(Box<PgConnectOptions>),
    Sqlite(PathBuf),
}

/// Why a text is not a database URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error(
        "the database URL starts with neither postgres:// nor sqlite://: write it like postgres://USER:PASSWORD@HOST:5432/DATABASE or sqlite:///path/to/relance.db"
    )]
    Scheme,
    #[error("sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db")]
    Path,
    #[error(
        "the postgres:// URL cannot be read ({0}): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX"
    )]
    Postgres(String),
    #[error(
        "port 6543 of {host} is a transaction pooler, which mixes up the statements of different connections: use the session port 5432"
    )]
    TransactionPooler { host: String },
}

impl DatabaseUrl {
    /// Reads `postgres://…`, `postgresql://…` or `sqlite://PATH`.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite://") {
            let usable = !path.is_empty() && !path.contains(['?', '\0']) && path != ":memory:";
            return usable.then(|| Self::Sqlite(path.into())).ok_or(UrlError::Path);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(UrlError::Scheme);
        }
        let mut options = PgConnectOptions::from_str(text).map_err(|e| UrlError::Postgres(cause(&e)))?;
        if options.get_port() == TRANSACTION_POOLER {
            return Err(UrlError::TransactionPooler { host: options.get_host().to_owned() });
        }
        let query = text.split_once('?').map_or("", |(_, query)| query);
        if !query.split('&').any(|pair| pair.starts_with("sslmode=") || pair.starts_with("ssl-mode=")) {
            // Anybody can answer for another machine: without its certificate, they would be told the password.
            let mode = if is_local(&options) { PgSslMode::Prefer } else { PgSslMode::VerifyFull };
            options = options.ssl_mode(mode);
        }
        Ok(Self::Postgres(Box::new(options.application_name("relance"))))
    }
}

impl DatabaseUrl {
    /// Whether every connection is encrypted and its server proven, or stays on this machine.
    pub fn is_proven(&self) -> bool {
        match self {
            Self::Postgres(to) => matches!(to.get_ssl_mode(), PgSslMode::VerifyFull) || is_local(to),
            Self::Sqlite(_) => true,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;
    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

/// Without the password: `postgres://relance@db.example:5432/nzoo`.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(to) => {
                write!(f, "postgres://{}@{}/{}", to.get_username(), server(to), database(to))
            }
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn server(to: &PgConnectOptions) -> String {
    match to.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", to.get_host(), to.get_port()),
    }
}

/// As in PostgreSQL: without a name, the database with the user's name.
pub(super) fn database(to: &PgConnectOptions) -> &str {
    to.get_database().unwrap_or(to.get_username())
}

fn is_local(to: &PgConnectOptions) -> bool {
    let host = to.get_host().trim_matches(['[', ']']);
    to.get_socket().is_some() || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> PgSslMode {
        match DatabaseUrl::parse(url).expect("a URL") {
            DatabaseUrl::Postgres(options) => options.get_ssl_mode(),
            DatabaseUrl::Sqlite(_) => panic!("{url} is PostgreSQL's"),
        }
    }

    #[test]
    fn printing_a_url_never_shows_the_password() {
        let url =
            DatabaseUrl::parse("postgresql://relance:s3cr%21t@db.example:5433/nzoo?sslmode=disable").expect("a URL");
        assert_eq!(format!("{url} {url:?}"), ["postgres://relance@db.example:5433/nzoo"; 2].join(" "));
        let url = DatabaseUrl::parse("sqlite:///var/lib/relance.db").expect("a URL");
        assert_eq!(url.to_string(), "sqlite:///var/lib/relance.db");
    }

    #[test]
    fn another_machine_must_prove_who_it_is_unless_the_url_says_otherwise() {
        assert!(matches!(mode("postgres://u@db.example/d"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@db.example/d?sslrootcert=/etc/ca.pem"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@db.example/d?sslmode=require"), PgSslMode::Require));
        assert!(matches!(mode("postgres://u@db.example/d?application_name=x&sslmode=disable"), PgSslMode::Disable));
        for local in ["localhost", "127.0.0.1", "[::1]"] {
            assert!(matches!(mode(&format!("postgres://u@{local}/d")), PgSslMode::Prefer), "{local}");
        }
    }

    #[test]
    fn a_server_that_need_not_prove_who_it_is_is_known_as_such() {
        let is_proven = |url: &str| DatabaseUrl::parse(url).expect("a URL").is_proven();
        for open in ["disable", "allow", "prefer", "require", "verify-ca"] {
            assert!(!is_proven(&format!("postgres://u@db.example/d?sslmode={open}")), "{open}");
            assert!(is_proven(&format!("postgres://u@127.0.0.1/d?sslmode={open}")), "{open}");
        }
        assert!(is_proven("postgres://u@db.example/d") && is_proven("sqlite:///a.db"));
    }

    #[test]
    fn what_is_no_database_url_is_refused_with_a_sentence_without_the_password() {
        let refusal = |text: &str| DatabaseUrl::parse(text).expect_err("refused").to_string();
        let refusals = [
            refusal("mysql://u@host/d"),
            refusal("sqlite://"),
            refusal("sqlite://:memory:"),
            refusal("sqlite://a.db?mode=ro"),
            refusal("postgres://u:s3cr#t@host:5432/d"),
            refusal("postgres://u:s3crt@host:port/d"),
            refusal("postgres://u:s3crt@host/d?sslmode=maybe"),
            refusal("postgres://u:s3crt@pooler.example:6543/d"),
            refusal("postgres://u:s3crt@pooler.example/d?port=6543"),
        ];
        assert!(refusals.iter().all(|sentence| !sentence.contains("s3cr")), "{refusals:?}");
        insta::assert_snapshot!(refusals.join("\n"), @r#"
        the database URL starts with neither postgres:// nor sqlite://: write it like postgres://USER:PASSWORD@HOST:5432/DATABASE or sqlite:///path/to/relance.db
        sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db
        sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db
        sqlite:// needs the path of a file and nothing else: write it like sqlite:///path/to/relance.db
        the postgres:// URL cannot be read (invalid port number): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX
        the postgres:// URL cannot be read (invalid port number): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX
        the postgres:// URL cannot be read (unknown value "maybe" for `ssl_mode`): write it like postgres://USER:PASSWORD@HOST:5432/DATABASE, special characters of the password as %XX
        port 6543 of pooler.example is a transaction pooler, which mixes up the statements of different connections: use the session port 5432
        port 6543 of pooler.example is a transaction pooler, which mixes up the statements of different connections: use the session port 5432
        "#);
    }
}

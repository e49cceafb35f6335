//! What the function is told by its environment, parsed once at its start.

use anyhow::{Context, Result};
use relance::store::DatabaseUrl;

#[derive(Debug)]
pub struct Config {
    /// `DATABASE_URL`
    pub database: DatabaseUrl,
}

impl Config {
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let url = value_of("DATABASE_URL").context("DATABASE_URL is not set: the function needs its database")?;
        Ok(Self { database: DatabaseUrl::parse(&url).context("DATABASE_URL is wrong")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: Option<&str>) -> String {
        format!("{:#}", Config::read(|_| url.map(str::to_owned)).expect_err("refused"))
    }

    #[test]
    fn a_wrong_setting_is_named_and_no_password_is_told() {
        assert_eq!(refusal(None), "DATABASE_URL is not set: the function needs its database");
        let told = refusal(Some("postgres://relance:hush@db.example:6543/postgres"));
        assert!(told.starts_with("DATABASE_URL is wrong: port 6543"), "{told}");
        assert!(!told.contains("hush"), "{told}");
    }
}

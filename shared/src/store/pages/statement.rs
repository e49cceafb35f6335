//! A statement, put together from fixed pieces and numbered parameters, and run on either engine.

use sqlx::{AssertSqlSafe, FromRow, postgres::PgRow, sqlite::SqliteRow};

use super::{Arg, Key};
use crate::store::{Store, patient};

/// Which of the two lists; their rows have the aliases `i` and `f`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Clients,
    FollowUps,
}

/// A statement and its parameters.
#[derive(Debug, Default)]
pub struct Statement {
    pub text: String,
    pub args: Vec<Arg>,
}

impl Statement {
    pub fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// `$3`, bound to `arg`.
    pub fn bind(&mut self, arg: Arg) {
        self.args.push(arg);
        self.text.push_str(&format!("${}", self.args.len()));
    }

    /// `(a, b) > ($1, $2)`
    pub fn compare(&mut self, order: &[&str], sign: &str, key: &Key) {
        self.push(&format!("({}) {sign} (", order.join(", ")));
        for (place, arg) in key.0.iter().enumerate() {
            self.push(if place > 0 { ", " } else { "" });
            self.bind(arg.clone());
        }
        self.push(")");
    }
}

/// Binds every parameter, whatever the engine.
macro_rules! bind {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Int(n) => query.bind(n),
                Arg::Real(n) => query.bind(n),
                Arg::Bool(yes) => query.bind(yes),
                Arg::Text(text) => query.bind(text),
                Arg::Time(at) => query.bind(at),
                Arg::Id(id) => query.bind(id),
            };
        }
        query
    }};
}

impl Store {
    pub(super) async fn fetch<T>(&self, Statement { text, args }: Statement) -> sqlx::Result<Vec<T>>
    where
        T: Send + Unpin + for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow>,
    {
        let text = AssertSqlSafe(text);
        match self {
            Self::Postgres(pool) => patient(bind!(sqlx::query_as(text), args).fetch_all(pool)).await,
            Self::Sqlite(pool) => bind!(sqlx::query_as(text), args).fetch_all(pool).await,
        }
    }
}

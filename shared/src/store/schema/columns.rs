//! What the booking site's table must have to be read.

use std::fmt;

use sqlx::PgConnection;

use crate::store::Store;

/// What a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Any type: each can be read as a text.
    Text,
    Number,
    Date,
    /// With a zone or without one.
    Time,
}

impl Kind {
    /// Whether a type of PostgreSQL, named as `format_type` does, is of this kind.
    fn includes(self, type_name: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Number => {
                ["numeric", "smallint", "integer", "bigint", "real", "double precision"].contains(&type_name)
            }
            Self::Date => type_name == "date" || Self::Time.includes(type_name),
            Self::Time => ["timestamp with time zone", "timestamp without time zone"].contains(&type_name),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Time => "a time",
        })
    }
}

/// The columns that are read; `address` may be absent.
const COLUMNS: [(&str, Kind); 13] = [
    ("full_name", Kind::Text),
    ("email", Kind::Text),
    ("phone", Kind::Text),
    ("activity", Kind::Text),
    ("space_type", Kind::Text),
    ("start_date", Kind::Date),
    ("end_date", Kind::Date),
    ("amount", Kind::Number),
    ("payment_method", Kind::Text),
    ("transaction_id", Kind::Text),
    ("status", Kind::Text),
    ("created_at", Kind::Time),
    ("updated_at", Kind::Time),
];

/// A column of `reservations` that is missing, or cannot be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingColumn {
    name: &'static str,
    kind: Kind,
    /// `None`: missing.
    found: Option<String>,
}

impl fmt::Display for LackingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, found } = self;
        match found {
            None => write!(f, "`{name}` is missing ({kind})"),
            Some(found) => write!(f, "`{name}` is {found}, and must be {kind}"),
        }
    }
}

impl Store {
    /// What `reservations` lacks; nothing where there is no such table yet, or it is our own.
    pub async fn lacking_columns(&self) -> sqlx::Result<Vec<LackingColumn>> {
        match self {
            Self::Postgres(pool) => lacking_columns(&mut *pool.acquire().await?).await,
            Self::Sqlite(_) => Ok(Vec::new()),
        }
    }
}

pub(super) async fn lacking_columns(db: &mut PgConnection) -> sqlx::Result<Vec<LackingColumn>> {
    const SQL: &str = "
        select a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = to_regclass('reservations') and a.attnum > 0 and not a.attisdropped";
    let there: Vec<(String, String)> = sqlx::query_as(SQL).fetch_all(db).await?;
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let lacking = |(name, kind): (&'static str, Kind)| {
        let found = there.iter().find(|(column, _)| column == name).map(|(_, found)| found);
        let is_good = found.is_some_and(|found| kind.includes(found));
        (!is_good).then(|| LackingColumn { name, kind, found: found.cloned() })
    };
    Ok(COLUMNS.into_iter().filter_map(lacking).collect())
}

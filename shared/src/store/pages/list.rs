//! A list: a page of it, and how many rows it has.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};

use super::{
    Counted, Key, Page, Start, conditions,
    statement::{Kind, Statement},
};
use crate::{filter::Filter, store::Store};

/// What a list is read from.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// `select …`, up to `from` and its alias.
    pub columns: &'static str,
    /// `from … alias`
    pub from: &'static str,
    pub kind: Kind,
    /// The sort's columns and the id, as the index has them.
    pub order: &'static [&'static str],
    pub descending: bool,
}

impl List {
    fn page(
        &self,
        place: &conditions::Place<'_>,
        filter: &Filter,
        start: &Start,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Statement {
        let mut statement = Statement { text: format!("{} {} where ", self.columns, self.from), args: Vec::new() };
        conditions::write(&mut statement, place, filter, now);
        // A page before a row, and the last page, are read backwards.
        let backwards = matches!(start, Start::Before(_) | Start::Last);
        let (onward, back) = if self.descending { ("<", ">") } else { (">", "<") };
        if let Start::After(key) | Start::Before(key) | Start::At(key) = start {
            let sign = match start {
                Start::Before(_) => back.to_owned(),
                Start::At(_) => format!("{onward}="),
                _ => onward.to_owned(),
            };
            statement.push(" and ");
            statement.compare(self.order, &sign, key);
        }
        let direction = if self.descending == backwards { "" } else { " desc" };
        let order: Vec<String> = self.order.iter().map(|column| format!("{column}{direction}")).collect();
        // One row more than asked for shows whether there are more.
        statement.push(&format!(" order by {} limit {}", order.join(", "), u64::from(limit) + 1));
        statement
    }

    fn count(
        &self,
        place: &conditions::Place<'_>,
        filter: &Filter,
        before: Option<&Key>,
        now: DateTime<Utc>,
    ) -> Statement {
        let mut statement = Statement::default();
        statement.push("select cast(count(*) as bigint) as total, cast(count(*) filter (where ");
        match before {
            Some(key) => statement.compare(self.order, if self.descending { ">" } else { "<" }, key),
            None => statement.push("false"),
        }
        statement.push(&format!(") as bigint) as before {} where ", self.from));
        conditions::write(&mut statement, place, filter, now);
        statement
    }
}

impl Store {
    pub(super) async fn page<T>(
        &self,
        list: List,
        filter: &Filter,
        start: &Start,
        limit: u32,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Page<T>>
    where
        T: Send + Unpin + for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow>,
    {
        let lookup = self.lookup(list.kind, filter, now).await?;
        let place = conditions::Place { store: self, kind: list.kind, lookup: &lookup, is_count: false };
        let statement = list.page(&place, filter, start, limit, now);
        let mut rows: Vec<T> = self.fetch(statement).await?;
        let is_whole = rows.len() <= limit as usize;
        rows.truncate(limit as usize);
        let backwards = matches!(start, Start::Before(_) | Start::Last);
        if backwards {
            rows.reverse();
        }
        Ok(Page {
            rows,
            is_first: if backwards { is_whole } else { *start == Start::First },
            is_last: if backwards { *start == Start::Last } else { is_whole },
        })
    }

    pub(super) async fn counted(
        &self,
        list: List,
        filter: &Filter,
        before: Option<&Key>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Counted> {
        let lookup = self.lookup(list.kind, filter, now).await?;
        let place = conditions::Place { store: self, kind: list.kind, lookup: &lookup, is_count: true };
        let mut counted: Vec<Counted> = self.fetch(list.count(&place, filter, before, now)).await?;
        counted.pop().ok_or(sqlx::Error::RowNotFound)
    }
}

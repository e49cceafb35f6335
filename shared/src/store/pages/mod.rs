//! Keyset pagination of long lists: the last page of a million rows costs as much as the first one.
//!
//! Statements are built from fixed pieces and numbered parameters; nothing that a person typed becomes part of them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

mod clients;
mod conditions;
mod follow_ups;
mod list;
mod lookup;
mod predicates;
mod statement;

pub use clients::{ClientColumn, ClientLine};
pub use follow_ups::FollowUpColumn;

/// By which column a list is ordered; ties by id, in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort<C> {
    pub by: C,
    pub descending: bool,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    First,
    Last,
    After(Key),
    /// The rows that end right before that one.
    Before(Key),
    /// From that row on, itself included if it is still there.
    At(Key),
}

/// A row's place in an order: its values of the sort's columns, then its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Key(Vec<Arg>);

/// Rows in the order of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Whether no row comes before these; false, because unknown, for [`Start::At`] and [`Start::After`].
    pub is_first: bool,
    /// Whether no row comes after these; false, because unknown, for [`Start::Before`].
    pub is_last: bool,
}

/// How many rows a list has, and how many of them come before a certain one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    pub total: i64,
    pub before: i64,
}

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Arg {
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(String),
    Time(DateTime<Utc>),
    Id(Uuid),
}

/// A row that has a key in each order.
pub trait Keyed<C> {
    fn key(&self, by: C) -> Key;
    /// Whether both are versions of one row.
    fn is(&self, other: &Self) -> bool;
}

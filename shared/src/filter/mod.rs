//! What a person types to find clients or follow-ups: `mbuyi risk>70 spent>500 strategy:vip status:pending last>30d`.
//!
//! Words and tests, all of which must hold. A word is found anywhere in a client's name or address. A test compares a
//! field with a value; `-` before either means "not". The same filter works on both lists: a field of clients applies
//! to their follow-ups, and a field of follow-ups to their client.

use std::{fmt, ops::Range};

use crate::{client::Channel, follow_up::Status, strategy::Priority};

mod field;
mod read;

pub use field::Field;

/// All of its terms must hold; without terms, everything matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Whether it must not hold.
    pub negated: bool,
    pub test: Test,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Lower-case.
    Word(String),
    Field(Field, Relation, Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Is,
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    /// Money.
    Cents(i64),
    /// From now, into the past for `last`, into the future for `due`.
    Days(i64),
    /// Lower-case; matched as a substring.
    Text(String),
    Status(Status),
    Channel(Channel),
    Priority(Priority),
    Yes(bool),
}

/// Why a text is not a filter, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{flaw}")]
pub struct FilterError {
    /// Byte range of the text.
    pub at: Range<usize>,
    pub flaw: Flaw,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The last term is still being typed.
    #[error("{0} needs a value: write one behind it")]
    Unfinished(Field),
    #[error("a quotation mark is not closed: add one at the end")]
    OpenQuote,
    #[error("there is no field {0:?}: use {fields}", fields = Field::list())]
    UnknownField(String),
    #[error("{0} is not compared by size: write {0}:value")]
    NotOrdered(Field),
    #[error("{value:?} is no value for {field}: write {expected}", expected = field.expects())]
    Value { field: Field, value: String },
    /// A database takes conditions of a certain depth, and patterns of a certain length.
    #[error(
        "the filter is too long: write at most {} words and tests, and {} characters",
        Filter::MOST_TERMS,
        Filter::MOST_CHARACTERS
    )]
    TooLong,
}

impl Filter {
    pub const MOST_TERMS: usize = 100;
    pub const MOST_CHARACTERS: usize = 4_000;
}

impl Relation {
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }

    /// The same relation with its sides swapped.
    pub const fn reversed(self) -> Self {
        match self {
            Self::Is => Self::Is,
            Self::Above => Self::Below,
            Self::AtLeast => Self::AtMost,
            Self::Below => Self::Above,
            Self::AtMost => Self::AtLeast,
        }
    }
}

/// In the form that reads back as the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, term) in self.terms.iter().enumerate() {
            let (space, not) = (if place > 0 { " " } else { "" }, if term.negated { "-" } else { "" });
            match &term.test {
                Test::Word(word) => write!(f, "{space}{not}\"{word}\"")?,
                Test::Field(field, relation, value) => write!(f, "{space}{not}{field}{}{value}", relation.sign())?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Cents(cents) => write!(f, "{}", crate::money::Cents(*cents)),
            Self::Days(days) => write!(f, "{days}d"),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Status(status) => write!(f, "{status}"),
            Self::Channel(channel) => write!(f, "{channel}"),
            Self::Priority(priority) => write!(f, "{priority}"),
            Self::Yes(yes) => f.write_str(if *yes { "yes" } else { "no" }),
        }
    }
}

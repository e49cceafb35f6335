//! The first line of a reservations file: the position of each column.

use std::{io, str};

use super::{
    column::Column,
    fields::Split,
    reason::{Reason, shortened},
};

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the file is empty: its first line must name the columns")]
    Empty,
    #[error("the header on line {line} cannot be read: {reason}")]
    Unreadable { line: u64, reason: Reason },
    #[error("column {name:?} is unknown: use {known}, separated by commas", known = names(Column::ALL))]
    Unknown { name: String },
    #[error("column {0} stands twice in the header: keep one of the two")]
    Duplicate(Column),
    #[error("the header lacks {missing}: these columns are required", missing = names(.0.iter().copied()))]
    Missing(Vec<Column>),
}

fn names(columns: impl IntoIterator<Item = Column>) -> String {
    columns.into_iter().map(Column::as_str).collect::<Vec<_>>().join(", ")
}

/// The position of each column.
pub(super) struct Header {
    places: [Option<usize>; Column::ALL.len()],
    width: usize,
}

impl Header {
    /// `line` is the header's number in the file.
    pub fn read(split: &Split<'_>, line: u64) -> Result<Self, HeaderError> {
        let mut places = [None; Column::ALL.len()];
        // A split keeps one field more than there are columns, so a wider header always shows what is wrong with it.
        for place in 0..split.kept() {
            let name = str::from_utf8(split.field(place))
                .map_err(|_| HeaderError::Unreadable { line, reason: Reason::NotUtf8 })?
                .trim();
            let column = Column::ALL
                .into_iter()
                .find(|c| c.as_str() == name)
                .ok_or_else(|| HeaderError::Unknown { name: shortened(name) })?;
            if places[column as usize].replace(place).is_some() {
                return Err(HeaderError::Duplicate(column));
            }
        }
        let missing: Vec<_> =
            Column::ALL.into_iter().filter(|c| c.is_required() && places[*c as usize].is_none()).collect();
        if missing.is_empty() { Ok(Self { places, width: split.found() }) } else { Err(HeaderError::Missing(missing)) }
    }

    pub fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// How many columns each line must have.
    pub fn width(&self) -> usize {
        self.width
    }
}

//! Reading reservations from a CSV file: one record per line; invalid lines are reported with their reason.
//!
//! A record never spans lines: a quotation mark left open would otherwise swallow the reservations after it. Memory
//! stays bounded: one line, and 16 bytes and a line number for each reservation given.

mod column;
mod fields;
mod header;
mod line;
mod reason;
mod record;
mod seen;

use std::io::{self, BufRead};

pub use column::Column;
pub use header::HeaderError;
pub use reason::Reason;

use fields::Splitter;
use header::Header;
use line::{Line, Lines};
use record::Record;
use seen::Seen;

use crate::reservation::Reservation;

/// A valid line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1, the header's line included.
    pub line: u64,
    pub reservation: Reservation,
}

/// An invalid line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Rejection {
    /// From 1, the header's line included.
    pub line: u64,
    pub reason: Reason,
}

/// Yields a [`Row`] or a [`Rejection`] for each line that is not blank. An `Err` is a failure to read the file, and the
/// last item.
pub struct Reader<R> {
    lines: Lines<R>,
    splitter: Splitter,
    header: Header,
    seen: Seen,
    broken: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads the header: the columns by name, in any order, after a byte order mark and blank lines, if any.
    pub fn open(source: R) -> Result<Self, HeaderError> {
        let mut lines = Lines::new(source);
        let mut splitter = Splitter::new();
        let header = loop {
            let number = lines.number() + 1;
            let unreadable = |reason| HeaderError::Unreadable { line: number, reason };
            let line = match lines.next()?.ok_or(HeaderError::Empty)? {
                Line::Whole(line) => line,
                Line::TooLong => return Err(unreadable(Reason::TooLong)),
            };
            let mark = if number == 1 { "\u{feff}".as_bytes() } else { b"" };
            let line = line.strip_prefix(mark).unwrap_or(line);
            if !is_blank(line) {
                break Header::read(&splitter.split(line).map_err(unreadable)?, number)?;
            }
        };
        Ok(Self { lines, splitter, header, seen: Seen::default(), broken: false })
    }

    /// Bytes consumed so far, for a progress bar against the size of the file.
    pub fn position(&self) -> u64 {
        self.lines.position()
    }

    fn read(&mut self) -> io::Result<Option<Result<Row, Rejection>>> {
        loop {
            let number = self.lines.number() + 1;
            let Some(line) = self.lines.next()? else { return Ok(None) };
            let row = match line {
                Line::Whole(line) if is_blank(line) => continue,
                Line::Whole(line) => self.splitter.split(line).and_then(|split| {
                    let reservation = Record::new(&self.header, split)?.reservation()?;
                    self.seen.note(&reservation, number).map_err(|of_line| Reason::Duplicate { of_line })?;
                    Ok(Row { line: number, reservation })
                }),
                Line::TooLong => Err(Reason::TooLong),
            };
            return Ok(Some(row.map_err(|reason| Rejection { line: number, reason })));
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Result<Row, Rejection>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        let next = self.read().transpose();
        self.broken = matches!(next, Some(Err(_)));
        next
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

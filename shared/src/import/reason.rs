//! Why a line of a reservations file was rejected.

use chrono::NaiveDate;

use super::column::Column;
use crate::money::AmountError;

/// One sentence each; texts of the file appear in it shortened to [`Reason::SHOWN`] characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("a quotation mark is torn: close it on the same line, and double each one inside a quoted text")]
    TornQuote,
    #[error("the line holds a NUL byte: save the file again as plain UTF-8 text")]
    NulByte,
    #[error("the line is longer than 1 MiB: write one reservation a line")]
    TooLong,
    #[error("the line is not UTF-8: save the file again as UTF-8")]
    NotUtf8,
    #[error("the line has {found} columns and the header {expected}: quote the texts that hold a comma")]
    ColumnCount { found: usize, expected: usize },
    #[error("the e-mail is missing: it says whose reservation this is")]
    MissingEmail,
    #[error("the transaction_id is missing: it tells this reservation from the client's others")]
    MissingTransactionId,
    #[error("{column} has {length} characters: shorten it to {limit}")]
    TextTooLong { column: Column, length: usize, limit: usize },
    #[error("{column} {value:?} is not a date: write it like 2026-03-01")]
    BadDate { column: Column, value: String },
    #[error("end_date {end} comes before start_date {start}")]
    EndBeforeStart { start: NaiveDate, end: NaiveDate },
    #[error("amount {value:?} {error}: write it like 1234.50")]
    BadAmount { value: String, error: AmountError },
    #[error("created_at {value:?} is not a time: write it as in RFC 3339, like 2026-03-01T09:30:00Z")]
    BadCreatedAt { value: String },
    #[error("created_at falls in the year {year}: it must be from 2000 to 2100")]
    CreatedOutOfRange { year: i32 },
    #[error("status {value:?} is unknown: use pending, confirmed, completed or cancelled")]
    UnknownStatus { value: String },
    #[error("occupants {value:?} is not a whole number from 1 on: correct it, or leave it empty for 1")]
    BadOccupants { value: String },
    #[error("the same client and transaction_id stand on line {of_line}: keep one of the two")]
    Duplicate { of_line: u64 },
}

impl Reason {
    /// How many characters of a wrong text a reason repeats.
    pub const SHOWN: usize = 40;
}

/// `text` itself, or its first [`Reason::SHOWN`] characters and an ellipsis.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(Reason::SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shortened_between_characters() {
        assert_eq!(shortened(&"é".repeat(Reason::SHOWN)), "é".repeat(Reason::SHOWN));
        assert_eq!(shortened(&"é".repeat(Reason::SHOWN + 1)), "é".repeat(Reason::SHOWN) + "…");
    }
}

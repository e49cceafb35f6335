//! One line split into its fields, as RFC 4180 quotes them.

use std::mem;

use csv_core::{ReadRecordResult, Terminator};

use super::{column::Column, reason::Reason};

/// One more than there are columns, so that a line that is too wide shows.
const MAX_FIELDS: usize = Column::ALL.len() + 1;

/// Splits lines, reusing its buffers.
pub(super) struct Splitter {
    parser: csv_core::Reader,
    text: Vec<u8>,
    ends: [usize; MAX_FIELDS],
}

/// The fields of one line, unquoted: the first `MAX_FIELDS` of those found.
pub(super) struct Split<'a> {
    text: &'a [u8],
    ends: &'a [usize],
    found: usize,
}

impl Splitter {
    pub fn new() -> Self {
        // Lines come without their end, so a `\r` that is left is text.
        let parser = csv_core::ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
        Self { parser, text: Vec::new(), ends: [0; MAX_FIELDS] }
    }

    /// `line` must have no line end and must not be blank.
    pub fn split<'a>(&'a mut self, line: &[u8]) -> Result<Split<'a>, Reason> {
        if line.contains(&0) {
            return Err(Reason::NulByte);
        }
        // The parser would read on to the next line, or take a stray mark as text: both hide the mistake.
        if line.contains(&b'"') && !quotes_are_whole(line) {
            return Err(Reason::TornQuote);
        }
        if self.text.len() < line.len() {
            self.text.resize(line.len(), 0);
        }
        // No reset between lines: a fresh parser drops a byte order mark, and past the header that is text.
        let (mut input, mut end) = (line, &b"\n"[..]);
        let (mut written, mut found) = (0, 0);
        let mut spare = [0; MAX_FIELDS];
        loop {
            if input.is_empty() {
                input = mem::take(&mut end);
            }
            // Ends beyond those kept go to a spare buffer: a line of a million commas costs no memory.
            let ends = if found < MAX_FIELDS { &mut self.ends[found..] } else { &mut spare[..] };
            let (result, taken, put, ended) = self.parser.read_record(input, &mut self.text[written..], ends);
            (input, written, found) = (&input[taken..], written + put, found + ended);
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::Record | ReadRecordResult::End => break,
                // Unquoting never lengthens a text, so this does not happen; grow the buffer anyway.
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len() + 1, 0),
            }
        }
        Ok(Split { text: &self.text[..written], ends: &self.ends[..found.min(MAX_FIELDS)], found })
    }
}

impl Split<'_> {
    /// The number of fields on the line.
    pub fn found(&self) -> usize {
        self.found
    }

    /// The number of fields that [`Split::field`] can give.
    pub fn kept(&self) -> usize {
        self.ends.len()
    }

    /// The field at `place`, below [`Split::kept`]: unquoted, untrimmed.
    pub fn field(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }
}

/// Whether every quotation mark opens a field, closes it, or is doubled within one.
fn quotes_are_whole(line: &[u8]) -> bool {
    enum At {
        Start,
        Bare,
        Quoted,
        /// After a mark within quotes: the end of the field, or the first half of a doubled mark.
        Mark,
    }
    let mut at = At::Start;
    for byte in line {
        at = match (at, byte) {
            (At::Start | At::Bare | At::Mark, b',') => At::Start,
            (At::Start | At::Mark, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Mark,
            (At::Quoted, _) => At::Quoted,
            (At::Bare, b'"') | (At::Mark, _) => return false,
            (At::Start | At::Bare, _) => At::Bare,
        };
    }
    !matches!(at, At::Quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Result<Vec<String>, Reason> {
        let mut splitter = Splitter::new();
        let split = splitter.split(line.as_bytes())?;
        let field = |place| String::from_utf8(split.field(place).to_vec()).expect("UTF-8");
        Ok((0..split.kept()).map(field).collect())
    }

    #[test]
    fn fields_are_unquoted_and_doubled_marks_made_single() {
        assert_eq!(fields(r#"a,"b, c","d ""e""","",f"#).expect("fields"), ["a", "b, c", "d \"e\"", "", "f"]);
        assert_eq!(fields(",,").expect("fields"), ["", "", ""]);
        assert_eq!(fields("a,").expect("fields"), ["a", ""]);
        assert_eq!(fields("a\rb,c").expect("fields"), ["a\rb", "c"], "a lone carriage return is text");
    }

    #[test]
    fn a_torn_quote_is_refused() {
        for line in [r#"""#, r#"a,"b"#, r#"a,b""#, r#""a"b,c"#, r#"a, "b""#, r#""a"""#, r#"a"b,c"#, r#"""" "#] {
            assert_eq!(fields(line), Err(Reason::TornQuote), "{line}");
        }
    }

    #[test]
    fn fields_beyond_those_kept_are_still_counted() {
        let line = ",".repeat(1000);
        let mut splitter = Splitter::new();
        let split = splitter.split(line.as_bytes()).expect("fields");
        assert_eq!((split.found(), split.kept()), (1001, MAX_FIELDS));
    }

    #[test]
    fn a_refused_line_leaves_nothing_behind_for_the_next() {
        let mut splitter = Splitter::new();
        assert!(splitter.split(b"a,\"b").is_err());
        let split = splitter.split(b"c,d").expect("fields");
        assert_eq!((split.field(0), split.field(1), split.found()), (&b"c"[..], &b"d"[..], 2));
    }
}

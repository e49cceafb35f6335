//! Reads the lines of an untrusted file one at a time, in bounded memory.

use std::io::{self, BufRead, Read};

/// The longest line that is read, in bytes and without its end.
pub(super) const MAX_LINE_LENGTH: usize = 1 << 20;

pub(super) enum Line<'a> {
    /// Without its `\n` or `\r\n`.
    Whole(&'a [u8]),
    /// Longer than [`MAX_LINE_LENGTH`]; it was skipped to its end.
    TooLong,
}

pub(super) struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    position: u64,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), position: 0, number: 0 }
    }

    /// Bytes consumed so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The line last returned, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// `None` at the end of the file. A last line without `\n` counts as one.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        // One byte more than fits: it is the `\n` of the longest line, or the proof that a line is longer.
        let most = MAX_LINE_LENGTH as u64 + 1;
        let read = self.source.by_ref().take(most).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.position += read as u64;
        self.number += 1;
        if read > MAX_LINE_LENGTH && !self.buffer.ends_with(b"\n") {
            self.position += self.source.skip_until(b'\n')? as u64;
            return Ok(Some(Line::TooLong));
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        Ok(Some(Line::Whole(line.strip_suffix(b"\r").unwrap_or(line))))
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn a_line_ends_with_or_without_a_carriage_return() {
        let mut lines = Lines::new(&b"a\r\nb\n\nlast"[..]);
        let mut read = Vec::new();
        while let Some(Line::Whole(line)) = lines.next().expect("memory never fails") {
            read.push(String::from_utf8_lossy(line).into_owned());
        }
        assert_eq!(read, ["a", "b", "", "last"]);
        assert_eq!((lines.position(), lines.number()), (10, 4));
    }

    #[test]
    fn a_line_that_just_fits_is_read_and_one_byte_more_is_not() {
        for (length, fits) in [(MAX_LINE_LENGTH, true), (MAX_LINE_LENGTH + 1, false)] {
            for end in ["", "\n"] {
                let text = "x".repeat(length) + end;
                let mut lines = Lines::new(text.as_bytes());
                let line = lines.next().expect("memory never fails").expect("a line");
                assert_eq!(matches!(line, Line::Whole(line) if line.len() == length), fits, "{length} {end:?}");
                assert_eq!(lines.position(), text.len() as u64);
            }
        }
    }

    #[test]
    fn an_endless_line_is_skipped_without_being_held() {
        let endless = io::repeat(b'x').take(64 << 20);
        let mut lines = Lines::new(BufReader::new(endless.chain(&b"\nnext\n"[..])));
        assert!(matches!(lines.next().expect("no error"), Some(Line::TooLong)));
        assert!(lines.buffer.capacity() <= 2 * MAX_LINE_LENGTH, "{} bytes held", lines.buffer.capacity());
        assert!(matches!(lines.next().expect("no error"), Some(Line::Whole(b"next"))));
        assert_eq!(lines.position(), (64 << 20) + 6);
    }
}

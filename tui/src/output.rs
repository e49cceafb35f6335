//! Printing: one JSON object per line for scripts, aligned columns for people. All text of the commands leaves through
//! here, so that none of it can command the terminal.

use std::io::{self, BufWriter, Stdout, Write};

use anyhow::{Context, Result};
use relance::legible;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// Standard output, buffered.
pub struct Output {
    out: BufWriter<Stdout>,
    pub json: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { out: BufWriter::new(io::stdout()), json }
    }

    /// A line for people; nothing with `--json`.
    pub fn print_line(&mut self, line: impl AsRef<str>) -> Result<()> {
        if self.json {
            return Ok(());
        }
        self.write(&legible::clean(line.as_ref()))
    }

    /// One JSON object on a line.
    pub fn object(&mut self, value: &impl Serialize) -> Result<()> {
        self.write(&legible::json(&serde_json::to_string(value)?))
    }

    /// One JSON object on a line with `--json`, else on several, to be read and kept in a file.
    pub fn document(&mut self, value: &impl Serialize) -> Result<()> {
        if self.json {
            return self.object(value);
        }
        self.write(&legible::json(&serde_json::to_string_pretty(value)?))
    }

    fn write(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{text}").context("cannot write to standard output")
    }

    /// The value as JSON with `--json`, else the line.
    pub fn report(&mut self, value: &impl Serialize, line: impl AsRef<str>) -> Result<()> {
        if self.json { self.object(value) } else { self.print_line(line) }
    }

    /// Rows under their titles, columns aligned; the last one is not padded. People copy tables into spreadsheets.
    pub fn table(&mut self, titles: &[&str], rows: &[Vec<String>]) -> Result<()> {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| legible::cell(cell)).collect()).collect();
        let mut widths: Vec<usize> = titles.iter().map(|title| title.width()).collect();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        for row in std::iter::once(&titles).chain(&rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
            self.print_line(line.trim_end())?;
        }
        Ok(())
    }

    /// Prints an error on standard error: a sentence, or an object with `--json`.
    #[expect(clippy::print_stderr, reason = "the one place that prints errors")]
    pub fn print_error(&self, error: &anyhow::Error) {
        let sentence = sentence(error);
        if self.json {
            eprintln!("{}", legible::json(&serde_json::json!({ "error": sentence }).to_string()));
        } else {
            eprintln!("relance: {}", legible::clean(&sentence));
        }
    }

    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().context("cannot write to standard output")
    }
}

/// An error and its causes on one line, without the causes that the text before them already quotes.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain().map(|cause| cause.to_string().replace('\n', " ")) {
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.contains(&cause) {
            sentence.push_str(": ");
            sentence.push_str(&cause);
        }
    }
    sentence
}

/// Whether the error only means that the reader has closed the pipe, as `| head -1` does.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_cause_that_the_sentence_quotes_is_not_said_twice() {
        let error = io::Error::other("the disk is full");
        let quoting = anyhow::Error::new(error).context("nothing was written (the disk is full): make room");
        assert_eq!(sentence(&quoting), "nothing was written (the disk is full): make room");
        let bare = Err::<(), _>(io::Error::other("the disk\nis full")).context("cannot write").expect_err("an error");
        assert_eq!(sentence(&bare), "cannot write: the disk is full");
    }
}

//! What is typed to find rows.

use relance::filter::{Filter, FilterError, Flaw};

#[derive(Debug, Default)]
pub struct Search {
    pub text: String,
    /// Why the text is no filter; the list then keeps to the last one that was.
    pub error: Option<FilterError>,
}

impl Search {
    /// Takes another text; the filter to turn to, if it is one.
    pub fn write(&mut self, text: String) -> Option<Filter> {
        let read = Filter::parse(&text);
        self.text = text;
        // Nobody is told off for a word that is not finished.
        self.error = read.as_ref().err().filter(|e| !matches!(e.flaw, Flaw::Unfinished(_) | Flaw::OpenQuote)).cloned();
        read.ok()
    }
}

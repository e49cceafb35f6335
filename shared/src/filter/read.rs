//! Reading a filter from what was typed.

use super::{Field, Filter, FilterError, Flaw, Relation, Term, Test};

/// Signs of a relation, the longer ones first.
const OPERATORS: [(&str, Relation); 6] = [
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    (">", Relation::Above),
    ("<", Relation::Below),
    (":", Relation::Is),
    ("=", Relation::Is),
];

impl Filter {
    /// # Errors
    /// The first flaw, and its position.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut terms = Vec::new();
        let mut rest = Rest { text, at: 0 };
        if text.chars().nth(Self::MOST_CHARACTERS).is_some() {
            return Err(FilterError { at: 0..text.len(), flaw: Flaw::TooLong });
        }
        while rest.skip_space() {
            let from = rest.at;
            terms.extend(rest.term()?);
            if terms.len() > Self::MOST_TERMS {
                return Err(rest.fail(from, Flaw::TooLong));
            }
        }
        Ok(Self { terms })
    }
}

/// The text, and how far it was read.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn left(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Whether anything comes after the space.
    fn skip_space(&mut self) -> bool {
        self.at = self.text.len() - self.left().trim_start().len();
        !self.left().is_empty()
    }

    fn fail(&self, from: usize, flaw: Flaw) -> FilterError {
        FilterError { at: from..self.at.max(from), flaw }
    }

    /// `None` for a lone `-` or an empty pair of quotation marks: the term is still being typed.
    fn term(&mut self) -> Result<Option<Term>, FilterError> {
        let from = self.at;
        let negated = self.left().starts_with('-');
        self.at += usize::from(negated);
        let length = self.left().find(|c: char| !c.is_alphabetic()).unwrap_or(self.left().len());
        let name = &self.left()[..length];
        let sign = OPERATORS.iter().find(|(sign, _)| self.left()[length..].starts_with(sign));
        let Some((sign, relation)) = sign.filter(|_| length > 0) else {
            let word = self.value(from)?.to_lowercase();
            return Ok((!word.trim().is_empty()).then_some(Term { negated, test: Test::Word(word) }));
        };
        self.at += length;
        let Some(field) = Field::of_name(name) else {
            return Err(self.fail(from, Flaw::UnknownField(name.to_owned())));
        };
        self.at += sign.len();
        let value = self.value(from)?;
        if value.is_empty() {
            return Err(self.fail(from, Flaw::Unfinished(field)));
        }
        if *relation != Relation::Is && !field.is_ordered() {
            return Err(self.fail(from, Flaw::NotOrdered(field)));
        }
        let Some(read) = field.read(value) else {
            return Err(self.fail(from, Flaw::Value { field, value: value.to_owned() }));
        };
        Ok(Some(Term { negated, test: Test::Field(field, *relation, read) }))
    }

    /// Up to the next space or quotation mark, or between quotation marks.
    fn value(&mut self, from: usize) -> Result<&'a str, FilterError> {
        if let Some(quoted) = self.left().strip_prefix('"') {
            let Some(length) = quoted.find('"') else {
                self.at = self.text.len();
                return Err(self.fail(from, Flaw::OpenQuote));
            };
            self.at += length + 2;
            return Ok(&quoted[..length]);
        }
        let ends = |c: char| c.is_whitespace() || c == '"';
        let length = self.left().find(ends).unwrap_or(self.left().len());
        let value = &self.left()[..length];
        self.at += length;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> String {
        Filter::parse(text).map_or_else(|e| format!("{:?} {e}", &text[e.at.clone()]), |filter| filter.to_string())
    }

    #[test]
    fn words_and_tests_are_read_in_both_languages() {
        for (text, read) in [
            ("", ""),
            ("  Mbuyi  ", "\"mbuyi\""),
            ("\"deux mots\" -x", "\"deux mots\" -\"x\""),
            (
                "risk>70 spent>500 strategy:vip status:pending last>30d",
                "risk>70 spent>500.00 strategy:\"vip\" status:pending last>30d",
            ),
            ("Risque>=70,5 dépense<12,50", "risk>=70.5 spent<12.50"),
            ("statut:envoyée canal:e-mail priorité=urgente", "status:sent channel:email priority:urgent"),
            ("-besoin:oui due<2w last<3m", "-need:yes due<14d last<90d"),
            ("client:\"A@b.cd\"", "client:\"a@b.cd\""),
            ("a@b.cd +243", "\"a@b.cd\" \"+243\""),
            ("-", ""),
        ] {
            assert_eq!(canonical(text), read, "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_with_its_place() {
        for (text, told) in [
            ("mbu risk>", "\"risk>\" risk needs a value: write one behind it"),
            (
                "mood:good x",
                "\"mood\" there is no field \"mood\": use client, risk, engagement, spent, reservations, cancelled, last, need, status, channel, priority, confidence, due, strategy",
            ),
            ("status>sent", "\"status>sent\" status is not compared by size: write status:value"),
            ("risk:high", "\"risk:high\" \"high\" is no value for risk: write a number"),
            ("last>soon", "\"last>soon\" \"soon\" is no value for last: write an age like 30d or 2w"),
            ("\"deux mots", "\"\\\"deux mots\" a quotation mark is not closed: add one at the end"),
        ] {
            assert_eq!(canonical(text), told, "{text}");
        }
    }

    #[test]
    fn a_filter_longer_than_a_database_takes_is_refused() {
        let terms = |n: usize| Filter::parse(&vec!["risk>1"; n].join(" ")).map_err(|error| error.to_string());
        assert_eq!(terms(100).expect("a filter").terms.len(), 100);
        assert_eq!(
            terms(101).expect_err("too long"),
            "the filter is too long: write at most 100 words and tests, and 4000 characters"
        );
        assert!(terms(2_000).is_err());
        let word = |n: usize| Filter::parse(&"é".repeat(n));
        assert!(word(4_000).is_ok());
        assert_eq!(word(4_001).expect_err("too long").flaw, Flaw::TooLong);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_what_it_reads_reads_back(text in "([a-z]{0,6}[:<>=-]{0,2}[\"0-9a-zé ,.]{0,6} ?){0,4}|\\PC*") {
            match Filter::parse(&text) {
                Ok(filter) => prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter)),
                Err(error) => prop_assert!(text.get(error.at.clone()).is_some()),
            }
        }
    }
}

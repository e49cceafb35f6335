//! White space and typographic marks: templates use plain characters, and messages get the typographic ones.

use std::borrow::Cow;

use crate::{legible::is_hidden, locale::Locale};

/// Forces a line break inside a paragraph; [`clean`] removes it from facts.
pub const BREAK: char = '\u{2028}';

const NBSP: char = '\u{a0}';

/// One line without control, direction or invisible characters, runs of white space made one space.
pub fn clean(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c });
    let visible: String = spaced.filter(|c| !is_hidden(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`clean`] for a text that has something to clean; most are only looked at.
pub fn cleaned(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_clean = text.bytes().all(|b| matches!(b, b' '..=b'~')) || !text.contains(is_hidden);
    if is_clean { text } else { Cow::Owned(clean(&text)) }
}

/// Joins the lines of each paragraph; blank lines separate paragraphs, [`BREAK`] breaks a line.
pub fn flow(text: &str) -> String {
    // A break at the end of a line is white space too, and has to stay.
    let margin = |c: char| c.is_whitespace() && c != BREAK;
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(margin)).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(|lines| paragraph(&lines.join(" "))).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn paragraph(text: &str) -> String {
    text.split(BREAK).map(clean).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Curly apostrophes, and in French the no-break spaces that keep `?`, `!`, `;`, `:`, `%` and `»` with their word.
/// Links are left alone.
pub fn polish(text: &str, locale: Locale) -> String {
    let words: Vec<String> = text.split(' ').map(curl).collect();
    let mut polished = String::with_capacity(text.len() + 16);
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            let holds = word.starts_with(['?', '!', ';', ':', '%', '»']) || words[i - 1].ends_with('«');
            polished.push(if locale == Locale::Fr && holds { NBSP } else { ' ' });
        }
        polished.push_str(word);
    }
    polished
}

fn curl(word: &str) -> String {
    if word.contains("://") {
        return word.to_owned();
    }
    let letters: Vec<char> = word.chars().collect();
    let inside = |i: usize| {
        i > 0 && letters[i - 1].is_alphanumeric() && letters.get(i + 1).is_some_and(|next| next.is_alphanumeric())
    };
    letters.iter().enumerate().map(|(i, c)| if *c == '\'' && inside(i) { '’' } else { *c }).collect()
}

/// Undoes what [`polish`] does, so that texts can be compared.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '’' => '\'',
            NBSP | '\u{202f}' => ' ',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_joined_paragraphs_parted_and_breaks_kept() {
        let text = " \n\nUne ligne\n  et sa suite.\n \n\n\nBien à vous,\u{2028}\nL'équipe  \n";
        assert_eq!(flow(text), "Une ligne et sa suite.\n\nBien à vous,\nL'équipe");
    }

    #[test]
    fn french_marks_stay_with_their_word_and_apostrophes_curl() {
        let text = "Prêt ? L'offre : 20 % ! https://x.cd/l'offre?a=b";
        assert_eq!(polish(text, Locale::Fr), "Prêt\u{a0}? L’offre\u{a0}: 20\u{a0}%\u{a0}! https://x.cd/l'offre?a=b");
        assert_eq!(polish("It's 20% off : now", Locale::En), "It’s 20% off : now");
    }

    #[test]
    fn a_fact_is_one_line_without_hidden_characters() {
        assert_eq!(clean(" Awa\r\nBcc:\u{2028} x\u{0}\u{202e} "), "Awa Bcc: x");
    }

    proptest! {
        #[test]
        fn comparing_undoes_polishing(text in "[a-zé'?!:;% \n]{0,80}") {
            prop_assert_eq!(plain(&polish(&text, Locale::Fr)), text);
        }

        #[test]
        fn a_message_has_no_double_blank_line_and_no_trailing_space(text in "[a-z \t\n\u{2028}]{0,80}") {
            let text = flow(&text);
            prop_assert!(!text.contains("\n\n\n") && text.lines().all(|line| line.trim() == line));
        }
    }
}

//! Splits a text message into the blocks of the page.

use serde::Serialize;

use crate::locale::Locale;

/// Longest text before the link that becomes the label of the button, in characters.
const LABEL: usize = 40;

#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    Text { lines: Vec<Vec<Span>> },
    Button { label: String, link: String },
}

/// A stretch of text, linked or not.
#[derive(Debug, PartialEq, Serialize)]
pub struct Span {
    pub text: String,
    pub link: Option<String>,
}

/// The blocks of `message`. Where `link` is only found in the middle of a sentence, it stays there and the button
/// follows the paragraph.
pub fn of(message: &str, link: Option<&str>, locale: Locale) -> Vec<Block> {
    let link = link.filter(|link| !link.is_empty() && message.contains(link));
    let lines: Vec<&str> = message.lines().map(str::trim).collect();
    let mut blocks = Vec::new();
    let mut pressed = false;
    let has_line = link.is_some_and(|link| lines.iter().any(|line| line.ends_with(link)));
    for paragraph in lines.split(|line| line.is_empty()) {
        let mut text = Vec::new();
        for line in paragraph {
            match link.and_then(|link| Some((line.strip_suffix(link)?, link))) {
                Some((lead, link)) if !pressed => {
                    pressed = true;
                    let lead = lead.trim();
                    let label = lead.trim_end_matches(':').trim_end();
                    let is_label = !label.is_empty() && label.chars().count() <= LABEL && !label.contains("://");
                    if !is_label && !lead.is_empty() {
                        text.push(spans(lead, Some(link)));
                    }
                    push_text(&mut blocks, &mut text);
                    let label = if is_label { label } else { default_label(locale) };
                    blocks.push(Block::Button { label: visible(label), link: link.to_owned() });
                }
                _ => text.push(spans(line, link)),
            }
        }
        push_text(&mut blocks, &mut text);
        if let Some(link) = link
            && !pressed
            && !has_line
            && paragraph.iter().any(|line| line.contains(link))
        {
            pressed = true;
            blocks.push(Block::Button { label: default_label(locale).to_owned(), link: link.to_owned() });
        }
    }
    blocks
}

const fn default_label(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => "Réserver",
        Locale::En => "Book now",
    }
}

fn push_text(blocks: &mut Vec<Block>, lines: &mut Vec<Vec<Span>>) {
    if !lines.is_empty() {
        blocks.push(Block::Text { lines: std::mem::take(lines) });
    }
}

/// Splits a line into text and occurrences of `link`; the punctuation around it is text. No other address is linked: a
/// link of ours vouches for where it leads.
fn spans(line: &str, link: Option<&str>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut text = String::new();
    for word in line.split_inclusive(char::is_whitespace) {
        let address_at = |start: usize| {
            word[start..].trim_end().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '»', '"', '\'', '>'])
        };
        let found = link.and_then(|link| word.find(link)).map(|start| (start, address_at(start)));
        let Some((start, address)) = found.filter(|(_, address)| Some(*address) == link) else {
            text.push_str(word);
            continue;
        };
        text.push_str(&word[..start]);
        if !text.is_empty() {
            spans.push(Span { text: visible(&std::mem::take(&mut text)), link: None });
        }
        spans.push(Span { text: visible(address), link: Some(visible(address)) });
        text.push_str(&word[start + address.len()..]);
    }
    if !text.is_empty() {
        spans.push(Span { text: visible(&text), link: None });
    }
    spans
}

/// Removes control characters, which no page may contain.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://nzooimmo.com/r";

    fn text(text: &str) -> Block {
        Block::Text { lines: vec![vec![Span { text: text.to_owned(), link: None }]] }
    }

    fn button(label: &str) -> Block {
        Block::Button { label: label.to_owned(), link: LINK.to_owned() }
    }

    #[test]
    fn a_short_line_that_ends_in_the_link_is_a_button_under_its_words() {
        let blocks = of("Bonjour,\nRéserver\u{a0}: https://nzooimmo.com/r\nÀ bientôt", Some(LINK), Locale::Fr);
        assert_eq!(blocks, [text("Bonjour,"), button("Réserver"), text("À bientôt")]);
    }

    #[test]
    fn a_bare_link_or_a_long_line_gets_the_usual_words() {
        assert_eq!(of(LINK, Some(LINK), Locale::En), [button("Book now")]);
        let long = "To book the place that you like best of all our places:";
        let blocks = of(&format!("{long} {LINK}"), Some(LINK), Locale::En);
        assert_eq!(blocks, [text(long), button("Book now")]);
    }

    #[test]
    fn a_link_in_a_sentence_stays_there_and_the_button_follows() {
        let blocks = of("Voyez https://nzooimmo.com/r, c'est simple.\n\nMerci", Some(LINK), Locale::Fr);
        let span = |text: &str, link: Option<&str>| Span { text: text.to_owned(), link: link.map(str::to_owned) };
        let sentence = vec![span("Voyez ", None), span(LINK, Some(LINK)), span(", c'est simple.", None)];
        assert_eq!(blocks, [Block::Text { lines: vec![sentence] }, button("Réserver"), text("Merci")]);
    }

    #[test]
    fn no_other_address_is_linked() {
        let other = "Voyez https://evil.example, ou https://nzooimmo.com/r.evil.example, ou https://nzooimmo.com/r/x";
        assert_eq!(of(other, Some(LINK), Locale::Fr)[0], text(other));
        assert_eq!(of("Voyez https://evil.example", None, Locale::Fr), [text("Voyez https://evil.example")]);
    }

    #[test]
    fn a_message_whose_link_was_removed_has_no_button() {
        assert_eq!(of("Merci", Some(LINK), Locale::Fr), [text("Merci")]);
    }
}

//! Text of strangers, made harmless to show. Terminals obey some characters instead of showing them, others are
//! invisible or turn the text around them, and a spreadsheet computes what begins like a formula.

use std::borrow::Cow;

/// Whether a reader does not see the character: a control character, one of those that terminals obey among them, or
/// one that is invisible or changes the direction of text.
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line in which every hidden character is a space.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect()
}

/// [`clean`], with an apostrophe before what a spreadsheet would take for a formula. A number, like that of a phone,
/// stays as it is.
pub fn cell(text: &str) -> String {
    let text = clean(text);
    let is_number = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ','));
    match text.trim_start().strip_prefix(['=', '+', '-', '@']) {
        Some(rest) if text.trim_start().starts_with(['=', '@']) || !is_number(rest) => format!("'{text}"),
        _ => text,
    }
}

/// A JSON text in which every hidden character is an escape. In JSON only strings can hold one, but for the line
/// breaks between values, which stay.
pub fn json(text: &str) -> Cow<'_, str> {
    let stays = |c: char| !is_hidden(c) || c == '\n';
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if stays(c) {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_or_nobody_would_see_becomes_a_space() {
        for (hostile, shown) in [
            ("a\u{1b}[31mb\u{7}", "a [31mb "),
            ("\u{1b}]52;c;cm0gLXJm\u{1b}\\", " ]52;c;cm0gLXJm \\"),
            ("\u{1b}]8;;https://evil.example\u{7}ici", " ]8;;https://evil.example ici"),
            ("\u{9b}31m\u{7f}", " 31m "),
            ("Awa\r\nBeni\t", "Awa  Beni "),
            ("a\u{202e}b\u{2066}c\u{61c}d\u{200e}e\u{200f}f\u{200b}g\u{feff}h", "a b c d e f g h"),
            ("l\u{2028}m\u{2029}n\u{e0041}o\u{ad}p", "l m n o p"),
            ("Élodie N'zoo\u{a0}語 👩 +243", "Élodie N'zoo\u{a0}語 👩 +243"),
        ] {
            assert_eq!(clean(hostile), shown, "{hostile:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_text_and_numbers_stay_numbers() {
        for (written, told) in [
            ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+a@b.cd", "'+a@b.cd"),
            ("-2+3", "'-2+3"),
            ("\t=1", "' =1"),
            ("=1", "'=1"),
            ("+243812345678", "+243812345678"),
            ("-4.50", "-4.50"),
            ("-", "-"),
            ("a=b@c.cd", "a=b@c.cd"),
            ("", ""),
        ] {
            assert_eq!(cell(written), told, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_hides_anything(text in "\\PC*|.*") {
            prop_assert!(!clean(&text).chars().any(is_hidden));
            prop_assert_eq!(clean(&text).chars().count(), text.chars().count());
            let computed = |c: char| matches!(c, '=' | '@');
            prop_assert!(!cell(&text).trim_start().starts_with(computed));
        }

        #[test]
        fn json_says_the_same_and_hides_nothing(text in "(.|[\u{0}-\u{9f}\u{200b}-\u{202e}\u{e0001}]){0,12}") {
            let written = serde_json::json!({ "text": text }).to_string();
            let escaped = json(&written);
            prop_assert!(!escaped.chars().any(is_hidden), "{escaped}");
            let read: serde_json::Value = serde_json::from_str(&escaped).expect("JSON");
            prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
        }
    }
}

//! How many SMS a text takes.
//!
//! Phones support two alphabets: the 7-bit one of 3GPP TS 23.038 (section 6.2.1) and UCS-2. One character outside the
//! first switches the whole text to the second, in which less than half as much fits.

/// The basic table, one unit per character, without the escape character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape and a character, two units that must arrive in the same segment.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Gsm7,
    Ucs2,
}

impl Encoding {
    /// Units that fit in a single message.
    pub const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units that fit in each part of a longer text; a header that joins the parts takes the rest.
    pub const fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// What a text costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    pub encoding: Encoding,
    /// Septets, or UTF-16 units.
    pub units: usize,
    /// Messages the operator bills; 0 for an empty text.
    pub count: usize,
}

/// The segments of `text`; neither an escape pair nor a surrogate pair is ever split between two of them.
pub fn segments(text: &str) -> Segments {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (encoding, widths) = match septets {
        Some(widths) => (Encoding::Gsm7, widths),
        None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect()),
    };
    let units = widths.iter().sum();
    let count = match units {
        0 => 0,
        _ if units <= encoding.alone() => 1,
        _ => parts(&widths, encoding.joined()),
    };
    Segments { encoding, units, count }
}

fn parts(widths: &[usize], room: usize) -> usize {
    let (full, _) =
        widths.iter().fold(
            (1, 0),
            |(parts, used), width| {
                if used + width <= room { (parts, used + width) } else { (parts + 1, *width) }
            },
        );
    full
}

/// `None` when the 7-bit alphabet lacks the character.
fn septets(c: char) -> Option<usize> {
    match c {
        _ if BASIC.contains(c) => Some(1),
        _ if EXTENSION.contains(c) => Some(2),
        _ => None,
    }
}

/// `text` in the 7-bit alphabet: letters it lacks lose their accent (`François` → `Francois`), typographic marks
/// become plain ones. Returned unchanged when that is not enough, because half a transcription saves nothing.
pub fn transcribed(text: &str) -> String {
    let plain: String = text.chars().fold(String::new(), |mut plain, c| {
        match (septets(c), transcription(c)) {
            (None, Some(near)) => plain.push_str(near),
            _ => plain.push(c),
        }
        plain
    });
    if segments(&plain).encoding == Encoding::Gsm7 { plain } else { text.to_owned() }
}

const fn transcription(c: char) -> Option<&'static str> {
    Some(match c {
        'á' | 'â' | 'ã' | 'ā' => "a",
        'Á' | 'Â' | 'Ã' | 'À' | 'Ā' => "A",
        'ç' | 'ć' | 'č' => "c",
        'ê' | 'ë' | 'ē' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' => "E",
        'í' | 'î' | 'ï' | 'ī' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' => "I",
        'ó' | 'ô' | 'õ' | 'ō' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' => "O",
        'ú' | 'û' | 'ū' => "u",
        'Ù' | 'Ú' | 'Û' | 'Ū' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'œ' => "oe",
        'Œ' => "OE",
        '’' | '‘' => "'",
        '“' | '”' | '«' | '»' => "\"",
        '–' | '—' | '‑' => "-",
        '…' => "...",
        '\u{a0}' | '\u{202f}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cost(text: &str) -> (Encoding, usize, usize) {
        let Segments { encoding, units, count } = segments(text);
        (encoding, units, count)
    }

    #[test]
    fn the_basic_table_has_every_character_but_the_escape() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert!(EXTENSION.chars().all(|c| !BASIC.contains(c)));
    }

    #[test]
    fn a_text_is_cut_where_the_alphabet_says() {
        use Encoding::{Gsm7, Ucs2};
        assert_eq!(cost(""), (Gsm7, 0, 0));
        assert_eq!(cost(&"é".repeat(160)), (Gsm7, 160, 1));
        assert_eq!(cost(&"é".repeat(161)), (Gsm7, 161, 2));
        assert_eq!(cost(&"é".repeat(306)), (Gsm7, 306, 2));
        assert_eq!(cost(&"é".repeat(307)), (Gsm7, 307, 3));
        assert_eq!(cost(&"ê".repeat(70)), (Ucs2, 70, 1));
        assert_eq!(cost(&"ê".repeat(71)), (Ucs2, 71, 2));
        assert_eq!(cost(&"ê".repeat(134)), (Ucs2, 134, 2));
        assert_eq!(cost(&"ê".repeat(135)), (Ucs2, 135, 3));
    }

    #[test]
    fn an_escape_pair_is_not_split_between_two_segments() {
        assert_eq!(cost(&"€".repeat(80)), (Encoding::Gsm7, 160, 1));
        // 153 is odd: each segment holds 76 pairs and wastes a unit.
        assert_eq!(cost(&"€".repeat(153)), (Encoding::Gsm7, 306, 3));
    }

    #[test]
    fn a_surrogate_pair_is_not_split_between_two_segments() {
        assert_eq!(cost(&"🙂".repeat(35)), (Encoding::Ucs2, 70, 1));
        // 67 is odd too: 33 pairs a segment.
        assert_eq!(cost(&"🙂".repeat(67)), (Encoding::Ucs2, 134, 3));
    }

    #[test]
    fn names_lose_the_accents_that_would_double_the_cost() {
        assert_eq!(transcribed("François N’Sele"), "Francois N'Sele");
        assert_eq!(transcribed("Hervé"), "Hervé");
        assert_eq!(transcribed("Ελένη ê"), "Ελένη ê", "half a transcription saves nothing");
    }

    proptest! {
        #[test]
        fn the_count_is_what_the_units_need_and_at_most_what_padding_costs(text in "[ -~éêç€🙂]{0,400}") {
            let Segments { encoding, units, count } = segments(&text);
            if units <= encoding.alone() {
                prop_assert_eq!(count, usize::from(units > 0));
            } else {
                prop_assert!(count >= units.div_ceil(encoding.joined()));
                prop_assert!(count <= units.div_ceil(encoding.joined() - 1));
            }
        }

        #[test]
        fn a_longer_text_never_takes_fewer_segments(text in "[a-zé€]{0,400}", more in "[a-zé€ê]{0,40}") {
            let longer = format!("{text}{more}");
            prop_assert!(segments(&longer).count >= segments(&text).count);
        }

        #[test]
        fn transcribing_never_raises_the_count(text in "\\PC{0,200}") {
            let plain = transcribed(&text);
            prop_assert!(segments(&plain).encoding == Encoding::Gsm7 || plain == text);
        }
    }
}

//! What a text claims beyond its facts.

use super::{Fault, placeholder};
use crate::{
    client::Channel,
    draft::{
        FactSheet,
        typography::{clean, plain},
        words::{MONTHS_EN, MONTHS_FR, Words, long_date, short_date},
    },
    locale::Locale,
};

/// Replaces each fact found in the text: a character that no message uses.
const FACT: char = '\u{fffc}';

/// English months that are also common words: they are not reported.
const AMBIGUOUS_MONTHS: [&str; 2] = ["May", "March"];

const WEEKDAYS: [&str; 14] = [
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const GREETINGS: [&str; 7] = ["bonjour", "bonsoir", "salut", "hello", "hi", "hey", "dear"];

/// Greetings that are also common words ("plus cher") count only with a capital.
const CAPITAL_GREETINGS: [&str; 4] = ["Cher", "Chère", "Chers", "Chères"];

/// Words that may follow a greeting alone without being a name.
const NOT_NAMES: [&str; 5] = ["there", "again", "everyone", "encore", "client"];

/// The claims in `text` that `facts` does not make.
pub fn faults(text: &str, facts: &FactSheet) -> Vec<Fault> {
    let rest = mask_facts(&plain(text), &spellings(facts));
    let mut faults: Vec<Fault> = placeholder(&rest).into_iter().collect();
    faults.extend(greeted_name(&rest).map(Fault::Name));
    for token in rest.split_whitespace() {
        faults.extend(claim(token));
    }
    for words in ["pour cent", "pourcent", "percent", "per cent"] {
        if rest.to_lowercase().contains(words) {
            faults.push(Fault::Percent(words.to_owned()));
        }
    }
    faults
}

/// The fault of one word, if it has one.
fn claim(token: &str) -> Option<Fault> {
    let word = token.trim_matches(|c: char| !c.is_alphanumeric());
    let lowered = word.to_lowercase();
    let is_month =
        || MONTHS_FR.contains(&lowered.as_str()) || MONTHS_EN.contains(&word) && !AMBIGUOUS_MONTHS.contains(&word);
    if is_link(token, &lowered) {
        Some(Fault::Link(token.to_owned()))
    } else if token.contains('%') {
        Some(Fault::Percent(token.to_owned()))
    } else if is_month() || WEEKDAYS.contains(&lowered.as_str()) {
        Some(Fault::Date(word.to_owned()))
    } else if token.contains(char::is_numeric) {
        Some(Fault::Number(token.to_owned()))
    } else {
        None
    }
}

/// Whether it is a URL, an e-mail address or a host name (two or more letters on both sides of a dot).
fn is_link(token: &str, lowered: &str) -> bool {
    let letters = |part: &str, end: bool| {
        let run = |c: &char| c.is_alphanumeric() || *c == '-';
        if end { part.chars().rev().take_while(run).count() } else { part.chars().take_while(run).count() }
    };
    token.contains("://")
        || token.contains('@')
        || lowered.starts_with("www.")
        || token
            .match_indices('.')
            .any(|(at, _)| letters(&token[..at], true) > 1 && letters(&token[at + 1..], false) > 1)
}

/// A name in a greeting. The client's own name was replaced by [`FACT`] before.
fn greeted_name(rest: &str) -> Option<String> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    for (i, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let greets = GREETINGS.contains(&bare.to_lowercase().as_str()) || CAPITAL_GREETINGS.contains(&bare);
        if !greets || !word.ends_with(char::is_alphanumeric) {
            continue;
        }
        let end = |word: &&str| word.ends_with([',', '!', '.', '?', ':', ';', '\u{2013}', '\u{2014}']);
        let length = words[i + 1..].iter().position(end).map_or(words.len() - i - 1, |last| last + 1);
        let called: Vec<&str> = words[i + 1..][..length]
            .iter()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != FACT))
            .collect();
        // A greeting is short: past four words it is a sentence of its own.
        let near = &called[..called.len().min(4)];
        if let Some(name) = near.iter().find(|word| word.starts_with(char::is_uppercase)) {
            return Some((*name).to_owned());
        }
        if let [only] = called[..]
            && only.starts_with(char::is_alphabetic)
            && !NOT_NAMES.contains(&only.to_lowercase().as_str())
        {
            return Some(only.to_owned());
        }
    }
    None
}

/// Whether a text claims nothing of its own. A fact that comes from a reservation, which anybody may write, must not: a
/// name that is a link would otherwise let that link through.
fn claims_nothing(text: &str) -> bool {
    let is_grave = |token| matches!(claim(token), Some(Fault::Link(_) | Fault::Percent(_) | Fault::Number(_)));
    placeholder(text).is_none() && !plain(text).split_whitespace().any(is_grave)
}

/// Every way the sheet's facts may be spelt, longest first, so that a short one never breaks up a long one.
fn spellings(facts: &FactSheet) -> Vec<String> {
    let mut spellings = Vec::new();
    for channel in Channel::ALL {
        let words = Words::of(facts, channel);
        let of_the_client = [words.first_name, words.last_space, words.favourite_space];
        spellings.extend(of_the_client.into_iter().flatten().filter(|text| claims_nothing(text)));
        spellings.extend([words.duration, words.until, words.season].into_iter().flatten());
        spellings.extend([words.link, words.business]);
    }
    spellings.extend(facts.season.iter().map(|text| clean(text)));
    let (months, years) = (facts.months_as_client, facts.months_as_client / 12);
    match facts.locale {
        Locale::Fr => spellings.extend([format!("{months} mois"), format!("{years} an"), format!("{years} ans")]),
        Locale::En => spellings.extend(
            [(months, "month"), (years, "year")]
                .into_iter()
                .flat_map(|(n, unit)| [format!("{n} {unit}"), format!("{n} {unit}s")]),
        ),
    }
    if let Some(offer) = &facts.offer {
        let percent = offer.percent;
        spellings.extend([
            format!("{percent} %"),
            format!("{percent}%"),
            format!("{percent} pour cent"),
            format!("{percent} percent"),
            format!("{percent} per cent"),
            long_date(offer.valid_until, facts.locale),
            short_date(offer.valid_until, facts.locale),
        ]);
    }
    let mut spellings: Vec<String> = spellings.iter().map(|text| plain(text)).filter(|text| !text.is_empty()).collect();
    spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    spellings.dedup();
    spellings
}

/// `text` with each spelling that stands alone replaced by [`FACT`].
fn mask_facts(text: &str, spellings: &[String]) -> String {
    spellings.iter().fold(text.to_owned(), |text, spelling| {
        let mut rest = String::with_capacity(text.len());
        let mut from = 0;
        while let Some(found) = text[from..].find(spelling.as_str()).map(|at| at + from) {
            let after = found + spelling.len();
            if is_whole_token(&text[..found], spelling, &text[after..]) {
                rest.push_str(&text[from..found]);
                rest.push(FACT);
                from = after;
            } else {
                let next = found + spelling.chars().next().map_or(1, char::len_utf8);
                rest.push_str(&text[from..next]);
                from = next;
            }
        }
        rest + &text[from..]
    })
}

/// Not inside a longer word, number (`120 %`, `1,20 %`) or address (`https://x.cd/reservation` in `…/reservations`).
fn is_whole_token(before: &str, spelling: &str, after: &str) -> bool {
    let link = spelling.contains("://");
    let joins = |near: Option<char>, far: Option<char>, edge: Option<char>| match near {
        _ if !edge.is_some_and(char::is_alphanumeric) && !link => false,
        Some(c) if c.is_alphanumeric() => true,
        Some('.' | ',') => far.is_some_and(char::is_numeric) || link && far.is_some_and(char::is_alphanumeric),
        Some('/' | '?' | '#' | '&' | '=' | '%' | '-' | '_' | '@' | ':') if link => {
            far.is_some_and(|c| !c.is_whitespace())
        }
        _ => false,
    };
    let (mut back, mut forth) = (before.chars().rev(), after.chars());
    !joins(back.next(), back.next(), spelling.chars().next())
        && !joins(forth.next(), forth.next(), spelling.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Offer, Tone};

    fn facts() -> FactSheet {
        FactSheet {
            locale: Locale::Fr,
            tone: Tone::Warm,
            first_name: Some("N'Sele".to_owned()),
            last_space: Some("salle-reunion".to_owned()),
            favourite_space: None,
            months_as_client: 26,
            offer: Some(Offer {
                percent: 20.try_into().expect("a percentage"),
                valid_until: "2026-12-15".parse().expect("a date"),
            }),
            season: Some("avril en fête".to_owned()),
            booking_link: "https://nzooimmo.com/reservation?a=1".to_owned(),
            business_name: "N'zoo Immo".to_owned(),
        }
    }

    fn found(text: &str) -> Vec<Fault> {
        faults(text, &facts())
    }

    #[test]
    fn what_the_sheet_says_may_be_said() {
        for text in [
            "Bonjour N’Sele, votre salle de réunion : 20\u{a0}% jusqu’au 15 décembre 2026, ou 20%, ou 20 pour cent.",
            "Dear N'Sele! 26 mois, plus de 2 ans ; avril en fête ; 15/12/2026.",
            "Réservez : https://nzooimmo.com/reservation?a=1. Chez N'zoo Immo (https://nzooimmo.com/reservation?a=1).",
            "Bonjour, cela coûte moins cher que vous ne pensez. Hello there! Bonjour à vous.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_it_does_not_say_may_not() {
        use Fault::{Date, Link, Name, Number, Percent, Placeholder};
        let text = str::to_owned;
        for (said, fault) in [
            ("une remise de 25 %", Number(text("25"))),
            ("une remise de 120 %", Number(text("120"))),
            ("une remise de 1,20 %", Number(text("1,20"))),
            ("vingt pour cent de remise", Percent(text("pour cent"))),
            ("100% gratuit", Percent(text("100%"))),
            ("jusqu'au 16 décembre 2026", Date(text("décembre"))),
            ("dès lundi !", Date(text("lundi"))),
            ("before December", Date(text("December"))),
            ("le 15/12/2027", Number(text("15/12/2027"))),
            ("26 offres", Number(text("26"))),
            ("27 mois", Number(text("27"))),
            ("au +243810000000", Number(text("+243810000000"))),
            ("https://nzooimmo.com/reservation?a=12", Link(text("https://nzooimmo.com/reservation?a=12"))),
            ("https://nzooimmo.com/reservation", Link(text("https://nzooimmo.com/reservation"))),
            ("https://nzooimmo.com/reservation?a=1&b=c", Link(text("https://nzooimmo.com/reservation?a=1&b=c"))),
            ("voir nzooimmo.com", Link(text("nzooimmo.com"))),
            ("écrire à a@b.cd", Link(text("a@b.cd"))),
            ("Bonjour Awa,", Name(text("Awa"))),
            ("Bonjour N'Sele Mafuta,", Name(text("Mafuta"))),
            ("Chère Madame,", Name(text("Madame"))),
            ("hello awa,", Name(text("awa"))),
            ("Bonjour {{ first_name }},", Placeholder(text("{{ first_name }},"))),
        ] {
            assert!(found(said).contains(&fault), "{said}: {:?}", found(said));
        }
    }

    #[test]
    fn a_fact_that_makes_a_claim_of_its_own_is_none() {
        let link = "https://evil.example".to_owned();
        for hostile in ["https://evil.example", "evil.example", "a@evil.example", "Gratuit-100%", "0812345678"] {
            let sheet = FactSheet {
                first_name: Some(hostile.to_owned()),
                last_space: Some(hostile.to_owned()),
                favourite_space: Some(hostile.to_owned()),
                ..facts()
            };
            let text = format!("Bonjour {hostile}, votre {hostile} vous attend.");
            assert!(!faults(&text, &sheet).is_empty(), "{hostile}");
        }
        let sheet = FactSheet { last_space: Some(link.clone()), ..facts() };
        assert_eq!(faults(&format!("Votre {link} vous attend."), &sheet), [Fault::Link(link)]);
    }

    #[test]
    fn a_sheet_without_a_fact_allows_none_of_it() {
        let bare = FactSheet { first_name: None, offer: None, ..facts() };
        assert_eq!(faults("Bonjour N'Sele,", &bare), [Fault::Name("N'Sele".to_owned())]);
        assert!(!faults("20 % jusqu'au 15 décembre 2026", &bare).is_empty());
    }
}

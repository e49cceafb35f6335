//! Finds a client's first name in the name they booked under.

/// Titles that may precede a name.
const HONORIFICS: &[&str] = &[
    "m",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mme",
    "mlle",
    "dr",
    "pr",
    "prof",
    "me",
    "ing",
    "sir",
    "madam",
    "monsieur",
    "madame",
    "mademoiselle",
    "docteur",
    "doctor",
    "professeur",
    "professor",
    "maître",
];

/// Words which show that the text is not a person's name. `Sas`, `Inc`, `Ong` and `Ngo`, which companies and
/// associations have in theirs, are names of people too.
const IMPERSONAL: &[&str] = &[
    "sarl",
    "sarlu",
    "sprl",
    "asbl",
    "ltd",
    "llc",
    "client",
    "cliente",
    "customer",
    "guest",
    "inconnu",
    "inconnue",
    "unknown",
    "anonyme",
    "anonymous",
    "test",
    "null",
    "none",
];

/// Longest accepted first name, in characters.
const MAX_LENGTH: usize = 30;

/// The first name in `full_name`, or `None` when it contains no usable one.
///
/// Honorifics and initials are skipped. Where only some words are in capitals, those are the family name, as French
/// forms have it: `KABASELE Grâce` is Grâce. A name in one case throughout is put in title case.
pub fn first_name(full_name: &str) -> Option<String> {
    let words: Vec<&str> = full_name.split_whitespace().map(|word| word.trim_matches([',', ';', '.'])).collect();
    if words.iter().any(|word| IMPERSONAL.contains(&word.to_lowercase().as_str())) {
        return None;
    }
    let skipped = words.iter().take_while(|word| HONORIFICS.contains(&word.to_lowercase().as_str())).count();
    let names: Vec<&str> = words.into_iter().skip(skipped).filter(|word| word.chars().count() > 1).collect();
    let given = names.iter().find(|name| is_mixed(name)).or(names.first())?;
    let letters = given.chars().filter(|c| c.is_alphabetic()).count();
    let named = letters > 1
        && given.chars().count() <= MAX_LENGTH
        && given.starts_with(char::is_alphabetic)
        && given.ends_with(char::is_alphabetic)
        && given.chars().all(|c| c.is_alphabetic() || is_joint(c));
    named.then(|| if is_mixed(given) { (*given).to_owned() } else { title_case(given) })
}

/// What joins the parts of a name: `Jean-Pierre`, `N'Sele`.
const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\'' | '’')
}

fn is_mixed(name: &str) -> bool {
    name.contains(char::is_uppercase) && name.contains(char::is_lowercase)
}

fn title_case(name: &str) -> String {
    let mut title = String::with_capacity(name.len());
    let mut starts = true;
    for c in name.chars() {
        if starts {
            title.extend(c.to_uppercase());
        } else {
            title.extend(c.to_lowercase());
        }
        starts = is_joint(c);
    }
    title
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_name_is_found_behind_titles_initials_and_capitals() {
        for (full, first) in [
            ("Awa Mbuyi", "Awa"),
            ("  Mme  Awa Mbuyi ", "Awa"),
            ("Dr. M. Jean-Pierre Ilunga", "Jean-Pierre"),
            ("AWA MBUYI", "Awa"),
            ("awa mbuyi", "Awa"),
            ("JEAN-PIERRE ILUNGA", "Jean-Pierre"),
            ("N'SELE MAFUTA", "N'Sele"),
            ("ÉLISE MBUYI", "Élise"),
            ("MBUYI Awa", "Awa"),
            ("Mbuyi, Awa", "Mbuyi"),
            ("J. Ilunga", "Ilunga"),
            ("O'Neil Ilunga", "O'Neil"),
            ("Ngo Bisso", "Ngo"),
            ("Marie ONG", "Marie"),
            ("Sas Ilunga", "Sas"),
            ("INC Awa", "Awa"),
        ] {
            assert_eq!(first_name(full).as_deref(), Some(first), "{full:?}");
        }
    }

    #[test]
    fn a_name_nobody_can_be_greeted_by_gives_none() {
        for full in
            ["", " ", "M.", "Mme", "-", "n/a", "A", "243810000000", "a@b.cd", "Client", "Gombe SARL", "<b>&\"", "--"]
        {
            assert_eq!(first_name(full), None, "{full:?}");
        }
        assert_eq!(first_name(&"a".repeat(MAX_LENGTH + 1)), None);
    }

    proptest! {
        #[test]
        fn a_first_name_is_one_short_word_of_letters(full in "\\PC{0,60}") {
            if let Some(name) = first_name(&full) {
                prop_assert!(name.chars().filter(|c| c.is_alphabetic()).count() > 1);
                prop_assert!(name.chars().all(|c| c.is_alphabetic() || is_joint(c)));
            }
        }
    }
}

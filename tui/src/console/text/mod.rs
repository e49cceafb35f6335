//! Everything the screen says, in both languages side by side: a phrase that lacks one does not compile.

use relance::locale::Locale;

mod actions;
pub mod domain;
mod errors;
mod figures;
mod labels;
mod operations;
mod sentences;
mod settings;

/// One phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub fr: &'static str,
    pub en: &'static str,
}

/// The language of the screen; every phrase is a method of it.
#[derive(Clone, Copy, Debug)]
pub struct Text(pub Locale);

/// `name: "français", "English";` makes a method of that name.
macro_rules! phrases {
    ($($name:ident: $fr:literal, $en:literal;)*) => {
        impl $crate::console::text::Text {
            $(pub const fn $name(self) -> &'static str {
                match self.0 {
                    relance::locale::Locale::Fr => $fr,
                    relance::locale::Locale::En => $en,
                }
            })*
        }
    };
}

pub(crate) use phrases;

impl Text {
    pub const fn of(self, phrase: Phrase) -> &'static str {
        self.tr(phrase.fr, phrase.en)
    }

    /// Picks one of two phrases.
    pub const fn tr(self, fr: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Locale::Fr => fr,
            Locale::En => en,
        }
    }
}

//! Enums whose variants are written the same in the database, in JSON, on the command line and on the screen.

/// A word that is not a variant, and the message that says so and lists the variants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct UnknownWord {
    pub word: String,
    pub(crate) sentence: String,
}

/// Defines the enum and, from its words, `ALL`, `as_str`, `Display`, `FromStr` and the same words for serde and sqlx.
/// `unknown` is the message for any other word: `{0:?}` is the word that was given, `{1}` the list of valid words.
macro_rules! text_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$note:meta])* $variant:ident = $word:literal,)+ }
        unknown: $unknown:literal
    ) => {
        $(#[$attribute])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
        )]
        #[sqlx(type_name = "text")]
        pub enum $name {
            $($(#[$note])* #[serde(rename = $word)] #[sqlx(rename = $word)] $variant,)+
        }

        impl $name {
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text_enum::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .into_iter()
                    .find(|value| value.as_str() == word)
                    .ok_or_else(|| $crate::text_enum::UnknownWord {
                        word: word.to_owned(),
                        sentence: format!($unknown, word, [$($word),+].join(", ")),
                    })
            }
        }
    };
}

pub(crate) use text_enum;

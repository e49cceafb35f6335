//! Texts that strangers wrote, as they are read from a row.

use std::borrow::Cow;

use sqlx::{
    Decode, Postgres, Sqlite, Type,
    error::BoxDynError,
    postgres::{PgTypeInfo, PgValueRef},
    sqlite::{SqliteTypeInfo, SqliteValueRef},
};

use crate::draft::typography::cleaned;

/// A text without characters that nobody sees, borrowed from its row unless it had one. SQLite does not check that a
/// text is UTF-8: what is not becomes U+FFFD.
#[derive(Debug)]
pub(super) struct Clean<'r>(pub Cow<'r, str>);

/// The same with its invisible characters, where it must equal what a query compares.
#[derive(Debug)]
pub(super) struct Raw(pub String);

fn of_sqlite(value: SqliteValueRef<'_>) -> Result<Cow<'_, str>, BoxDynError> {
    <&[u8] as Decode<Sqlite>>::decode(value).map(String::from_utf8_lossy)
}

macro_rules! text_of_both_engines {
    ($text:ty) => {
        impl Type<Postgres> for $text {
            fn type_info() -> PgTypeInfo {
                <str as Type<Postgres>>::type_info()
            }
            fn compatible(ty: &PgTypeInfo) -> bool {
                <str as Type<Postgres>>::compatible(ty)
            }
        }

        impl Type<Sqlite> for $text {
            fn type_info() -> SqliteTypeInfo {
                <str as Type<Sqlite>>::type_info()
            }
            fn compatible(ty: &SqliteTypeInfo) -> bool {
                <str as Type<Sqlite>>::compatible(ty)
            }
        }
    };
}

text_of_both_engines!(Clean<'_>);
text_of_both_engines!(Raw);

impl<'r> Decode<'r, Postgres> for Clean<'r> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(cleaned(Cow::Borrowed(<&str as Decode<Postgres>>::decode(value)?))))
    }
}

impl<'r> Decode<'r, Sqlite> for Clean<'r> {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(cleaned(of_sqlite(value)?)))
    }
}

impl<'r> Decode<'r, Postgres> for Raw {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        <String as Decode<Postgres>>::decode(value).map(Self)
    }
}

impl<'r> Decode<'r, Sqlite> for Raw {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        of_sqlite(value).map(|text| Self(text.into_owned()))
    }
}

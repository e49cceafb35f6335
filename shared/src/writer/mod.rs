//! Who writes a message: plan in, text out. Writing may take seconds and cost money, so nobody writes inside a
//! transaction.

use std::fmt::Debug;

use futures_util::future::BoxFuture;

use crate::{
    draft::DraftError,
    follow_up::{DraftSource, Plan},
};

mod template;

pub use template::TemplateWriter;

/// What a writer hands in; it has passed [`crate::draft::check()`] against the plan's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The subject of an e-mail, the title of a push message, empty for an SMS.
    pub subject: String,
    /// Plain text: paragraphs parted by one blank line, no spaces at the end of a line.
    pub message: String,
    pub source: DraftSource,
}

/// A draft under way; dropped, it is given up.
pub type Writing<'a> = BoxFuture<'a, Result<Written, DraftError>>;

/// Writes messages, several at once.
pub trait Writer: Debug + Sync {
    /// Writes what `plan` asks for.
    ///
    /// # Errors
    /// There is no text for this plan that may leave: [`DraftError`] says why.
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a>;
}

//! Writers make a text from a plan. Writing may take seconds and cost money, so it never happens inside a
//! transaction.

use std::fmt::Debug;

use futures_util::future::BoxFuture;

use crate::{
    draft::{DraftError, Written},
    follow_up::Plan,
};

mod template;

pub use template::TemplateWriter;

/// A draft being written; dropping it cancels it.
pub type Writing<'a> = BoxFuture<'a, Result<Written, DraftError>>;

/// Writes messages, several at once.
pub trait Writer: Debug + Sync {
    /// Writes what `plan` asks for.
    ///
    /// # Errors
    /// No text for this plan may be sent: [`DraftError`] says why.
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a>;
}

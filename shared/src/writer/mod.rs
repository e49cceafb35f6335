//! Who writes a message: plan in, text out. Writing may take seconds and cost money, so nobody writes inside a
//! transaction.

use std::fmt::Debug;

use futures_util::future::BoxFuture;

use crate::{
    draft::{DraftError, Written},
    follow_up::Plan,
};

mod template;

pub use template::TemplateWriter;

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
